import { setTimeout as sleep } from 'node:timers/promises';
import { GenerateCredentialReportCommand, IAMClient } from '@aws-sdk/client-iam';
import type { Progress } from '../../../lib/ports/progress.ts';
import { type Lab, labClient } from '../../lab/lab.ts';

/** AWS makes a credential report in its own time, at most one in 4 hours: it is there before anybody is timed. */
export async function untilReported(lab: Lab, progress: Progress): Promise<void> {
  progress.step('credential report');
  const iam = new IAMClient(labClient(lab));
  try {
    while ((await iam.send(new GenerateCredentialReportCommand({}))).State !== 'COMPLETE') await sleep(200);
  } finally {
    iam.destroy();
  }
  progress.done();
}
