import { describe, expect, it } from 'vitest';
import type { Spoke } from '../../../lib/core/rotation/accounts.ts';
import { buildPlan, type PlanFacts } from '../../../lib/core/rotation/build/index.ts';
import { CREDENTIAL_KINDS } from '../../../lib/core/rotation/kinds/abilities.ts';
import { PROTOCOL } from '../../../lib/core/rotation/ledger.ts';
import { stop } from '../../../lib/core/rotation/moves.ts';
import type { Asked } from '../../../lib/usecases/empty-on-delete.ts';
import { apply } from '../../../lib/usecases/rotation/apply.ts';
import { ledgerTable } from '../../../lib/usecases/rotation/ledger-table.ts';
import { keepAccounts } from '../../../lib/usecases/rotation/named-accounts.ts';
import { enlist, findHub } from '../../../lib/usecases/rotation/spoke.ts';
import {
  forgetAccounts,
  nameAccounts,
  tellDeployed,
  tellGone,
} from '../../../lib/usecases/rotation/spokes-table.ts';
import { plansUnderWay } from '../../../lib/usecases/rotation/under-way.ts';
import { stepping, workersInAccounts } from '../../../lib/usecases/rotation/workers.ts';
import { ACCOUNT, ago, KEY } from '../../core/detectors/build.ts';
import { aDeclaration, factsOf, type Given, REQUESTER } from '../../core/rotation/facts.ts';
import { memoryTable } from '../../fixtures/nights/memory-table.ts';
import { ROTATE, worldOf } from '../../prove/scenarios.ts';

const OTHER = '444455556666';
const READY: Spoke = { account: ACCOUNT, knows: { protocol: PROTOCOL, kinds: CREDENTIAL_KINDS } };
const leaked = { exposures: [{ credential: KEY, at: ago(1), source: 'a scanner' }] };
const withSpokes = (spokes: PlanFacts['spokes'], given: Given = {}): PlanFacts => ({
  ...factsOf(given),
  ...(spokes === undefined ? {} : { spokes }),
});

describe('where a plan is carried out in an organisation', () => {
  it.each`
    why                                                  | spokes                                                                          | code
    ${'the account is not named'}                        | ${[{ ...READY, account: OTHER }]}                                               | ${'not-opted-in'}
    ${'it is named, and has no workers'}                 | ${[{ ...READY, knows: null }]}                                                  | ${'not-opted-in'}
    ${'its workers know only the protocol before'}       | ${[{ ...READY, knows: { protocol: PROTOCOL - 1, kinds: ['iam-access-key'] } }]} | ${'old-workers'}
    ${'its workers do not know this kind of credential'} | ${[{ ...READY, knows: { protocol: PROTOCOL, kinds: [] } }]}                     | ${'old-workers'}
  `('is refused with words that say what to deploy when $why', ({ spokes, code }) => {
    for (const [kind, given] of [
      ['rotate', {}],
      ['contain', { subject: leaked }],
    ] as const) {
      const built = buildPlan({ ...withSpokes(spokes, given), kind });
      if (built.state !== 'refused') throw new Error('expected a refusal');
      expect(built.refusals.map((each) => each.code)).toEqual([code]);
      expect(built.refusals[0]?.todo).toContain(`NightwardenRotation-${ACCOUNT}`);
    }
  });

  it.each`
    why                                        | spokes
    ${'its workers are deployed'}              | ${[READY]}
    ${'they are newer than this'}              | ${[{ ...READY, knows: { protocol: PROTOCOL + 1, kinds: ['iam-access-key'] } }]}
    ${'the deployment is of a single account'} | ${[]}
    ${'there is no deployment to ask'}         | ${undefined}
  `('is planned when $why, and the plan is the same', ({ spokes }) => {
    const built = buildPlan(withSpokes(spokes));
    expect(built).toMatchObject({ state: 'planned', hash: (buildPlan(factsOf()) as { hash?: string }).hash });
  });

  it('is refused when the secret lies in another account, whose workers nobody calls; contain is not', () => {
    const secret = `arn:aws:secretsmanager:eu-west-1:${OTHER}:secret:app-AbCdEf`;
    const declared = aDeclaration({ store: { ...aDeclaration().store, secret } });
    const built = buildPlan(withSpokes([READY], { declared }));
    if (built.state !== 'refused') throw new Error('expected a refusal');
    expect(built.refusals.map(({ code }) => code)).toContain('other-account');
    const contained = buildPlan({ ...withSpokes([READY], { subject: leaked, declared }), kind: 'contain' });
    expect(contained.state === 'refused' ? contained.refusals.map(({ code }) => code) : []).not.toContain(
      'other-account',
    );
  });
});

function deployment() {
  const table = memoryTable();
  const clock = { now: () => 1_000 };
  const ledger = ledgerTable(table, { clock, keptMs: 1e9, landsWithinMs: 1e6 });
  const started: string[] = [];
  const ports = {
    ledger,
    clock,
    newId: () => '00000000-0000-4000-8000-000000000001',
    starter: { start: async (rotation: string) => void started.push(rotation) },
  };
  return { table, ledger, ports, started };
}

