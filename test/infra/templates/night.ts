import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { definitionOf, statesOf } from '../definition.ts';
import {
  actionsOf,
  CONFIGS,
  type Deployment,
  onlyOf,
  policiesOf,
  resourcesOf,
  stackOf,
  textOf,
} from '../synth.ts';

describe('the schedule', () => {
  it.each`
    deployment        | stack               | expression              | zone               | window
    ${'single'}       | ${'Nightwarden'}    | ${'cron(0 3 * * ? *)'}  | ${'UTC'}           | ${{ Mode: 'FLEXIBLE', MaximumWindowInMinutes: 15 }}
    ${'strict'}       | ${'Nightwarden'}    | ${'cron(30 1 * * ? *)'} | ${'Europe/Berlin'} | ${{ Mode: 'OFF' }}
    ${'organisation'} | ${'NightwardenHub'} | ${'cron(0 3 * * ? *)'}  | ${'UTC'}           | ${{ Mode: 'FLEXIBLE', MaximumWindowInMinutes: 15 }}
  `(
    '$deployment: $expression in $zone, tried again and then kept',
    ({ deployment, stack, expression, zone, window }) => {
      stackOf(deployment, stack).template.hasResourceProperties('AWS::Scheduler::Schedule', {
        ScheduleExpression: expression,
        ScheduleExpressionTimezone: zone,
        FlexibleTimeWindow: window,
        State: 'ENABLED',
        Target: {
          Arn: { Ref: Match.stringLikeRegexp('^SweepMachine') },
          Input: '{"reason":"schedule","at":"<aws.scheduler.scheduled-time>"}',
          RetryPolicy: { MaximumEventAgeInSeconds: 7200, MaximumRetryAttempts: 5 },
          DeadLetterConfig: { Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^NightlyMissed'), 'Arn'] } },
          RoleArn: Match.anyValue(),
        },
      });
    },
  );

  it('does not begin by itself when it is switched off', () => {
    stackOf('throwaway', 'Nightwarden').template.hasResourceProperties('AWS::Scheduler::Schedule', {
      State: 'DISABLED',
    });
  });
});

describe('the state machine', () => {
  it.each`
    deployment        | stack               | atOnce
    ${'single'}       | ${'Nightwarden'}    | ${10}
    ${'organisation'} | ${'NightwardenHub'} | ${CONFIGS.organisation.accountsAtOnce}
  `(
    '$deployment: takes $atOnce accounts at once, none of which ends the night',
    ({ deployment, stack, atOnce }) => {
      const map = statesOf(definitionOf(stackOf(deployment, stack))).get('For each account');
      expect(map).toMatchObject({
        Type: 'Map',
        MaxConcurrency: atOnce,
        ToleratedFailurePercentage: 100,
        ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } },
      });
    },
  );

  it('is traced, logs every step without its data, and ends after twelve hours at the latest', () => {
    const stack = stackOf('single', 'Nightwarden');
    stack.template.hasResourceProperties('AWS::StepFunctions::StateMachine', {
      TracingConfiguration: { Enabled: true },
      LoggingConfiguration: { Level: 'ALL', IncludeExecutionData: false },
    });
    expect(definitionOf(stack)).toMatchObject({ TimeoutSeconds: 43_200 });
  });

  it('is made after the policy by which it writes its log, and may run its own children', () => {
    const stack = stackOf('single', 'Nightwarden');
    const [, { Properties, DependsOn = [] }] = onlyOf(stack, 'AWS::StepFunctions::StateMachine');
    const role = textOf(Properties.RoleArn).replace(/^<(\w+)\.Arn>$/, '$1');
    const policies = policiesOf(stack).filter((policy) => policy.role === role);
    expect(DependsOn.filter((id) => policies.some(({ policy }) => policy === id))).toHaveLength(1);
    expect(policies.flatMap(({ statements }) => actionsOf(statements))).toEqual(
      expect.arrayContaining(['lambda:InvokeFunction', 'logs:CreateLogDelivery', 'states:StartExecution']),
    );
  });

  it('is in JSONPath throughout', () => {
    const text = JSON.stringify(definitionOf(stackOf('single', 'Nightwarden')));
    expect(text).not.toMatch(/QueryLanguage|"Assign"|\{%/);
  });

  it('waits for no worker longer than Lambda lets it run, and tries each again', () => {
    const tasks = [...statesOf(definitionOf(stackOf('single', 'Nightwarden'))).values()].filter(
      ({ Type }) => Type === 'Task',
    );
    expect(tasks).toHaveLength(9);
    for (const { TimeoutSeconds, Retry } of tasks) {
      expect(TimeoutSeconds).toBe(930);
      expect(Retry).toHaveLength(4);
    }
  });

  it.each`
    deployment  | tolerated
    ${'single'} | ${20}
    ${'strict'} | ${20}
  `(
    '$deployment: fails when more than $tolerated in a hundred accounts told nothing',
    ({ deployment, tolerated }: { deployment: Deployment; tolerated: number }) => {
      const states = statesOf(definitionOf(stackOf(deployment, 'Nightwarden')));
      expect(states.get('Did too many accounts fail?')).toMatchObject({
        Choices: [
          {
            Variable: '$.failedPercent',
            NumericGreaterThan: tolerated,
            Next: 'Too many accounts failed',
          },
        ],
        Default: 'Night done',
      });
      expect(states.get('Add up the night')).toMatchObject({ Next: 'Did too many accounts fail?' });
    },
  );
});

describe('what begins a sweep', () => {
  it('is the schedule, the worker that takes events, and for its accounts the sweep itself', () => {
    const starts = resourcesOf(stackOf('single', 'Nightwarden'), 'AWS::IAM::ManagedPolicy').filter(
      ([, { Properties }]) => JSON.stringify(Properties).includes('states:StartExecution'),
    );
    expect(starts.map(([id]) => id.replace(/Policy.*$/, ''))).toEqual([
      'SweepMap',
      'ReceptionWorker',
      'Nightly',
    ]);
  });
});
