import { GetResourcePolicyCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { secretPolicies } from '../../../lib/sources/secret-policies/index.ts';
import { secretsWithPolicies } from '../../../lib/sources/secrets/live.ts';
import { sdkError } from '../../aws/sdk-errors.ts';
import { ACCOUNT } from '../files/export-builder.ts';
import { liveContext, MANIFEST } from '../live-context.ts';

const aws = mockClient(SecretsManagerClient);
beforeEach(() => aws.reset());

function secretArn(name: string, region = 'eu-west-1'): string {
  return `arn:aws:secretsmanager:${region}:${ACCOUNT}:secret:${name}-AbCdEf`;
}

const read = (secrets: readonly string[] | null) => secretPolicies.read({ ...liveContext(), secrets });

describe('policies of secrets, live', () => {
  it('are asked for once a secret, in its own Region, and carry the moment of their reading', async () => {
    const arns = [secretArn('a'), secretArn('b', 'us-east-1')];
    aws
      .on(GetResourcePolicyCommand)
      .callsFake(({ SecretId }) => ({ ARN: SecretId, Name: 'x', ResourcePolicy: '{}' }));
    const part = await read(arns);
    expect(part).toMatchObject({ status: 'complete', gaps: [] });
    expect(part.items).toEqual(
      arns.map((ARN) => ({ ARN, Name: 'x', ResourcePolicy: '{}', ReadAt: MANIFEST.takenAt })),
    );
    expect(aws.commandCalls(GetResourcePolicyCommand)).toHaveLength(2);
  });

  it('of an account without secrets are complete, and nothing is asked', async () => {
    expect(await read([])).toMatchObject({ status: 'complete', items: [], gaps: [] });
    expect(aws.calls()).toHaveLength(0);
  });

  it('are unread where no secret could be listed, and the gap says why', async () => {
    expect(await read(null)).toMatchObject({
      status: 'unread',
      gaps: [{ missing: 'secretsmanager:ListSecrets', facts: ['secret-policies'] }],
    });
  });

  it.each`
    regions                       | scope
    ${['eu-west-1']}              | ${{ account: ACCOUNT, region: 'eu-west-1' }}
    ${['eu-west-1', 'us-east-1']} | ${{ account: ACCOUNT }}
  `('are hidden where $regions were read, and nowhere else', async ({ regions, scope }) => {
    const { gaps } = await secretPolicies.read({ ...liveContext(), regions, secrets: null });
    expect(gaps.map((gap) => gap.scope)).toEqual([scope]);
  });

  it('that are denied are a gap, and those of another Region are read', async () => {
    aws.on(GetResourcePolicyCommand).rejects(sdkError('AccessDeniedException'));
    aws
      .on(GetResourcePolicyCommand, { SecretId: secretArn('b', 'us-east-1') })
      .resolves({ ARN: secretArn('b', 'us-east-1') });
    const part = await read([secretArn('a'), secretArn('b', 'us-east-1')]);
    expect(part.status).toBe('partial');
    expect(part.items).toHaveLength(1);
    expect(part.gaps).toMatchObject([
      {
        scope: { account: ACCOUNT, region: 'eu-west-1' },
        missing: 'secretsmanager:GetResourcePolicy',
        facts: ['secret-policies'],
      },
    ]);
  });

  it('of a Region that is off are one gap, however many secrets it has', async () => {
    aws.on(GetResourcePolicyCommand).rejects(sdkError('UnrecognizedClientException'));
    const part = await read(Array.from({ length: 300 }, (_, i) => secretArn(`s${i}`)));
    expect(part.status).toBe('unread');
    expect(part.gaps.length).toBeLessThanOrEqual(1);
    expect(aws.calls().length).toBeLessThan(60);
  });

  it('of a secret that is gone by now are neither', async () => {
    aws.on(GetResourcePolicyCommand).rejects(sdkError('ResourceNotFoundException'));
    expect((await read([secretArn('a')])).gaps).toEqual([]);
  });
});

it.each`
  why                                     | item                                                                | asked
  ${'a secret'}                           | ${{ ARN: secretArn('a') }}                                          | ${1}
  ${'one of an AWS service'}              | ${{ ARN: secretArn('a'), OwningService: 'rds' }}                    | ${1}
  ${'an original that names its Region'}  | ${{ ARN: secretArn('a'), PrimaryRegion: 'eu-west-1' }}              | ${1}
  ${'a copy'}                             | ${{ ARN: secretArn('a'), PrimaryRegion: 'us-east-1' }}              | ${0}
  ${'one that is scheduled for deletion'} | ${{ ARN: secretArn('a'), DeletedDate: '2026-11-01T00:00:00.000Z' }} | ${0}
  ${'one without an ARN'}                 | ${{ Name: 'a' }}                                                    | ${0}
`('the policy of $why is asked for $asked times', ({ item, asked }) => {
  const part = { items: [item], origin: 'x', missing: 'x', status: 'complete', gaps: [] } as const;
  expect(secretsWithPolicies(part)).toHaveLength(asked);
  expect(secretsWithPolicies({ ...part, status: 'unread' })).toBeNull();
});