const asked = (facts: PlanFacts) => {
  const built = buildPlan(facts);
  return { hash: built.state === 'planned' ? built.hash : null, by: REQUESTER, shown: undefined };
};

describe('the ledger of an organisation', () => {
  it('tells which accounts are named, and what the workers in each know', async () => {
    const { table, ledger } = deployment();
    expect((await ledger.open()).spokes).toEqual([]);
    await nameAccounts(table, [ACCOUNT, OTHER]);
    await tellDeployed(table, ACCOUNT, 1_000);
    expect((await ledger.open()).spokes).toEqual([READY, { account: OTHER, knows: null }]);
    expect((await plansUnderWay(ledger)).spokes).toEqual([READY, { account: OTHER, knows: null }]);
    await tellGone(table, ACCOUNT);
    await forgetAccounts(table, [OTHER]);
    expect((await ledger.open()).spokes).toEqual([{ account: ACCOUNT, knows: null }]);
  });

  it.each(['rotate', 'contain'] as const)(
    'keeps all that the workers of an account write to a %s below the keys that their role is held to',
    async (kind) => {
      const { table, ledger, ports, started } = deployment();
      await nameAccounts(table, [ACCOUNT, OTHER]);
      const facts = { ...withSpokes([READY], kind === 'contain' ? { subject: leaked } : {}), kind };
      const begun = await apply(facts, asked(facts), ports);
      if (begun.state !== 'begun') throw new Error(JSON.stringify(begun));
      expect(begun.rotation).toBe(`${ACCOUNT}-00000000-0000-4000-8000-000000000001`);
      expect(started).toEqual([begun.rotation]);
      expect((await ledger.open()).rows.map(({ rotation }) => rotation)).toEqual([begun.rotation]);
      expect((await ledger.openOf(ACCOUNT)).rows).toHaveLength(1);
      expect((await ledger.openOf(OTHER)).rows).toEqual([]);
      const row = await ledger.read(begun.rotation);
      if (row === undefined) throw new Error('expected a row');
      const before = new Map(table.rows().map((each) => [`${each.pk} ${each.sk}`, each]));
      expect(await ledger.write(row, stop(row, 'done', null))).toBe(true);
      const now = new Map(table.rows().map((each) => [`${each.pk} ${each.sk}`, each]));
      const written = [...new Set([...before.keys(), ...now.keys()])].filter(
        (key) => before.get(key) !== now.get(key),
      );
      const allowed = new RegExp(
        `^(ROTATION#${ACCOUNT}-|ROTATIONS#OPEN#${ACCOUNT} |CLAIM#principal arn:aws:iam::${ACCOUNT}:user/|CLAIM#secret arn:aws:secretsmanager:[a-z0-9-]+:${ACCOUNT}:secret:)`,
      );
      expect(written.length).toBeGreaterThan(3);
      expect(written.filter((key) => !allowed.test(key))).toEqual([]);
      expect((await ledger.open()).rows).toEqual([]);
    },
  );

  it("counts an account's contains of the last hour from its own partition", async () => {
    const { table, ledger, ports } = deployment();
    await nameAccounts(table, [ACCOUNT]);
    const facts = { ...withSpokes([READY], { subject: leaked }), kind: 'contain' as const };
    await apply(facts, asked(facts), ports);
    expect(await ledger.contained(ACCOUNT)).toHaveLength(1);
    expect((await ledger.open()).contained).toHaveLength(1);
    expect(await ledger.contained(OTHER)).toEqual([]);
  });

  it('begins nothing where it does not tell in which accounts plans are carried out', async () => {
    const { ports } = deployment();
    const facts = withSpokes('unknown');
    expect(await apply(facts, asked(facts), ports)).toMatchObject({
      state: 'refused',
      refusals: [{ because: expect.stringContaining('the ledger did not answer') }],
    });
  });

  it('takes a row for none whose plan is of another account than its id names', async () => {
    const { table, ledger } = deployment();
    const { row } = worldOf(ROTATE, 0);
    const rotation = `${OTHER}-00000000-0000-4000-8000-000000000001`;
    await table.put({ pk: `ROTATION#${rotation}`, sk: 'ROW', row: { ...row, rotation } });
    await expect(ledger.read(rotation)).rejects.toThrow('a plan of another account than its id names');
  });
});

describe('the workers of accounts', () => {
  it('are those of the account that the rotation names, called as what that account lets the hub become', async () => {
    const called: string[] = [];
    const call = workersInAccounts({ partition: 'aws', region: 'eu-west-1' }, (account) => ({
      invoke: async (arn, payload) => {
        called.push(`${account}: ${arn} ${JSON.stringify(payload)}`);
        throw new Error('no answer');
      },
    }));
    const workers = stepping(call);
    await expect(workers.step(`${OTHER}-r`, 'reaper')).rejects.toThrow('no answer');
    expect(called).toEqual([
      `${OTHER}: arn:aws:lambda:eu-west-1:${OTHER}:function:NightwardenRotation-reaper {"rotation":"${OTHER}-r"}`,
    ]);
    await expect(workers.step('r', 'reaper')).rejects.toThrow(
      'expected a rotation whose id names its account',
    );
  });
});

