import {
  GenerateServiceLastAccessedDetailsCommand,
  GetServiceLastAccessedDetailsCommand,
  IAMClient,
} from '@aws-sdk/client-iam';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { serviceAccess } from '../../../lib/sources/service-access/index.ts';
import { sdkError } from '../../aws/sdk-errors.ts';
import { live as anExport, part, userArn } from '../files/export-builder.ts';
import { named } from '../iam-answers.ts';
import { liveContext } from '../live-context.ts';

const CANARY = 'NIGHTWARDENCANARY-access-3Vb9';
const DONE = '2026-11-22T02:30:00.000Z';
const USED = '2026-11-01T10:00:00.000Z';
const { manifest } = anExport();

type Fields = Readonly<Record<string, unknown>>;

const services = [
  {
    ServiceName: 'AWS CodeCommit',
    ServiceNamespace: 'codecommit',
    LastAuthenticated: USED,
    LastAuthenticatedEntity: userArn('ana'),
  },
  { ServiceName: 'Amazon S3', ServiceNamespace: 's3', TotalAuthenticatedEntities: 0 },
];

function anAnswer(fields: Fields = {}): Fields {
  return {
    JobStatus: 'COMPLETED',
    JobCompletionDate: DONE,
    Arn: userArn('ana'),
    ServicesLastAccessed: services,
    ...fields,
  };
}

async function parsed(...items: readonly Fields[]) {
  const kept = await Promise.all(items.map((item) => serviceAccess.keep(item)));
  return serviceAccess.parse(part('service-last-accessed.json', kept), manifest);
}

describe('services last accessed', () => {
  const told = {
    principal: userArn('ana'),
    asOf: DONE,
    services: [
      { namespace: 'codecommit', lastUsedAt: USED },
      { namespace: 's3', lastUsedAt: null },
    ],
  };

  it('are kept as namespaces and moments, and stay as they are', async () => {
    const kept = await serviceAccess.keep(anAnswer({ Error: { Message: CANARY }, JobType: CANARY }));
    expect(JSON.stringify(kept)).not.toContain(CANARY);
    expect(await serviceAccess.keep(kept as Fields)).toEqual(kept);
  });

  it.each`
    why                                            | item
    ${'with the ARN beside'}                       | ${anAnswer()}
    ${'with the ARN of whoever reached a service'} | ${anAnswer({ Arn: undefined })}
    ${'without a use as null'}                     | ${anAnswer({ ServicesLastAccessed: [services[0], { ServiceNamespace: 's3', LastAuthenticated: null }] })}
  `('$why are told as of the moment that the job was done', async ({ item }: { item: Fields }) => {
    expect(await parsed(item)).toEqual({ serviceAccess: [told], gaps: [] });
  });

  it('are told once, the newest', async () => {
    const older = anAnswer({ JobCompletionDate: '2026-11-15T02:30:00.000Z', ServicesLastAccessed: [] });
    for (const items of [
      [older, anAnswer()],
      [anAnswer(), older],
    ])
      expect(await parsed(...items)).toEqual({ serviceAccess: [told], gaps: [] });
  });

  it.each([
    anAnswer({ Arn: undefined, ServicesLastAccessed: [] }),
    anAnswer({ Arn: CANARY }),
    anAnswer({ JobStatus: 'FAILED' }),
    anAnswer({ JobStatus: 'IN_PROGRESS', JobCompletionDate: undefined }),
    anAnswer({ JobCompletionDate: CANARY }),
    anAnswer({ ServicesLastAccessed: [{ ServiceNamespace: CANARY }] }),
    anAnswer({ ServicesLastAccessed: CANARY }),
  ])('that do not fit are a gap that repeats nothing', async (item) => {
    const read = await parsed(item);
    expect(read.serviceAccess).toEqual([]);
    expect(read.gaps).toMatchObject([{ badInput: true, facts: ['service-access'] }]);
    expect(JSON.stringify(read.gaps)).not.toContain(CANARY);
  });

  it('of two thousand principals with four hundred services each are read in time', async () => {
    const many = Array.from({ length: 400 }, (_, n) => ({ ServiceNamespace: `service-${n}` }));
    const items = Array.from({ length: 2000 }, (_, n) =>
      anAnswer({ Arn: userArn(`user-${n}`), ServicesLastAccessed: many }),
    );
    const begun = performance.now();
    expect((await parsed(...items)).serviceAccess).toHaveLength(2000);
    expect(performance.now() - begun).toBeLessThan(10_000);
  });
});

