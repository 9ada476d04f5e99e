import { beforeEach, describe, expect, it } from 'vitest';
import { beginRun, type Start } from '../../../lib/usecases/night/begin.ts';
import { readInputs } from '../../../lib/usecases/night/inputs.ts';
import { readJson } from '../../../lib/usecases/night/json.ts';
import { askedKey, EXPOSED, inputKey, signKey } from '../../../lib/usecases/night/layout.ts';
import { receive } from '../../../lib/usecases/night/receive.ts';
import { type MemoryStore, memoryState, memoryStore } from './memory.ts';

const ACCOUNT = '111122223333';
const KEY = 'AKIAIOSFODNN7EXAMPLE';
const now = () => new Date('2026-11-26T04:12:00.000Z');

let store: MemoryStore;
let started: Map<string, Start>;

beforeEach(() => {
  store = memoryStore();
  started = new Map();
});

/** As Step Functions does: a name that there was is not started again. */
const startRun = async (name: string, start: Start) => {
  if (!started.has(name)) started.set(name, start);
};
const receives = (event: unknown) => receive(event, { store, startRun });

function anEvent(source: string, detail: object, facts: object = {}): object {
  return { id: 'e-1', account: ACCOUNT, time: '2026-11-26T04:11:53Z', source, detail, ...facts };
}

const newKey = anEvent('aws.iam', { eventName: 'CreateAccessKey', userIdentity: { type: 'IAMUser' } });
const exposed = anEvent('aws.health', {
  eventArn: 'arn:aws:health:us-east-1::event/RISK/1',
  eventTypeCode: 'AWS_RISK_CREDENTIALS_EXPOSED',
  startTime: 'Thu, 26 Nov 2026 04:10:09 GMT',
  affectedEntities: [{ entityValue: KEY }],
});
const inWrongHands = anEvent('aws.guardduty', {
  id: 'finding-1',
  accountId: ACCOUNT,
  type: 'UnauthorizedAccess:IAMUser/TorIPCaller',
  resource: { accessKeyDetails: { accessKeyId: KEY } },
  service: { eventFirstSeen: '2026-11-26T03:59:00.000Z' },
});
const quarantined = (type: string) =>
  anEvent('aws.iam', {
    eventName: 'AttachUserPolicy',
    requestParameters: {
      policyArn: 'arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3',
      userName: 'ana',
    },
    userIdentity: { type },
  });
const asks = 'arn:aws:securityhub:eu-west-1:111122223333:action/custom/NightwardenPropose';
const chosen = (finding: object = {}, action = asks) =>
  anEvent(
    'aws.securityhub',
    {
      actionName: 'Propose a plan',
      findings: [
        {
          Id: `nightwarden/iam.old-access-key:${KEY}`,
          AwsAccountId: '444455556666',
          ProductFields: { 'nightwarden/credential': KEY },
          ...finding,
        },
      ],
    },
    { resources: [action] },
  );
const rosterChanged = anEvent('aws.s3', { bucket: { name: 'b' }, object: { key: 'inputs/roster.csv' } });

const notes = () => [...store.objects.keys()].filter((key) => key.startsWith(EXPOSED));

