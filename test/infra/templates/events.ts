import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import {
  CONFIGS,
  type Deployment,
  type Filled,
  HUB,
  ORGANISATION,
  onlyOf,
  policiesOf,
  resourcesOf,
  type Stack,
  stackOf,
  stacksOf,
  textOf,
} from '../synth.ts';

const BUS = `arn:aws:events:eu-west-1:${HUB}:event-bus/nightwarden-signals`;

interface Target {
  readonly Arn: unknown;
  readonly RoleArn?: unknown;
  readonly DeadLetterConfig?: { readonly Arn: unknown };
  readonly RetryPolicy?: Readonly<Record<string, number>>;
}

function rules(stack: Stack): readonly (readonly [string, Filled])[] {
  return resourcesOf(stack, 'AWS::Events::Rule');
}

function sourcesOf(stack: Stack): readonly string[] {
  return rules(stack)
    .map(([, { Properties }]) => {
      const { source, detail } = Properties.EventPattern as {
        readonly source: readonly string[];
        readonly detail: Readonly<Record<string, unknown>>;
      };
      return `${source.join()} ${Object.keys(detail).toSorted().join()}`;
    })
    .toSorted();
}

const IAM = 'aws.iam eventName,eventSource';
const CHOSEN = 'aws.securityhub findings';
const ELSEWHERE = ['aws.guardduty resource', 'aws.guardduty type', 'aws.health eventTypeCode'];

