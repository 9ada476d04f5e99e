import { describe, expect, it } from 'vitest';
import type { Secret } from '../../../lib/core/model/credential.ts';
import {
  aSecret,
  credential,
  part,
  reasons,
  secretArn,
  snapshotOf,
  TAKEN_AT,
} from '../files/export-builder.ts';

function secret(fields: Record<string, unknown> = {}, versions: readonly unknown[] = []): Secret {
  const snapshot = snapshotOf({
    secrets: part('secretsmanager:ListSecrets', [aSecret('db', fields)]),
    secretVersions: part('secretsmanager:ListSecretVersionIds', versions),
  });
  expect(snapshot.gaps).toEqual([]);
  return credential(snapshot, secretArn('db')) as Secret;
}

describe('a secret', () => {
  it('stands in the Region of its ARN, active, unused when it was never read', () => {
    expect(secret()).toEqual({
      kind: 'secret',
      id: secretArn('db'),
      principal: null,
      account: '111122223333',
      region: 'eu-west-1',
      createdAt: '2026-01-01T10:00:00.000Z',
      lastUsed: { state: 'never', asOf: TAKEN_AT },
      tags: {},
      status: 'Active',
      name: 'db',
      rotation: { enabled: false },
      versions: [],
    });
  });

  it.each`
    why                               | rules                                          | everyDays
    ${'days'}                         | ${{ AutomaticallyAfterDays: 30 }}              | ${30}
    ${'a rate in days'}               | ${{ ScheduleExpression: 'rate(10 days)' }}     | ${10}
    ${'a rate of one day'}            | ${{ ScheduleExpression: 'rate(1 day)' }}       | ${1}
    ${'a rate in hours is no days'}   | ${{ ScheduleExpression: 'rate(4 hours)' }}     | ${undefined}
    ${'a cron expression is no days'} | ${{ ScheduleExpression: 'cron(0 8 1 * ? *)' }} | ${undefined}
  `('is rotated by $why', ({ rules, everyDays }) => {
    const { rotation } = secret({ RotationEnabled: true, RotationRules: rules });
    expect(rotation.enabled).toBe(true);
    expect(rotation.everyDays).toBe(everyDays);
    expect(rotation.schedule).toBe(rules.ScheduleExpression);
  });

  it('has the versions of both answers, with the stages of the later one', () => {
    const staged = { SecretVersionsToStages: { v1: ['AWSCURRENT'], v0: ['AWSPREVIOUS'] } };
    const listed = {
      ARN: secretArn('db'),
      Name: 'db',
      Versions: [
        { VersionId: 'v1', VersionStages: ['AWSPREVIOUS'], CreatedDate: '2026-02-01T00:00:00Z' },
        { VersionId: 'v2', VersionStages: ['AWSCURRENT'], CreatedDate: '2026-03-01T00:00:00Z' },
      ],
    };
    expect(secret(staged, [listed]).versions).toEqual([
      { id: 'v1', stages: ['AWSPREVIOUS'], createdAt: '2026-02-01T00:00:00.000Z' },
      { id: 'v0', stages: ['AWSPREVIOUS'] },
      { id: 'v2', stages: ['AWSCURRENT'], createdAt: '2026-03-01T00:00:00.000Z' },
    ]);
  });

  it('says who manages it, whose copy it is, and that it is scheduled for deletion', () => {
    const fields = { OwningService: 'rds', PrimaryRegion: 'us-east-1', DeletedDate: '2026-11-30T00:00:00Z' };
    expect(secret(fields)).toMatchObject({
      owningService: 'rds',
      primaryRegion: 'us-east-1',
      status: 'Inactive',
      deletedAt: '2026-11-30T00:00:00.000Z',
    });
    expect(secret({ PrimaryRegion: 'eu-west-1' })).not.toHaveProperty('primaryRegion');
  });

  it('with moments in seconds, as version 1 of the CLI writes them', () => {
    expect(secret({ CreatedDate: 1523477145.713 })).toHaveProperty('createdAt', '2018-04-11T20:05:45.713Z');
  });

  it('that does not fit is a gap that names its place, and the rest is used', () => {
    const items = [aSecret('a', { CreatedDate: 17 }), aSecret('b'), aSecret('c', { RotationEnabled: 'yes' })];
    const snapshot = snapshotOf({ secrets: part('secrets.json', items) });
    expect(reasons(snapshot)).toEqual([
      'secrets.json: [0].CreatedDate: expected a date, got number',
      'secrets.json: [2].RotationEnabled: expected boolean, got string',
    ]);
    expect(snapshot.credentials.map(({ id }) => id)).toEqual([secretArn('b')]);
  });
});
