import { AttachUserPolicyCommand, IAMClient } from '@aws-sdk/client-iam';
import { InvokeCommand, LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { readSignal } from '../../../lib/core/nights/event.ts';
import { eventRun } from '../../../lib/core/nights/run.ts';
import type { Beginning } from '../../../lib/core/rotation/beginnings.ts';
import type { Proposal } from '../../../lib/core/rotation/proposals.ts';
import { readJson } from '../../../lib/usecases/night/json.ts';
import { begunKey, inputKey, proposalsKey, summaryKey } from '../../../lib/usecases/night/layout.ts';
import { type AwsEvent, awsEvent, emit } from '../../lab/emit.ts';
import { type Lab, labClient } from '../../lab/lab.ts';
import { type Deployment, labStore, untilQuiet } from '../../lab/night.ts';
import { type PolicyOptions, policyOf, rosterOf } from '../../lab/rotation/policy.ts';
import type { Team } from '../../lab/rotation/shop.ts';
import { control } from './organisation-lab.ts';

const QUARANTINE = 'arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3';

/** What a run proposed, and what it began of it. */
export interface Outcome {
  readonly proposals: readonly Proposal[];
  /** Of which people were told; undefined: nothing was to begin. */
  readonly begun: readonly Beginning[] | undefined;
}

export async function outcomeOf(lab: Lab, deployment: Deployment, run: string): Promise<Outcome> {
  const store = labStore(lab, deployment);
  const read = (key: string) => readJson(store, key);
  return {
    proposals: ((await read(proposalsKey(run, lab.account))) ?? []) as readonly Proposal[],
    begun: (await read(begunKey(run, lab.account))) as readonly Beginning[] | undefined,
  };
}

/** Hands policy and roster to one run alone: of what lies in `inputs/` itself a run of its own would begin. */
export async function handTo(
  lab: Lab,
  deployment: Deployment,
  run: string,
  {
    teams,
    everybody,
    ...policy
  }: PolicyOptions & { readonly teams: readonly Team[]; readonly everybody: readonly Team[] },
): Promise<void> {
  const store = labStore(lab, deployment);
  const encoder = new TextEncoder();
  await store.write(inputKey('policy', run), encoder.encode(policyOf(teams, policy)));
  await store.write(inputKey('roster', run), encoder.encode(rosterOf(everybody)));
}

/** Calls the worker that begins plans once more, for a run that is over. */
export function beginAgain(lab: Lab, run: string): Promise<unknown> {
  const place = { partition: 'aws', home: 'us-east-1', regions: [], reach: 'all' };
  return call(lab, 'rotation: begins', { run, account: lab.account, ...place });
}

/** Calls the reconciler, as its schedule does. */
export function reconcileNow(lab: Lab): Promise<unknown> {
  return call(lab, 'rotation: takes every open plan', {});
}

/** Calls whoever looks into a leak that was contained, as the reconciler does. */
export function lookNow(lab: Lab, rotation: string): Promise<unknown> {
  return call(lab, 'rotation: looks whether a leak', { rotation });
}

/** @param does how its description begins */
async function call(lab: Lab, does: string, event: object): Promise<unknown> {
  const client = new LambdaClient(labClient(lab));
  try {
    const { Functions = [] } = await client.send(new ListFunctionsCommand({}));
    const worker = Functions.find(({ Description = '' }) => Description.startsWith(does));
    const { Payload } = await client.send(
      new InvokeCommand({ FunctionName: worker?.FunctionArn, Payload: JSON.stringify(event) }),
    );
    return JSON.parse(Buffer.from(Payload ?? []).toString());
  } finally {
    client.destroy();
  }
}

/** The name of the run that an event will start. */
export function runOf(event: AwsEvent): string {
  const signal = readSignal(event);
  if (signal === undefined) throw new Error('expected an event that starts a run');
  return eventRun(signal.at, signal.id);
}

/** Delivers an event and waits until the run that it starts is added up. @returns the rules that matched */
export async function deliver(lab: Lab, deployment: Deployment, event: AwsEvent): Promise<readonly string[]> {
  const store = labStore(lab, deployment);
  const matched = await emit(lab, event);
  const until = performance.now() + 120_000;
  while ((await store.read(summaryKey(runOf(event)))) === undefined && performance.now() < until)
    await untilQuiet(lab, deployment);
  return matched;
}

/** Puts AWS's quarantine policy on a user. @returns the event by which CloudTrail tells who did */
export async function quarantine(
  lab: Lab,
  { user: UserName }: Team,
  userIdentity: object,
): Promise<AwsEvent> {
  const iam = new IAMClient(labClient(lab));
  await control(lab, 'managed-policy', {
    arn: QUARANTINE,
    document: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Deny', Action: ['iam:CreateAccessKey', 'ec2:RunInstances'], Resource: '*' }],
    },
  });
  await iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn: QUARANTINE }));
  iam.destroy();
  return awsEvent(lab, {
    source: 'aws.iam',
    'detail-type': 'AWS API Call via CloudTrail',
    detail: {
      eventSource: 'iam.amazonaws.com',
      eventName: 'AttachUserPolicy',
      userIdentity,
      requestParameters: { userName: UserName, policyArn: QUARANTINE },
    },
  });
}

export function healthEvent(lab: Lab, { accessKeyId }: Team): AwsEvent {
  return awsEvent(lab, {
    source: 'aws.health',
    'detail-type': 'AWS Health Event',
    detail: {
      eventArn: `arn:aws:health:us-east-1::event/RISK/AWS_RISK_CREDENTIALS_EXPOSED/${accessKeyId}`,
      eventTypeCode: 'AWS_RISK_CREDENTIALS_EXPOSED',
      startTime: new Date().toUTCString(),
      affectedEntities: [{ entityValue: accessKeyId }],
    },
  });
}

/** Somebody chose a finding in Security Hub, and our custom action. */
export function chosenEvent(lab: Lab, { accessKeyId }: Team): AwsEvent {
  return awsEvent(lab, {
    source: 'aws.securityhub',
    'detail-type': 'Security Hub Findings - Custom Action',
    resources: [`arn:aws:securityhub:us-east-1:${lab.account}:action/custom/NightwardenPropose`],
    detail: {
      actionName: 'Propose a plan',
      findings: [
        {
          Id: `nightwarden/iam.several-active-access-keys:${accessKeyId}`,
          AwsAccountId: lab.account,
          ProductFields: { 'nightwarden/credential': accessKeyId },
        },
      ],
    },
  });
}
