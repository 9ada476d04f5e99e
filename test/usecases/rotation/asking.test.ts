import { describe, expect, it } from 'vitest';
import { buildPlan, type PlanFacts } from '../../../lib/core/rotation/build/index.ts';
import type { Row } from '../../../lib/core/rotation/ledger.ts';
import { type ApplyPorts, apply } from '../../../lib/usecases/rotation/apply.ts';
import { follow } from '../../../lib/usecases/rotation/follow.ts';
import { ledgerTable } from '../../../lib/usecases/rotation/ledger-table.ts';
import { abortPlan, approvePlan } from '../../../lib/usecases/rotation/requests.ts';
import { ago, aKey, KEY, usageOf, userArn } from '../../core/detectors/build.ts';
import { factsOf, type Given, REQUESTER, STORE_FACTS } from '../../core/rotation/facts.ts';
import { ISSUER, issued } from '../../core/rotation/token-facts.ts';
import { ADMIN, turned } from '../../core/rotation/turn-facts.ts';
import { memoryTable } from '../../fixtures/nights/memory-table.ts';

const leaked = { exposures: [{ credential: KEY, at: ago(1), source: 'a scanner' }] };

function world({ startFails = false }: { readonly startFails?: boolean } = {}) {
  let now = 1_000;
  let made = 0;
  const clock = { now: () => now };
  const ledger = ledgerTable(memoryTable(), { clock, keptMs: 1e9, landsWithinMs: 1e6 });
  const started: string[] = [];
  const ports: ApplyPorts = {
    ledger,
    clock,
    newId() {
      made += 1;
      return `00000000-0000-4000-8000-00000000000${made}`;
    },
    starter: {
      async start(rotation, kind) {
        if (startFails) throw new Error('throttled');
        started.push(`${kind} ${rotation}`);
      },
    },
  };
  const slept: number[] = [];
  const woken: string[] = [];
  const sleep = async (ms: number) => {
    slept.push(ms);
    now += ms;
  };
  return {
    ledger,
    ports,
    started,
    slept,
    woken,
    requests: {
      ledger,
      starter: ports.starter,
      async wake(rotation: string) {
        woken.push(rotation);
      },
      clock,
      sleep,
    },
  };
}

const facts = (given: Given = {}): PlanFacts => factsOf(given);

function hashOf(of: PlanFacts): string {
  const built = buildPlan(of);
  if (built.state === 'refused') throw new Error(JSON.stringify(built.refusals));
  return built.hash;
}

const asked = (of: PlanFacts) => ({ hash: hashOf(of), by: REQUESTER, shown: undefined });

