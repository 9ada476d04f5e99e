import { IAMClient, ListSSHPublicKeysCommand } from '@aws-sdk/client-iam';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { sshKeys } from '../../../lib/sources/ssh-keys/index.ts';
import { sdkError } from '../../aws/sdk-errors.ts';
import { live as anExport, part } from '../files/export-builder.ts';
import { knowing, named } from '../iam-answers.ts';
import { liveContext } from '../live-context.ts';

const CANARY = 'NIGHTWARDENCANARY-ssh-7Qx2';
const ID = 'APKAEXAMPLEEXAMPLE01';
const { manifest } = anExport();

type Fields = Readonly<Record<string, unknown>>;

function aKey(fields: Fields = {}): Fields {
  return {
    UserName: 'ana',
    SSHPublicKeyId: ID,
    Status: 'Active',
    UploadDate: '2026-01-01T10:00:00+00:00',
    ...fields,
  };
}

async function parsed(known: Parameters<typeof sshKeys.parse>[2], ...items: readonly Fields[]) {
  const kept = await Promise.all(items.map((item) => sshKeys.keep(item)));
  return sshKeys.parse(part('ssh-public-keys.json', kept), manifest, known);
}

describe('what is kept of an SSH key', () => {
  it('is nothing but id, user, status and dates, and stays as it is when it is kept again', async () => {
    const kept = await sshKeys.keep(
      aKey({ SSHPublicKeyBody: CANARY, Fingerprint: CANARY, ReadAt: '2026-11-20T03:00:00.000Z' }),
    );
    expect(kept).toEqual(aKey({ ReadAt: '2026-11-20T03:00:00.000Z' }));
    expect(await sshKeys.keep(kept as Fields)).toEqual(kept);
  });

  it.each([[[CANARY]], [{ text: CANARY }]])('is nothing of a value of a wrong kind', async (value) => {
    const kept = await sshKeys.keep(aKey({ Status: value, UploadDate: value }));
    expect(JSON.stringify(kept)).not.toContain(CANARY);
  });
});

describe('an SSH key', () => {
  it("is told with its user's ARN and tags, and with no last use, which AWS does not tell", async () => {
    const { credentials, gaps } = await parsed(knowing('ana'), aKey());
    expect(gaps).toEqual([]);
    expect(credentials).toEqual([
      {
        kind: 'ssh-key',
        id: ID,
        principal: named('ana').arn,
        account: manifest.account,
        region: null,
        tags: { owner: 'ana@example.com' },
        userName: 'ana',
        status: 'Active',
        createdAt: '2026-01-01T10:00:00.000Z',
        lastUsed: { state: 'unknown', missing: 'iam:GetServiceLastAccessedDetails' },
      },
    ]);
  });

  it('of a user who is not in IAM’s details is a gap, and is still told', async () => {
    const { credentials, gaps } = await parsed(knowing('bob'), aKey());
    expect(credentials).toMatchObject([{ principal: named('ana').arn, tags: {} }]);
    expect(gaps).toMatchObject([{ scope: { subject: ID }, facts: ['users', 'policies'] }]);
  });

  it.each`
    why                                     | readAt                        | gaps
    ${'read tonight stands'}                | ${'2026-11-22T02:00:00.000Z'} | ${0}
    ${'read eight days ago still stands'}   | ${'2026-11-14T03:00:00.000Z'} | ${0}
    ${'read longer ago than that is a gap'} | ${'2026-11-14T02:59:00.000Z'} | ${1}
  `('$why', async ({ readAt, gaps }: { readAt: string; gaps: number }) => {
    const told = await parsed(knowing('ana'), aKey({ ReadAt: readAt }));
    expect(told.credentials).toMatchObject([{ readAt }]);
    expect(told.gaps).toHaveLength(gaps);
  });

  it.each`
    why                       | item
    ${'without an id'}        | ${aKey({ SSHPublicKeyId: undefined })}
    ${'with a key as its id'} | ${aKey({ SSHPublicKeyId: `ssh-ed25519 ${CANARY}` })}
    ${'with an odd status'}   | ${aKey({ Status: CANARY })}
    ${'with an odd date'}     | ${aKey({ UploadDate: CANARY })}
    ${'without a user'}       | ${aKey({ UserName: undefined })}
  `('$why is a gap that repeats nothing', async ({ item }: { item: Fields }) => {
    const { credentials, gaps } = await parsed(knowing('ana'), item);
    expect(credentials).toEqual([]);
    expect(gaps).toMatchObject([{ badInput: true, facts: ['ssh-keys'] }]);
    expect(JSON.stringify(gaps)).not.toContain(CANARY);
  });

  it('of ten thousand is read in no time', async () => {
    const many = Array.from({ length: 10_000 }, (_, n) =>
      aKey({ SSHPublicKeyId: `APKA${String(n).padStart(16, '0')}` }),
    );
    const begun = performance.now();
    expect((await parsed(knowing('ana'), ...many)).credentials).toHaveLength(10_000);
    expect(performance.now() - begun).toBeLessThan(3000);
  });
});

describe('reading SSH keys', () => {
  const iam = mockClient(IAMClient);
  beforeEach(() => iam.reset());
  const users = [named('ana'), named('bob')];

  it('asks each user once, follows pages, and dates what it read', async () => {
    iam.on(ListSSHPublicKeysCommand).resolves({ SSHPublicKeys: [] });
    iam.on(ListSSHPublicKeysCommand, { UserName: 'ana' }).resolves({
      SSHPublicKeys: [
        {
          UserName: 'ana',
          SSHPublicKeyId: ID,
          Status: 'Active',
          UploadDate: new Date('2026-01-01T10:00:00Z'),
        },
      ],
      IsTruncated: true,
      Marker: 'next',
    });
    iam.on(ListSSHPublicKeysCommand, { UserName: 'ana', Marker: 'next' }).resolves({ SSHPublicKeys: [] });
    const read = await sshKeys.read({ ...liveContext(), users });
    expect(read).toMatchObject({ status: 'complete', gaps: [] });
    expect(read.items).toEqual([aKey({ UploadDate: '2026-01-01T10:00:00.000Z', ReadAt: manifest.takenAt })]);
    expect(iam.commandCalls(ListSSHPublicKeysCommand)).toHaveLength(3);
  });

  it('denied is a gap and never clean', async () => {
    iam.on(ListSSHPublicKeysCommand).rejects(sdkError('AccessDenied'));
    const read = await sshKeys.read({ ...liveContext(), users });
    expect(read).toMatchObject({ status: 'unread', items: [] });
    expect(read.gaps.length).toBeGreaterThan(0);
    for (const gap of read.gaps)
      expect(gap).toMatchObject({ missing: 'iam:ListSSHPublicKeys', facts: ['ssh-keys'] });
  });

  it.each([[[]], [users]])('is not complete when IAM’s details were not', async (known) => {
    iam.on(ListSSHPublicKeysCommand).resolves({ SSHPublicKeys: [] });
    const context = liveContext();
    const hints = { ...context.hints, everyPrincipal: false };
    const { status } = await sshKeys.read({ ...context, hints, users: known });
    expect(status).toBe(known.length === 0 ? 'unread' : 'partial');
  });
});
