import type { SecretListEntry } from '@aws-sdk/client-secrets-manager';
import { describe, expect, it } from 'vitest';
import type { SecretsGateway } from '../../../lib/aws/secretsmanager.ts';
import { silent } from '../../../lib/ports/progress.ts';
import { readSecrets } from '../../../lib/sources/secrets/live.ts';
import { ACCOUNT, listOf, SECRET_ARN, smallAccount } from '../../aws/fake-gateways.ts';
import { sdkError } from '../../aws/sdk-errors.ts';

function read(gateway: (region: string) => SecretsGateway, regions = ['us-east-1', 'eu-west-1']) {
  return readSecrets({ account: ACCOUNT, regions, gateway, progress: silent });
}

describe('secrets', () => {
  it('are read in every Region, with the versions of one whose rotation hangs', async () => {
    const { secrets, secretVersions } = await read(smallAccount().secrets);
    expect(secrets).toMatchObject({
      status: 'complete',
      items: [{ ARN: SECRET_ARN, CreatedDate: '2026-01-01T00:00:00.000Z' }],
    });
    expect(secretVersions).toMatchObject({
      status: 'complete',
      items: [
        {
          ARN: SECRET_ARN,
          Name: 'db',
          Versions: [{ VersionId: 'v2', CreatedDate: '2026-11-01T00:00:00.000Z' }],
        },
      ],
    });
  });

  it('of a Region that refuses are a gap of that Region, and the others are read', async () => {
    const { secrets } = await read((region) => ({
      ...smallAccount().secrets(region),
      ...(region === 'us-east-1' ? { secrets: () => listOf<never>(sdkError('AccessDeniedException')) } : {}),
    }));
    expect(secrets.status).toBe('partial');
    expect(secrets.items).toHaveLength(1);
    expect(secrets.gaps).toMatchObject([
      {
        scope: { account: ACCOUNT, region: 'us-east-1' },
        missing: 'secretsmanager:ListSecrets',
        facts: ['secrets'],
      },
    ]);
  });

  it('before a fault are kept', async () => {
    const { secrets } = await read(
      () => ({
        ...smallAccount().secrets(''),
        secrets: () => listOf<SecretListEntry[]>([{ ARN: 'a' }], sdkError('ThrottlingException')),
      }),
      ['eu-west-1'],
    );
    expect(secrets).toMatchObject({ status: 'partial', items: [{ ARN: 'a' }] });
    expect(secrets.gaps).toHaveLength(1);
  });

  it('whose versions are refused are named', async () => {
    const { secrets, secretVersions } = await read((region) => ({
      ...smallAccount().secrets(region),
      versions: () => Promise.reject(sdkError('AccessDeniedException')),
    }));
    expect(secrets.status).toBe('complete');
    expect(secretVersions.gaps).toMatchObject([
      {
        scope: { account: ACCOUNT, region: 'eu-west-1', subject: SECRET_ARN },
        missing: 'secretsmanager:ListSecretVersionIds',
        facts: ['secrets'],
      },
    ]);
  });
});

it.each`
  why                                          | secret                                                                                 | asked
  ${'a version that waits to become current'}  | ${{ SecretVersionsToStages: { a: ['AWSCURRENT'], b: ['AWSPENDING'] } }}                | ${1}
  ${'a finished rotation that left its label'} | ${{ SecretVersionsToStages: { a: ['AWSPREVIOUS'], b: ['AWSCURRENT', 'AWSPENDING'] } }} | ${0}
  ${'no rotation'}                             | ${{ SecretVersionsToStages: { a: ['AWSCURRENT'] } }}                                   | ${0}
  ${'no versions'}                             | ${{}}                                                                                  | ${0}
  ${'a secret that is being deleted'}          | ${{ DeletedDate: new Date(0), SecretVersionsToStages: { a: ['AWSPENDING'] } }}         | ${0}
`(
  '$why: version lists asked for: $asked',
  async ({ secret, asked }: { secret: SecretListEntry; asked: number }) => {
    let versions = 0;
    await read(
      () => ({
        secrets: () => listOf([{ ARN: SECRET_ARN, ...secret }]),
        versions: () => {
          versions += 1;
          return Promise.resolve([]);
        },
      }),
      ['eu-west-1'],
    );
    expect(versions).toBe(asked);
  },
);