describe('applying a plan', () => {
  it('of a database begins only where the workers reach its server, as the admin that it names', async () => {
    const { ports, started } = world();
    const refused = await apply(turned(), asked(turned()), { ...ports, reaches: [`${ADMIN}x`] });
    expect(refused).toMatchObject({
      state: 'refused',
      refusals: [{ todo: expect.stringContaining('--runbook') }],
    });
    expect(await apply(turned(), asked(turned()), ports)).toMatchObject({ state: 'refused' });
    expect(started).toEqual([]);
    const begun = await apply(turned(), asked(turned()), { ...ports, reaches: [ADMIN] });
    expect(begun).toMatchObject({ state: 'begun', plan: { credentialKind: 'database-user', key: 'app' } });
  });

  it('of a third party’s token begins only where the workers may open its bridge', async () => {
    const { ports, started } = world();
    const { access, secret } = ISSUER;
    const refused = await apply(issued(), asked(issued()), { ...ports, reaches: [secret] });
    expect(refused).toMatchObject({
      state: 'refused',
      refusals: [
        {
          because: `the workers of this deployment do not reach bridge.example.com (rotation.bridges names no secret ${access})`,
          todo: expect.stringContaining(`nightwarden rotate ${secret} --runbook`),
        },
      ],
    });
    expect(started).toEqual([]);
    const begun = await apply(issued(), asked(issued()), { ...ports, reaches: [access] });
    expect(begun).toMatchObject({
      state: 'begun',
      plan: { credentialKind: 'third-party-token', key: 'tok.1' },
    });
  });

  it('writes its row with its fences and who asked, then starts its machine', async () => {
    const { ports, ledger, started } = world();
    const applied = await apply(facts(), asked(facts()), ports);
    expect(applied).toMatchObject({ state: 'begun', started: true });
    const { rows } = await ledger.open();
    expect(rows[0]).toMatchObject({
      state: 'going',
      fence: 1,
      people: { requestedBy: REQUESTER, authors: [userArn('alice')], approvals: [] },
    });
    expect(started).toEqual([`rotate ${rows[0]!.rotation}`]);
  });

  it('that is another plan now is refused with what has changed, and nothing is written', async () => {
    const { ports, ledger } = world();
    const before = buildPlan(facts());
    const now = facts({ facts: { store: { ...STORE_FACTS, current: 'v1' } } });
    const shown = before.state === 'planned' ? before.plan : undefined;
    const applied = await apply(now, { hash: hashOf(facts()), by: REQUESTER, shown }, ports);
    expect(applied).toMatchObject({
      state: 'refused',
      changes: [expect.stringMatching(/^the secret, or its AWSCURRENT version: .*"v0".* → .*"v1"/)],
    });
    expect((await ledger.open()).rows).toEqual([]);
  });

  it('whose facts speak against it now is refused for that', async () => {
    const { ports } = world();
    const applied = await apply(facts({ facts: { slots: [] } }), asked(facts()), ports);
    expect(applied).toMatchObject({ state: 'refused', refusals: [{ code: 'key-gone' }] });
  });

  it('is refused while a rival has the user: of two that begin at once, one does', async () => {
    const { ports } = world();
    const both = await Promise.all([
      apply(facts(), asked(facts()), ports),
      apply(facts(), asked(facts()), ports),
    ]);
    expect(both.map(({ state }) => state).toSorted()).toEqual(['begun', 'refused']);
  });

  it('whose machine can not be started stands in the ledger, and says so', async () => {
    const { ports, ledger } = world({ startFails: true });
    expect(await apply(facts(), asked(facts()), ports)).toMatchObject({ state: 'begun', started: false });
    expect((await ledger.open()).rows).toHaveLength(1);
  });

  it.each([
    ['where the policy only proposes', [], [], ['the policy only proposes to rotate (rotation.unattended)']],
    [
      'where a use is not explained',
      ['rotate'],
      ['198.51.100.9'],
      [expect.stringContaining('calls from 198.51.100.9')],
    ],
  ] as const)('that nobody was shown is refused %s', async (_where, unattended, sourceIps, because) => {
    const seen = usageOf(KEY, ago(1));
    const usage = { ...seen, sourceIps, counts: { ...seen.counts, sourceIps: sourceIps.length } };
    const of = facts({ snapshot: { usage: [usage] }, facts: { policy: { ...facts().policy, unattended } } });
    const applied = await apply(of, { hash: null, by: 'night', shown: undefined }, world().ports);
    expect(applied.state === 'refused' && applied.refusals.map((each) => each.because)).toEqual(because);
  });

  it('that nobody was shown begins where the policy says so and nothing asks for a person', async () => {
    const seen = usageOf(KEY, ago(1));
    const usage = { ...seen, sourceIps: ['203.0.113.7'], counts: { ...seen.counts, sourceIps: 1 } };
    const of = facts({
      snapshot: { usage: [usage] },
      facts: { policy: { ...facts().policy, unattended: ['rotate'] } },
    });
    const applied = await apply(of, { hash: null, by: 'night', shown: undefined }, world().ports);
    expect(applied).toMatchObject({ state: 'begun' });
  });

  it('to contain takes the fence of a rotation that is under way, and ends it', async () => {
    const { ports, ledger } = world();
    await apply(facts(), asked(facts()), ports);
    const [rotating] = (await ledger.open()).rows;
    const contain = facts({ subject: leaked, facts: { kind: 'contain', open: [rotating!] } });
    expect(await apply(contain, asked(contain), ports)).toMatchObject({ state: 'begun' });
    const row = await ledger.latest(userArn('ci'));
    expect(row).toMatchObject({
      plan: { kind: 'contain' },
      contain: { replaced: { reports: null, orders: null } },
    });
    expect((await ledger.read(rotating!.rotation))?.state).toBe('superseded');
  });
});