describe('an event that can not wait', () => {
  it.each`
    why                              | event                        | kind            | accounts     | fromAws
    ${'a new key'}                   | ${newKey}                    | ${'new-key'}    | ${[ACCOUNT]} | ${false}
    ${'an exposure by Health'}       | ${exposed}                   | ${'exposure'}   | ${[ACCOUNT]} | ${true}
    ${'an exposure by GuardDuty'}    | ${inWrongHands}              | ${'exposure'}   | ${[ACCOUNT]} | ${true}
    ${'a quarantine by AWS'}         | ${quarantined('AWSService')} | ${'quarantine'} | ${[ACCOUNT]} | ${true}
    ${'a quarantine by anyone else'} | ${quarantined('IAMUser')}    | ${'quarantine'} | ${[ACCOUNT]} | ${false}
    ${'a roster that changed'}       | ${rosterChanged}             | ${'roster'}     | ${undefined} | ${false}
  `('$why starts a run of IAM in its account, or in all', async ({ event, kind, accounts, fromAws }) => {
    const received = await receives(event);
    expect(received).toMatchObject({ kind, fromAws });
    expect([...started]).toEqual([
      [received.run, { run: received.run, reason: 'event', reach: 'iam', accounts }],
    ]);
    expect(received.run).toMatch(/^2026-11-26T\d\d-\d\d-\d\dZ-[\w-]+$/);
    expect(received.run?.length).toBeLessThanOrEqual(80);
  });

  it.each`
    why                                      | event                        | sign
    ${'Health'}                              | ${exposed}                   | ${{ by: 'health', names: [KEY] }}
    ${'GuardDuty'}                           | ${inWrongHands}              | ${{ by: 'guardduty', names: [KEY] }}
    ${'a quarantine by AWS'}                 | ${quarantined('AWSService')} | ${{ by: 'quarantine', names: ['ana'] }}
    ${'nothing of a quarantine by a person'} | ${quarantined('IAMUser')}    | ${undefined}
    ${'nothing of a new key'}                | ${newKey}                    | ${undefined}
    ${'nothing of what a person asks'}       | ${chosen()}                  | ${undefined}
  `('keeps for its run the word of AWS itself: $why', async ({ event, sign }) => {
    const { run } = await receives(event);
    expect(await readJson(store, signKey(run ?? ''))).toEqual(sign);
  });

  it('by which somebody asks for a plan starts a run of the finding’s account, and is no report of a leak', async () => {
    const received = await receives(chosen());
    expect(received).toMatchObject({ kind: 'asked', fromAws: false });
    const { run } = received;
    expect([...started]).toEqual([[run, { run, reason: 'event', reach: 'iam', accounts: ['444455556666'] }]]);
    expect(await readJson(store, askedKey(run ?? ''))).toEqual([KEY]);
    expect(notes()).toEqual([]);
  });

  it.each([
    ['another action', chosen({}, asks.replace('Propose', 'Delete'))],
    ['an action whose name only begins so', chosen({}, `${asks}2`)],
    ['a finding of somebody else', chosen({ Id: 'arn:aws:guardduty:x' })],
    ['no account', chosen({ AwsAccountId: 'all' })],
    ['no credential', chosen({ ProductFields: {} })],
    ['a secret in its place', chosen({ ProductFields: { 'nightwarden/credential': 'NIGHTWARDENCANARY/+' } })],
    ['no finding', anEvent('aws.securityhub', {}, { resources: [asks] })],
  ])('with %s asks for nothing', async (_what, event) => {
    expect(await receives(event)).toMatchObject({ kind: 'none' });
    expect([started.size, store.objects.size]).toEqual([0, 0]);
  });

  it('of no concern starts nothing and leaves nothing', async () => {
    expect(await receives(anEvent('aws.ec2', {}))).toEqual({ kind: 'none', run: null, fromAws: false });
    expect(await receives('no event')).toMatchObject({ kind: 'none' });
    expect([started.size, store.objects.size]).toEqual([0, 0]);
  });

  it('leaves what AWS says of a key, and nobody else’s word', async () => {
    for (const event of [newKey, quarantined('AWSService'), quarantined('IAMUser'), rosterChanged])
      await receives(event);
    expect(notes()).toEqual([]);
    await receives(exposed);
    expect(notes()).toHaveLength(1);
  });

  it.each([
    ['exposed', exposed],
    ['in the wrong hands', inWrongHands],
    ['new', newKey],
  ])('told twice (%s) does nothing twice', async (_, event) => {
    const once = await receives(event);
    const again = await receives({
      ...event,
      ...(event === newKey ? {} : { id: 'e-2', time: '2026-11-26T05:00:00Z' }),
    });
    expect(again).toEqual(once);
    expect(started.size).toBe(1);
    expect(notes().length).toBeLessThanOrEqual(1);
  });

  it('whose run could not be started is an error, so that it is tried again, and its word is kept', async () => {
    const failing = { store, startRun: () => Promise.reject(new Error('ExecutionLimitExceeded')) };
    await expect(receive(exposed, failing)).rejects.toThrow('ExecutionLimitExceeded');
    expect(notes()).toHaveLength(1);
  });
});