describe('what is listened to', () => {
  it.each`
    deployment        | stack                                        | heard
    ${'single'}       | ${'Nightwarden'}                             | ${[...ELSEWHERE, IAM, 'aws.s3 bucket,object', CHOSEN]}
    ${'strict'}       | ${'Nightwarden'}                             | ${[...ELSEWHERE, IAM, 'aws.s3 bucket,object', CHOSEN]}
    ${'strict'}       | ${'NightwardenSignals-us-east-1'}            | ${[...ELSEWHERE, IAM]}
    ${'strict'}       | ${'NightwardenSignals-eu-north-1'}           | ${ELSEWHERE}
    ${'organisation'} | ${'NightwardenSpoke'}                        | ${[...ELSEWHERE, IAM]}
    ${'organisation'} | ${'StackSet'}                                | ${[...ELSEWHERE, IAM]}
    ${'organisation'} | ${'NightwardenManagement'}                   | ${ELSEWHERE}
    ${'organisation'} | ${'NightwardenManagementSignals-us-east-1'}  | ${[...ELSEWHERE, IAM]}
    ${'organisation'} | ${'NightwardenManagementSignals-eu-north-1'} | ${ELSEWHERE}
    ${'organisation'} | ${'NightwardenHubSignals'}                   | ${[...ELSEWHERE, IAM]}
  `('$deployment: $stack', ({ deployment, stack, heard }) => {
    expect(sourcesOf(stackOf(deployment, stack))).toEqual(heard.toSorted());
  });

  it('the hub hears its bus, and AWS Health and Security Hub of the whole organisation on its default bus', () => {
    const hub = stackOf('organisation', 'NightwardenHub');
    const [own, shared] = [false, true].map((isShared) =>
      rules(hub)
        .filter(([, { Properties }]) => (Properties.EventBusName !== undefined) === isShared)
        .map(([, { Properties }]) => textOf((Properties.EventPattern as { source: string[] }).source[0]))
        .toSorted(),
    );
    expect(own).toEqual(['aws.health', 'aws.s3', 'aws.securityhub']);
    expect(shared).toEqual(['aws.guardduty', 'aws.guardduty', 'aws.health', 'aws.iam']);
  });

  it("a spoke's rule for IAM exists in the partition's main Region only, wherever the hub lies", () => {
    const { template } = stackOf('organisation', 'StackSet');
    template.hasCondition('IsMain', { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-east-1'] });
    template.hasCondition('IsHome', { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'eu-west-1'] });
    for (const [, { Condition, Properties }] of rules(stackOf('organisation', 'StackSet'))) {
      const isIam = JSON.stringify(Properties).includes('aws.iam');
      expect(Condition).toBe(isIam ? 'IsMain' : undefined);
    }
  });

  it('the StackSet goes to the home Region, the main one, and every one with GuardDuty or a sweep', () => {
    stackOf('organisation', 'NightwardenSpokes').template.hasResourceProperties(
      'AWS::CloudFormation::StackSet',
      {
        PermissionModel: 'SERVICE_MANAGED',
        CallAs: 'DELEGATED_ADMIN',
        AutoDeployment: { Enabled: true, RetainStacksOnAccountRemoval: false },
        StackInstancesGroup: [
          {
            DeploymentTargets: {
              OrganizationalUnitIds: [...CONFIGS.organisation.organisation.organisationalUnits],
            },
            Regions: ['eu-west-1', 'us-east-1', 'eu-north-1', 'us-west-2'],
          },
        ],
        OperationPreferences: Match.objectLike({ RegionConcurrencyType: 'PARALLEL' }),
      },
    );
  });
});

const FORWARDING: readonly (readonly [Deployment, string, string])[] = [
  ['strict', 'NightwardenSignals-us-east-1', 'arn:aws:events:eu-west-1:<AWS::AccountId>:event-bus/default'],
  ['organisation', 'NightwardenSpoke', BUS],
  ['organisation', 'StackSet', BUS],
  ['organisation', 'NightwardenManagement', BUS],
  ['organisation', 'NightwardenManagementSignals-us-east-1', BUS],
  ['organisation', 'NightwardenHubSignals', BUS],
];

describe.each(FORWARDING)('%s: forwarding from %s', (deployment, name, bus) => {
  const stack = stackOf(deployment, name);
  const [queue, properties] = onlyOf(stack, 'AWS::SQS::Queue');
  const targets = rules(stack).flatMap(([, { Properties }]) => Properties.Targets as readonly Target[]);

  it('goes to the bus, by a role that may put events there and nowhere else', () => {
    expect(targets.map(({ Arn }) => textOf(Arn))).toEqual(targets.map(() => bus));
    const sent = policiesOf(stack).filter(({ role }) => role.startsWith('ForwardingSender'));
    expect(
      sent.map(({ statements }) => statements.map((each) => [each.Action, textOf(each.Resource)])),
    ).toEqual([[['events:PutEvents', bus]]]);
  });

  it('tries for a day, and then leaves the event in an encrypted queue that is kept for two weeks', () => {
    for (const { DeadLetterConfig, RetryPolicy } of targets) {
      expect(DeadLetterConfig).toEqual({ Arn: { 'Fn::GetAtt': [queue, 'Arn'] } });
      expect(RetryPolicy).toEqual({ MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 60 });
    }
    expect(properties.Properties).toMatchObject({
      SqsManagedSseEnabled: true,
      MessageRetentionPeriod: 1_209_600,
    });
  });
});

describe('who may put events on the hub’s bus', () => {
  it('principals of the organisation alone', () => {
    stackOf('organisation', 'NightwardenHub').template.hasResourceProperties('AWS::Events::EventBus', {
      Policy: Match.objectLike({
        Statement: [
          Match.objectLike({
            Action: 'events:PutEvents',
            Condition: { StringEquals: { 'aws:PrincipalOrgID': ORGANISATION } },
          }),
        ],
      }),
    });
  });

  it('a single account has no bus of its own to be written to', () => {
    expect(resourcesOf(stackOf('single', 'Nightwarden'), 'AWS::Events::EventBus')).toEqual([]);
  });
});

describe('an event that could not be handled', () => {
  it.each`
    deployment        | stack
    ${'single'}       | ${'Nightwarden'}
    ${'organisation'} | ${'NightwardenHub'}
  `('$deployment: lies in a queue, whether EventBridge or the worker gave it up', ({ deployment, stack }) => {
    const given = stackOf(deployment, stack);
    const queues = new Set(
      rules(given).flatMap(([, { Properties }]) =>
        (Properties.Targets as readonly Target[]).map(({ DeadLetterConfig }) =>
          textOf(DeadLetterConfig?.Arn),
        ),
      ),
    );
    expect(queues.size).toBe(1);
    given.template.hasResourceProperties('AWS::Lambda::Function', {
      DeadLetterConfig: { TargetArn: { 'Fn::GetAtt': [[...queues][0]?.slice(1, -5), 'Arn'] } },
    });
  });
});

describe('every queue', () => {
  it.each(['single', 'strict', 'organisation'] as const)(
    '%s: is encrypted and refuses who comes without TLS',
    (name) => {
      for (const stack of stacksOf(name).values()) {
        const policies = JSON.stringify(resourcesOf(stack, 'AWS::SQS::QueuePolicy'));
        for (const [id, { Properties }] of resourcesOf(stack, 'AWS::SQS::Queue')) {
          expect(Properties.SqsManagedSseEnabled).toBe(true);
          expect(policies).toContain(`"Queues":[{"Ref":"${id}"}]`.replace('Queues', 'Queues'));
        }
        if (policies !== '[]') expect(policies).toContain('aws:SecureTransport');
      }
    },
  );
});