describe('reading services last accessed', () => {
  const iam = mockClient(IAMClient);
  beforeEach(() => {
    iam.reset();
    iam.on(GenerateServiceLastAccessedDetailsCommand).resolves({ JobId: 'job' });
    iam.on(GetServiceLastAccessedDetailsCommand).resolves(done());
  });
  const done = (fields: object = {}) => ({
    JobStatus: 'COMPLETED' as const,
    JobCreationDate: new Date(DONE),
    JobCompletionDate: new Date(DONE),
    ServicesLastAccessed: [
      { ServiceName: 'Amazon S3', ServiceNamespace: 's3', LastAuthenticated: new Date(USED) },
    ],
    ...fields,
  });
  const asked = () =>
    iam.commandCalls(GenerateServiceLastAccessedDetailsCommand).map(({ args: [{ input }] }) => input.Arn);

  it('asks of those whom something is judged by', async () => {
    const roleArn = (name: string) => `arn:aws:iam::${manifest.account}:role/${name}`;
    const context = liveContext();
    const hints = {
      ...context.hints,
      signsIn: new Map([
        [userArn('signs'), 'yes' as const],
        [userArn('silent'), 'no' as const],
        [userArn('holder'), 'no' as const],
      ]),
      roles: [
        { arn: roleArn('used'), serviceLinked: false, used: 'yes' as const },
        { arn: roleArn('idle'), serviceLinked: false, used: 'no' as const },
        { arn: roleArn('untold'), serviceLinked: false, used: 'unknown' as const },
        { arn: roleArn('linked'), serviceLinked: true, used: 'yes' as const },
      ],
    };
    const read = await serviceAccess.read({
      ...context,
      users: ['signs', 'silent', 'holder', 'newer'].map(named),
      hints,
      partOf: async ({ part: name }) => part('', name === 'sshKeys' ? [{ UserName: 'holder' }] : []),
    });
    expect(new Set(asked())).toEqual(
      new Set([roleArn('used'), roleArn('untold'), ...['signs', 'holder', 'newer'].map(userArn)]),
    );
    expect(read).toMatchObject({ status: 'complete', gaps: [] });
    expect(read.items[0]).toEqual({
      Arn: userArn('signs'),
      JobCompletionDate: DONE,
      ServicesLastAccessed: [{ ServiceNamespace: 's3', LastAuthenticated: USED }],
    });
  });

  const one = { users: [named('ana')] };

  it('waits until the job is done, longer each time, and follows pages', async () => {
    const waits: number[] = [];
    iam
      .on(GetServiceLastAccessedDetailsCommand)
      .resolvesOnce({
        JobStatus: 'IN_PROGRESS',
        JobCreationDate: new Date(DONE),
        JobCompletionDate: undefined,
        ServicesLastAccessed: [],
      })
      .resolvesOnce(done({ IsTruncated: true, Marker: 'next' }))
      .resolvesOnce(done());
    const read = await serviceAccess.read({
      ...liveContext(),
      ...one,
      sleep: async (ms) => {
        waits.push(ms);
      },
    });
    expect(waits).toEqual([1000, 2000]);
    expect(read.items).toMatchObject([{ ServicesLastAccessed: [{}, {}] }]);
  });

  it.each`
    why                     | answer
    ${'never done'}         | ${{ JobStatus: 'IN_PROGRESS' }}
    ${'that failed'}        | ${{ JobStatus: 'FAILED' }}
    ${'of no known moment'} | ${{ JobStatus: 'COMPLETED' }}
  `('takes a job $why as a gap of that principal', async ({ answer }: { answer: object }) => {
    iam.on(GetServiceLastAccessedDetailsCommand).resolves(answer);
    const read = await serviceAccess.read({ ...liveContext(), ...one });
    expect(read.items).toEqual([]);
    expect(read.gaps).toMatchObject([{ scope: { subject: userArn('ana') }, facts: ['service-access'] }]);
  });

  it.each(['the job', 'its result'])('denied of %s is a gap and never clean', async (what) => {
    if (what === 'the job')
      iam.on(GenerateServiceLastAccessedDetailsCommand).rejects(sdkError('AccessDenied'));
    else iam.on(GetServiceLastAccessedDetailsCommand).rejects(sdkError('AccessDenied'));
    const read = await serviceAccess.read({ ...liveContext(), ...one });
    expect(read).toMatchObject({ status: 'unread', items: [] });
    expect(read.gaps).toMatchObject([{ missing: 'iam:GetServiceLastAccessedDetails' }]);
  });
});
