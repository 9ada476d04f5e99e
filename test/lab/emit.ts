import {
  EventBridgeClient,
  ListRulesCommand,
  ListTargetsByRuleCommand,
  TestEventPatternCommand,
} from '@aws-sdk/client-eventbridge';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { type Lab, labClient } from './lab.ts';

/** As EventBridge delivers what a service of AWS puts on the default bus. */
export interface AwsEvent extends Told {
  readonly version: string;
  readonly id: string;
  readonly account: string;
  readonly region: string;
  readonly time: string;
  readonly resources: readonly string[];
}

interface Told {
  readonly source: string;
  readonly 'detail-type': string;
  readonly detail: object;
  readonly resources?: readonly string[];
}

/** What a service tells, of now. */
export function awsEvent({ account }: Pick<Lab, 'account'>, { resources = [], ...told }: Told): AwsEvent {
  return {
    version: '0',
    id: crypto.randomUUID(),
    account,
    region: 'us-east-1',
    time: `${new Date().toISOString().slice(0, 19)}Z`,
    resources,
    ...told,
  };
}

/**
 * Delivers an event as a service of AWS does. Nobody else may put one of a source `aws.…` on a bus, in the lab as in AWS
 * (https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html). So each rule that is
 * deployed is asked whether its pattern matches, and the functions that are its targets are called as EventBridge would.
 * @returns descriptions of the rules that matched
 */
export async function emit(lab: Lab, event: AwsEvent): Promise<readonly string[]> {
  const events = new EventBridgeClient(labClient(lab));
  const lambda = new LambdaClient(labClient(lab));
  const whole = JSON.stringify(event);
  try {
    const { Rules = [] } = await events.send(new ListRulesCommand({}));
    const matched: string[] = [];
    for (const { Name, Description = '', EventPattern, State } of Rules) {
      if (EventPattern === undefined || State !== 'ENABLED') continue;
      const { Result } = await events.send(new TestEventPatternCommand({ EventPattern, Event: whole }));
      if (Result !== true) continue;
      matched.push(Description);
      const { Targets = [] } = await events.send(new ListTargetsByRuleCommand({ Rule: Name }));
      for (const { Arn } of Targets)
        await lambda.send(new InvokeCommand({ FunctionName: Arn, InvocationType: 'Event', Payload: whole }));
    }
    return matched;
  } finally {
    events.destroy();
    lambda.destroy();
  }
}
