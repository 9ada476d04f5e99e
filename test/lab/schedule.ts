import {
  GetScheduleCommand,
  ListSchedulesCommand,
  SchedulerClient,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import { type Lab, labClient } from './lab.ts';
import { LabError } from './lab-error.ts';

/** Makes the deployment's schedule due at once, with all else as it was deployed: the local AWS looks every 10 s. */
export async function fireSchedule(lab: Lab): Promise<void> {
  const client = new SchedulerClient(labClient(lab));
  try {
    const { Schedules = [] } = await client.send(new ListSchedulesCommand({}));
    const [{ Name, GroupName } = {}] = Schedules;
    if (Name === undefined) throw new LabError('the deployment made no schedule');
    const { Target } = await client.send(new GetScheduleCommand({ Name, GroupName }));
    await client.send(
      new UpdateScheduleCommand({
        Name,
        GroupName,
        Target,
        State: 'ENABLED',
        FlexibleTimeWindow: { Mode: 'OFF' },
        ScheduleExpression: 'at(2026-01-01T03:00:00)',
      }),
    );
  } finally {
    client.destroy();
  }
}