const request = (RequestType: Asked['RequestType']): Asked => ({
  RequestType,
  ResponseURL: 'http://127.0.0.1:9/',
  StackId: 'stack',
  RequestId: 'request',
  LogicalResourceId: 'Plans',
});
const denied = async (): Promise<never> => {
  throw Object.assign(new Error('secret text'), { name: 'AccessDenied' });
};

describe('an account that looks for its hub', () => {
  const outputs = { StateTable: 'state', EvidenceBucket: 'evidence' };

  it('is told the table and the bucket, some seconds after its role was made', async () => {
    let asks = 0;
    const slept: number[] = [];
    const answer = await findHub(
      request('Create'),
      () => {
        asks += 1;
        return asks < 3 ? denied() : Promise.resolve(outputs);
      },
      async (ms) => void slept.push(ms),
    );
    expect(answer).toMatchObject({ Status: 'SUCCESS', Data: { Table: 'state', Bucket: 'evidence' } });
    expect(slept).toHaveLength(2);
  });

  it.each`
    why                             | ask                      | said
    ${'the hub does not let it in'} | ${denied}                | ${/does not let this account in \(AccessDenied\): name it under rotation.accounts, deploy NightwardenHub/}
    ${'the hub is not deployed'}    | ${async () => undefined} | ${/no stack NightwardenHub: deploy it first/}
  `('is refused, with what to do, when $why', async ({ ask, said }) => {
    const answer = await findHub(request('Create'), ask, async () => {});
    expect(answer.Status).toBe('FAILED');
    expect(answer.Reason).toMatch(said);
    expect(answer.Reason).not.toContain('secret text');
  });

  it('goes without a look', async () => {
    expect(await findHub(request('Delete'), denied, async () => {})).toMatchObject({ Status: 'SUCCESS' });
  });
});

describe('the workers of an account', () => {
  const { row } = worldOf(ROTATE, 0);

  function bench(rows: readonly (typeof row)[]) {
    const told: string[] = [];
    return {
      told,
      ports: {
        plans: async () => ({ rows, unreadable: [] }),
        arrive: async () => void told.push('arrived'),
        leave: async () => void told.push('gone'),
      },
    };
  }

  it.each(['Create', 'Update'] as const)('are told of to the ledger on %s', async (type) => {
    const { ports, told } = bench([row]);
    expect(await enlist(request(type), ports)).toMatchObject({ Status: 'SUCCESS' });
    expect(told).toEqual(['arrived']);
  });

  it('go when nothing is live there', async () => {
    const { ports, told } = bench([]);
    expect(await enlist(request('Delete'), ports)).toMatchObject({ Status: 'SUCCESS' });
    expect(told).toEqual(['gone']);
  });

  it('stay while a plan is live there, and are known again', async () => {
    const { ports, told } = bench([row]);
    const answer = await enlist(request('Delete'), ports);
    expect(answer).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining('plans are live: r;') });
    expect(told).toEqual(['gone', 'arrived']);
  });

  it('stay when the hub does not answer', async () => {
    const { ports } = bench([]);
    const answer = await enlist(request('Delete'), { ...ports, leave: denied });
    expect(answer).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining('(AccessDenied)') });
  });
});

describe('the accounts that a hub names', () => {
  const { row } = worldOf(ROTATE, 0);

  function bench(live: readonly string[]) {
    const told: string[] = [];
    return {
      told,
      ports: {
        plansOf: async (account: string) => ({ rows: live.includes(account) ? [row] : [], unreadable: [] }),
        name: async (accounts: readonly string[]) => void told.push(`named ${accounts.join()}`),
        forget: async (accounts: readonly string[]) => void told.push(`forgot ${accounts.join()}`),
      },
    };
  }

  it('may change while nothing is live in one that is taken out', async () => {
    const { ports, told } = bench([ACCOUNT]);
    const change = { now: [ACCOUNT], before: [ACCOUNT, OTHER] };
    expect(await keepAccounts(request('Update'), change, ports)).toMatchObject({ Status: 'SUCCESS' });
    expect(told).toEqual([`named ${ACCOUNT}`, `forgot ${OTHER}`]);
  });

  it('may not while a plan is live there: the update fails before anything is deleted', async () => {
    const { ports, told } = bench([OTHER]);
    const answer = await keepAccounts(request('Update'), { now: [ACCOUNT], before: [ACCOUNT, OTHER] }, ports);
    expect(answer.Status).toBe('FAILED');
    expect(answer.Reason).toMatch(
      new RegExp(`account ${OTHER} can not be taken out of rotation.accounts: plans are live`),
    );
    expect(told).toEqual([]);
  });
});