describe('the cap on what is contained', () => {
  /** Plans of users of their own. */
  const contains = (n: number, caps = facts().policy.caps) =>
    Array.from({ length: n }, (_, at) => {
      const user = userArn(`u${at}`);
      const key = aKey({ id: `AKIAEXAMPLEEXAMPLE${10 + at}`, userName: `u${at}`, principal: user });
      return facts({
        credential: key,
        declared: null,
        subject: leaked,
        facts: { kind: 'contain', slots: 'unknown', policy: { ...facts().policy, caps } },
      });
    });

  it('holds where many begin at once, of facts that tell of none: the rest are refused, and wait', async () => {
    const { ports } = world();
    const applied = await Promise.all(contains(12).map((of) => apply(of, asked(of), ports)));
    const refused = applied.filter((each) => each.state === 'refused');
    expect(refused).toHaveLength(12 - facts().policy.caps.containAnHour);
    expect(new Set(refused.map(({ refusals }) => refusals[0]?.because))).toEqual(
      new Set(['5 plans are contained in this account within the last hour, and the cap is 5']),
    );
  });

  it('counts what has begun and ended within the hour', async () => {
    const { ports, ledger } = world();
    const [first, second] = contains(2, { ...facts().policy.caps, containAnHour: 1 });
    await apply(first!, asked(first!), ports);
    const [row] = (await ledger.open()).rows;
    await put(ledger, row!.rotation, { state: 'done' });
    expect((await ledger.open()).rows).toEqual([]);
    expect(await apply(second!, asked(second!), ports)).toMatchObject({
      state: 'refused',
      refusals: [{ code: 'cap' }],
    });
  });
});

async function begun(given: Given = {}) {
  const all = world();
  const of = facts(given);
  const applied = await apply(of, asked(of), all.ports);
  if (applied.state === 'refused') throw new Error('refused');
  return { ...all, id: applied.rotation };
}

async function put(ledger: ReturnType<typeof world>['ledger'], id: string, change: Partial<Row>) {
  const row = (await ledger.read(id))!;
  await ledger.write(row, { ...row, ...change, seq: row.seq + 1 } as Row);
}

describe('what people ask of a plan', () => {
  const step = { place: { table: 'rotate', step: 'delete', copy: 0 } } as const;

  it('an approval is written, the machine is nudged, and what waits for it is woken', async () => {
    const { ledger, id, requests, started, woken } = await begun();
    await put(ledger, id, step);
    expect(await approvePlan(id, 'delete', userArn('ana'), requests)).toMatchObject({ state: 'taken' });
    expect((await ledger.read(id))?.approved).toEqual(['delete']);
    expect(started).toHaveLength(2);
    expect(woken).toEqual([id]);
  });

  it('an approval stands, also where who gave it may wake nobody', async () => {
    const { ledger, id, requests } = await begun();
    await put(ledger, id, step);
    const wake = () => Promise.reject(new Error('AccessDenied'));
    expect(await approvePlan(id, 'delete', userArn('ana'), { ...requests, wake })).toMatchObject({
      state: 'taken',
    });
    expect((await ledger.read(id))?.approved).toEqual(['delete']);
  });

  it('an approval of who asked is refused, and nothing is written', async () => {
    const { ledger, id, requests } = await begun();
    await put(ledger, id, step);
    const before = await ledger.read(id);
    expect(await approvePlan(id, 'delete', REQUESTER, requests)).toMatchObject({ state: 'refused' });
    expect(await ledger.read(id)).toEqual(before);
  });

  it('while somebody acts it waits, and tries again', async () => {
    const { ledger, id, requests, slept } = await begun();
    await put(ledger, id, { ...step, leaseUntil: 4_500 });
    expect(await approvePlan(id, 'delete', userArn('ana'), requests)).toMatchObject({ state: 'taken' });
    expect(slept).toEqual([1_000, 1_000, 1_000, 1_000]);
  });

  it('an abort is written once, and never for what leaked', async () => {
    const { id, requests } = await begun();
    expect(await abortPlan(id, requests)).toMatchObject({ state: 'taken', row: { abort: true } });
    expect(await abortPlan(id, requests)).toMatchObject({ because: 'somebody asked for that already' });
    const contain = await begun({ subject: leaked, facts: { kind: 'contain' } });
    expect(await abortPlan(contain.id, contain.requests)).toMatchObject({
      because: expect.stringContaining('never given back'),
    });
  });

  it('of a plan that there is not is refused with where they are listed', async () => {
    const { requests } = world();
    await expect(abortPlan('nobody', requests)).rejects.toThrow('no such plan: nightwarden status lists');
  });
});

describe('following a plan', () => {
  it('tells each line once as it comes, and stops when nothing more happens by itself', async () => {
    const { ledger, id } = await begun();
    const lines: string[] = [];
    let polls = 0;
    const sleep = async () => {
      polls += 1;
      if (polls === 2)
        await put(ledger, id, { state: 'parked', fault: { code: 'Parked', because: 'oldQuiet' } });
    };
    const status = await follow(id, ledger, { wait: true, onLine: (line) => lines.push(line), sleep });
    expect(status.state).toBe('parked');
    expect(lines).toHaveLength(1);
    expect(status.timeline.at(-1)).toContain('parked: the old key is still used');
    expect(polls).toBe(2);
  });
});