describe('what events told', () => {
  const begin = (run: string) =>
    beginRun(
      { reason: 'schedule', reach: 'all', run },
      { store, state: memoryState(), now, allAccounts: async () => [ACCOUNT] },
    );
  const exposuresOf = async (run: string) => {
    const { people } = await readInputs(store, run, now().toISOString());
    return people.in({ account: ACCOUNT, takenAt: now().toISOString() });
  };
  const given = (name: 'roster' | 'exposures' | 'policy', text: string) =>
    store.write(inputKey(name), new TextEncoder().encode(text));

  it('is held by the next run like what people hand over, once a key and source', async () => {
    const byHand = { credential: 'AKIAI44QH8DHBEXAMPLE', at: '2026-11-01T00:00:00Z', source: 'a scanner' };
    await given('exposures', JSON.stringify([byHand]));
    await receives(exposed);
    await receives(inWrongHands);
    await begin('2026-11-27');
    const { exposures, read } = await exposuresOf('2026-11-27');
    expect(exposures).toEqual([
      { ...byHand, at: '2026-11-01T00:00:00.000Z' },
      {
        credential: KEY,
        at: '2026-11-26T03:59:00.000Z',
        source: 'GuardDuty UnauthorizedAccess:IAMUser/TorIPCaller',
      },
      { credential: KEY, at: '2026-11-26T04:10:09.000Z', source: 'AWS Health AWS_RISK_CREDENTIALS_EXPOSED' },
    ]);
    expect(read).toEqual(['exposures']);
  });

  it('and lost the run that it started is found by the night all the same', async () => {
    const lost = { store, startRun: () => Promise.reject(new Error('lost')) };
    await expect(receive(exposed, lost)).rejects.toThrow('lost');
    await begin('2026-11-27');
    expect((await exposuresOf('2026-11-27')).exposures).toMatchObject([{ credential: KEY }]);
  });

  it('that is not what it should be is left out, and spoils nothing', async () => {
    await receives(exposed);
    const at = '2026-11-26T00:00:00Z';
    const bad = [
      null,
      7,
      {},
      { credential: 'ana', at, source: 's' },
      { credential: KEY, at: 'x', source: 's' },
    ];
    await store.write(`${EXPOSED}${ACCOUNT}/bad.json`, new TextEncoder().encode(JSON.stringify(bad)));
    await store.write(`${EXPOSED}${ACCOUNT}/broken.json`, new TextEncoder().encode('{'));
    await begin('2026-11-27');
    expect((await exposuresOf('2026-11-27')).exposures).toHaveLength(1);
  });

  it('after a run began counts for the next one: all workers of a run judge by the same', async () => {
    await begin('2026-11-26');
    await receives(exposed);
    await begin('2026-11-26');
    expect((await exposuresOf('2026-11-26')).exposures).toHaveLength(0);
    await begin('2026-11-27');
    expect((await exposuresOf('2026-11-27')).exposures).toHaveLength(1);
    await receives({ ...inWrongHands });
    await begin('2026-11-27');
    expect((await exposuresOf('2026-11-27')).exposures).toHaveLength(1);
    await begin('2026-11-28');
    expect((await exposuresOf('2026-11-28')).exposures).toHaveLength(2);
  });

  it.each`
    name           | text                  | fact           | file
    ${'roster'}    | ${'no,roster\n1,2\n'} | ${'roster'}    | ${'inputs/roster.csv'}
    ${'exposures'} | ${'{"not":"a list"}'} | ${'exposures'} | ${'inputs/exposures.json'}
  `('a damaged $file is a gap that names it, and no end of the night', async ({ name, text, fact, file }) => {
    await given(name, text);
    await begin('2026-11-27');
    const { gaps, read, roster } = await exposuresOf('2026-11-27');
    expect(read).toEqual([]);
    expect(roster).toBeUndefined();
    expect(gaps).toEqual([
      {
        scope: { account: ACCOUNT },
        missing: file,
        reason: expect.stringMatching(new RegExp(`^${file}.*expected`)),
        remedy: 'mend it and put it into the bucket again',
        facts: [fact],
        badInput: true,
      },
    ]);
  });

  it('a damaged policy is refused: by other thresholds what stands would look gone', async () => {
    await given('policy', 'detectors: []\n');
    await expect(begin('2026-11-27')).rejects.toMatchObject({ name: 'InputError' });
  });
});

describe('the accounts of a run', () => {
  const begin = (accounts: readonly string[] | undefined) =>
    beginRun(
      { reason: 'event', reach: 'iam', run: 'r', accounts },
      {
        store,
        state: memoryState(),
        now,
        allAccounts: async () => ['111111111111', '222222222222'],
        excluded: ['222222222222', '333333333333'],
      },
    );

  it.each`
    why                             | asked                               | swept
    ${'all that are known'}         | ${undefined}                        | ${['111111111111']}
    ${'those that are asked for'}   | ${['111111111111']}                 | ${['111111111111']}
    ${'never one that is left out'} | ${['333333333333']}                 | ${[]}
    ${'each once'}                  | ${['111111111111', '111111111111']} | ${['111111111111']}
  `('$why', async ({ asked, swept }) => {
    expect((await begin(asked)).accounts).toEqual(swept);
  });
});
