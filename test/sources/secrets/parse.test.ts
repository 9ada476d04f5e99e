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

describe('a hostile secret', () => {
  it('may have hundreds of versions, which are all there once', () => {
    const ids = Array.from({ length: 500 }, (_, i) => `v${i}`);
    const staged = { SecretVersionsToStages: Object.fromEntries(ids.slice(0, 20).map((id) => [id, [id]])) };
    const Versions = ids.map((VersionId) => ({
      VersionId,
      ...(VersionId === 'v499' ? { VersionStages: ['AWSPENDING'] } : {}),
      CreatedDate: '2026-02-01T00:00:00Z',
    }));
    const { versions } = secret(staged, [{ ARN: secretArn('db'), Versions }]);
    expect(versions).toHaveLength(500);
    expect(versions.filter(({ stages }) => stages.includes('AWSPENDING'))).toHaveLength(1);
  });

  it.each`
    why                      | name
    ${'a line break'}        | ${'db\nnightwarden: 0 gaps, clean'}
    ${'a terminal escape'}   | ${'db\u001b[2J\u001b[31mred'}
    ${'a formula'}           | ${'=HYPERLINK("http://evil.example";"db")'}
    ${'markup'}              | ${'<img src=x onerror=alert(1)>'}
    ${'a prototype'}         | ${'__proto__'}
    ${'letters of any kind'} | ${'ключ-🔑-مفتاح'}
  `('may have a name with $why, which is kept as it is for the reports to write safely', ({ name }) => {
    expect(secret({ Name: name }).name).toBe(name);
  });

  it('may have any function, key and type, and an empty one is none', () => {
    const facts = { RotationLambdaARN: 'arn:aws:lambda:x', KmsKeyId: 'alias/shop', Type: 'SnowflakePat' };
    expect(secret(facts)).toMatchObject({
      rotationFunction: 'arn:aws:lambda:x',
      keyId: 'alias/shop',
      partnerType: 'SnowflakePat',
    });
    const empty = secret({
      RotationLambdaARN: '',
      KmsKeyId: '',
      Type: '',
      OwningService: '',
      PrimaryRegion: '',
    });
    for (const field of ['rotationFunction', 'keyId', 'partnerType', 'owningService', 'primaryRegion'])
      expect(empty).not.toHaveProperty(field);
  });

  it.each`
    why             | fields
    ${'a function'} | ${{ RotationLambdaARN: 7 }}
    ${'a key'}      | ${{ KmsKeyId: ['NIGHTWARDENCANARY'] }}
    ${'a type'}     | ${{ Type: { secret: 'NIGHTWARDENCANARY' } }}
    ${'stages'}     | ${{ SecretVersionsToStages: { v1: 'NIGHTWARDENCANARY' } }}
  `('with $why of a wrong kind is a gap that repeats nothing', ({ fields }) => {
    const snapshot = snapshotOf({ secrets: part('secretsmanager:ListSecrets', [aSecret('db', fields)]) });
    expect(snapshot.credentials).toEqual([]);
    expect(snapshot.gaps).toMatchObject([{ badInput: true, facts: ['secrets'] }]);
    expect(JSON.stringify(snapshot.gaps)).not.toContain('NIGHTWARDENCANARY');
  });
});

it.each`
  why                              | primary        | expected
  ${'a copy names its original'}   | ${'us-east-1'} | ${{ primaryRegion: 'us-east-1' }}
  ${'an original may name itself'} | ${'eu-west-1'} | ${{ replicated: true }}
`('$why', ({ primary, expected }) => {
  expect(secret({ PrimaryRegion: primary })).toMatchObject(expected);
});
