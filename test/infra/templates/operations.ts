import { describe, expect, it } from 'vitest';
import { figures } from '../../../lib/usecases/night/summarise.ts';
import { aSummary } from '../../core/nights/build.ts';
import { onlyOf, type Resource, resourcesOf, type Stack, stackOf, statementsOf, textOf } from '../synth.ts';

const ALARMS = [
  'AccountsUnread',
  'GapsRising',
  'MissedNightsDeadLetters',
  'NightFailed',
  'NightMissing',
  'NightTimedOut',
  'NotPublished',
  'UndeliveredEventsDeadLetters',
  'WorkersThrottled',
];

function alarms(stack: Stack): ReadonlyMap<string, Resource['Properties'] & object> {
  return new Map(
    resourcesOf(stack, 'AWS::CloudWatch::Alarm').map(([id, { Properties }]) => [
      id.replace(/^Operations|[0-9A-F]{8}$/g, ''),
      Properties,
    ]),
  );
}

describe.each([
  ['single', 'Nightwarden'],
  ['organisation', 'NightwardenHub'],
] as const)('the alarms of %s', (deployment, name) => {
  const stack = stackOf(deployment, name);

  it('are all there, each with what to do', () => {
    expect([...alarms(stack).keys()].toSorted()).toEqual(ALARMS);
    for (const { AlarmDescription } of alarms(stack).values())
      expect(textOf(AlarmDescription).length).toBeGreaterThan(60);
  });

  it('tell the topic', () => {
    const [topic] = onlyOf(stack, 'AWS::SNS::Topic');
    for (const { AlarmActions } of alarms(stack).values()) expect(AlarmActions).toEqual([{ Ref: topic }]);
  });

  it('a night that leaves no figure is missing, by the hour, with four hours of grace', () => {
    expect(alarms(stack).get('NightMissing')).toMatchObject({
      MetricName: 'NightsEnded',
      Period: 3600,
      EvaluationPeriods: 28,
      Threshold: 1,
      ComparisonOperator: 'LessThanThreshold',
      TreatMissingData: 'breaching',
    });
  });

  it.each(ALARMS.filter((alarm) => alarm !== 'NightMissing'))(
    '%s is quiet while there is no figure',
    (alarm) => {
      expect(alarms(stack).get(alarm)).toMatchObject({
        Threshold: 0,
        ComparisonOperator: 'GreaterThanThreshold',
        TreatMissingData: 'notBreaching',
      });
    },
  );

  it('watch figures that the summary leaves, under the name that it leaves them by', () => {
    const left = Object.keys(figures({ ...aSummary(), failedPercent: 0, isRepeated: false }));
    for (const { Namespace, MetricName, Dimensions } of alarms(stack).values()) {
      if (Namespace !== 'Nightwarden') continue;
      expect(left).toContain(MetricName);
      expect(Dimensions).toEqual([{ Name: 'service', Value: name }]);
    }
  });

  it('stand on a dashboard', () => {
    const [, dashboard] = onlyOf(stack, 'AWS::CloudWatch::Dashboard');
    for (const metric of ['NightsEnded', 'Gaps', 'FindingsNew', 'ExecutionTime'])
      expect(textOf(dashboard.Properties.DashboardBody)).toContain(`"${metric}"`);
  });

  it('the topic is encrypted by a key that lets alarms publish, and refuses who comes without TLS', () => {
    const [, topic] = onlyOf(stack, 'AWS::SNS::Topic');
    const [id, key] = onlyOf(stack, 'AWS::KMS::Key');
    expect(topic.Properties.KmsMasterKeyId).toEqual({ 'Fn::GetAtt': [id, 'Arn'] });
    expect(key.Properties.EnableKeyRotation).toBe(true);
    expect(statementsOf(key.Properties.KeyPolicy).map(({ Principal }) => Principal)).toContainEqual({
      Service: 'cloudwatch.amazonaws.com',
    });
    const [, policy] = onlyOf(stack, 'AWS::SNS::TopicPolicy');
    const statements = statementsOf(policy.Properties.PolicyDocument);
    expect(statements).toContainEqual(
      expect.objectContaining({ Effect: 'Allow', Principal: { Service: 'cloudwatch.amazonaws.com' } }),
    );
    expect(statements).toContainEqual(
      expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
    );
  });
});

describe('a night that does not begin by itself', () => {
  it('is not missed', () => {
    const names = [...alarms(stackOf('throwaway', 'Nightwarden')).keys()];
    expect(names.toSorted()).toEqual(ALARMS.filter((name) => name !== 'NightMissing'));
  });
});

describe('who is told', () => {
  it('is whoever is named, by e-mail', () => {
    stackOf('strict', 'Nightwarden').template.hasResourceProperties('AWS::SNS::Subscription', {
      Protocol: 'email',
      Endpoint: 'security@example.com',
    });
  });
});
