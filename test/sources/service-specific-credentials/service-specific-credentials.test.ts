import { IAMClient, ListServiceSpecificCredentialsCommand } from '@aws-sdk/client-iam';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { serviceSpecificCredentials } from '../../../lib/sources/service-specific-credentials/index.ts';
import { sdkError } from '../../aws/sdk-errors.ts';
import { live as anExport, part, userArn } from '../files/export-builder.ts';
import { knowing } from '../iam-answers.ts';
import { liveContext } from '../live-context.ts';

const CANARY = 'NIGHTWARDENCANARY-api-key-9bK1';
const ID = 'ACCAEXAMPLEEXAMPLE01';
const { manifest } = anExport();

type Fields = Readonly<Record<string, unknown>>;

function aCredential(fields: Fields = {}): Fields {
  return {
    UserName: 'ana',
    ServiceSpecificCredentialId: ID,
    ServiceName: 'bedrock.amazonaws.com',
    Status: 'Active',
    CreateDate: '2026-01-01T10:00:00+00:00',
    ...fields,
  };
}

async function parsed(...items: readonly Fields[]) {
  const kept = await Promise.all(items.map((item) => serviceSpecificCredentials.keep(item)));
  const read = part('service-specific-credentials.json', kept);
  return serviceSpecificCredentials.parse(read, manifest, knowing('ana'));
}

describe('what is kept of a service-specific credential', () => {
  it('is no password, no API key and no user name of its own', async () => {
    const ends = { ExpirationDate: '2027-01-01T10:00:00+00:00' };
    const kept = await serviceSpecificCredentials.keep(
      aCredential({
        ...ends,
        ServicePassword: CANARY,
        ServiceCredentialSecret: CANARY,
        ServiceUserName: CANARY,
        ServiceCredentialAlias: CANARY,
      }),
    );
    expect(kept).toEqual(aCredential(ends));
    expect(await serviceSpecificCredentials.keep(kept as Fields)).toEqual(kept);
  });
});

describe('a service-specific credential', () => {
  it.each`
    why                 | fields                                             | told
    ${'with an end'}    | ${{ ExpirationDate: '2027-01-01T10:00:00+00:00' }} | ${{ status: 'Active', expiresAt: '2027-01-01T10:00:00.000Z' }}
    ${'without an end'} | ${{}}                                              | ${{ status: 'Active', expiresAt: null }}
    ${'that expired'}   | ${{ Status: 'Expired' }}                           | ${{ status: 'Inactive' }}
  `('$why is told so', async ({ fields, told }: { fields: Fields; told: object }) => {
    const { credentials, gaps } = await parsed(aCredential(fields));
    expect(gaps).toEqual([]);
    expect(credentials).toMatchObject([
      {
        kind: 'service-specific-credential',
        id: ID,
        principal: userArn('ana'),
        service: 'bedrock.amazonaws.com',
        ...told,
      },
    ]);
  });

  it.each([
    aCredential({ ServiceSpecificCredentialId: CANARY }),
    aCredential({ ServiceName: CANARY }),
    aCredential({ Status: CANARY }),
    aCredential({ ExpirationDate: [CANARY] }),
  ])('that does not fit is a gap that repeats nothing', async (item) => {
    const { credentials, gaps } = await parsed(item);
    expect(credentials).toEqual([]);
    expect(gaps).toMatchObject([{ badInput: true, facts: ['service-specific-credentials'] }]);
    expect(JSON.stringify(gaps)).not.toContain(CANARY);
  });
});

describe('reading service-specific credentials', () => {
  const iam = mockClient(IAMClient);
  beforeEach(() => iam.reset());
  const listed = (id: string, service: string) => ({
    UserName: 'ana',
    ServiceSpecificCredentialId: id,
    ServiceName: service,
    Status: 'Active' as const,
    CreateDate: new Date('2026-01-01T10:00:00Z'),
  });

  it('asks for all users in five calls, and tells each once', async () => {
    const bedrock = listed(ID, 'bedrock.amazonaws.com');
    const other = listed('ACCAEXAMPLEEXAMPLE02', 'new.amazonaws.com');
    iam.on(ListServiceSpecificCredentialsCommand).resolves({ ServiceSpecificCredentials: [bedrock, other] });
    iam
      .on(ListServiceSpecificCredentialsCommand, { ServiceName: 'bedrock.amazonaws.com' })
      .resolves({ ServiceSpecificCredentials: [bedrock] });
    const read = await serviceSpecificCredentials.read(liveContext());
    expect(read).toMatchObject({ status: 'complete', gaps: [] });
    expect(read.items).toHaveLength(2);
    const calls = iam.commandCalls(ListServiceSpecificCredentialsCommand);
    expect(calls).toHaveLength(5);
    expect(calls.every(({ args: [{ input }] }) => input.AllUsers === true)).toBe(true);
  });

  it('goes without the list of any service where AWS refuses it', async () => {
    iam.on(ListServiceSpecificCredentialsCommand).rejects(sdkError('ValidationError'));
    for (const service of ['bedrock', 'codecommit', 'cassandra', 'logs']) {
      iam
        .on(ListServiceSpecificCredentialsCommand, { ServiceName: `${service}.amazonaws.com` })
        .resolves({ ServiceSpecificCredentials: [] });
    }
    expect(await serviceSpecificCredentials.read(liveContext())).toMatchObject({
      status: 'complete',
      gaps: [],
    });
  });

  it('denied is one gap and never clean', async () => {
    iam.on(ListServiceSpecificCredentialsCommand).rejects(sdkError('AccessDenied'));
    const read = await serviceSpecificCredentials.read(liveContext());
    expect(read).toMatchObject({ status: 'unread', items: [] });
    expect(read.gaps).toMatchObject([{ missing: 'iam:ListServiceSpecificCredentials' }]);
    expect(iam.commandCalls(ListServiceSpecificCredentialsCommand)).toHaveLength(1);
  });
});
