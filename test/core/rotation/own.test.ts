import { describe, expect, it } from 'vitest';
import { answerOf } from '../../../lib/core/rotation/answer.ts';
import { approveBy } from '../../../lib/core/rotation/approver.ts';
import { buildPlan, type PlanFacts } from '../../../lib/core/rotation/build/index.ts';
import type { Row } from '../../../lib/core/rotation/ledger.ts';
import { toldOf } from '../../../lib/core/rotation/own.ts';
import { credentialName, type Plan, type PlanKind } from '../../../lib/core/rotation/plan.ts';
import { planStatus } from '../../../lib/core/rotation/plan-status.ts';
import type { DeclaredCredential, Store } from '../../../lib/core/rotation/policy.ts';
import { policyFaults } from '../../../lib/core/rotation/policy-faults.ts';
import { proofsAsked } from '../../../lib/core/rotation/proofs.ts';
import { rehearse } from '../../../lib/core/rotation/rehearsal.ts';
import { rehearsalText } from '../../../lib/core/rotation/rehearsal-text.ts';
import { begin, peopleOf } from '../../../lib/core/rotation/start.ts';
import { PROTOCOL_TABLES } from '../../../lib/core/rotation/tables.ts';
import { ACCOUNT, aSecret, NOW, userArn } from '../detectors/build.ts';
import { aDeclaration, aDependent, CI, factsOf, REQUESTER, SECRET, STORE_FACTS } from './facts.ts';

const BY = `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:rotates-billing`;
const STORE: Store = {
  secret: SECRET,
  shape: { as: 'postgres', host: 'db.example.com', port: 5432, dbname: 'orders', tls: { verify: 'system' } },
  replicas: [],
  rotatedBy: BY,
  keepsOld: true,
};

function declared(store: Partial<Store> = {}, more: Partial<DeclaredCredential> = {}): DeclaredCredential {
  return aDeclaration({
    credential: SECRET,
    store: { ...STORE, ...store },
    copies: [],
    dependents: [aDependent()],
    ...more,
  });
}

const LEAK = { credential: SECRET, at: NOW, source: 'scanner' };
const ROTATES = { ...STORE_FACTS, rotates: true, rotatedBy: BY };

function facts(change: Partial<PlanFacts> = {}, declaration: DeclaredCredential = declared()): PlanFacts {
  const credential = aSecret({ id: SECRET, tags: { owner: 'payments' } });
  return { ...factsOf({ credential, declared: declaration }), slots: [], store: ROTATES, ...change };
}

function planned(given: PlanFacts): Plan {
  const built = buildPlan(given);
  if (built.state === 'refused') throw new Error(built.refusals.map(({ because }) => because).join('; '));
  return built.plan;
}

function refusals(given: PlanFacts) {
  const built = buildPlan(given);
  return built.state === 'refused' ? built.refusals : [];
}

function begun(plan: Plan): Row {
  const row = begin(PROTOCOL_TABLES, 'r'.repeat(36), plan, 1, Date.parse(NOW));
  return { ...row, people: peopleOf(facts(), REQUESTER, Date.parse(NOW)) };
}

describe('a plan for a secret that a function of its own rotates', () => {
  it('names the version that is current, the function, and nothing that it would take away', () => {
    const plan = planned(facts());
    expect(plan).toMatchObject({
      kind: 'rotate',
      credentialKind: 'rotated-secret',
      principal: SECRET,
      key: 'v0',
      secret: { arn: SECRET, version: 'v0' },
      copies: [{ id: 'store', kind: 'secret' }],
      approvals: [],
      where: { rotatedBy: BY, noWayBack: [] },
    });
    expect(credentialName(plan)).toBe(SECRET);
    expect(begun(plan).place).toEqual({ table: 'own', step: 'start', copy: 0 });
  });

  it('is another plan when another function was reviewed', () => {
    const other = `${BY}-2`;
    const store = { ...ROTATES, rotatedBy: other };
    const [one, two] = [buildPlan(facts()), buildPlan(facts({ store }, declared({ rotatedBy: other })))];
    expect(one.state === 'planned' && two.state === 'planned' && one.hash !== two.hash).toBe(true);
  });

  it.each`
    why                              | store                                         | code
    ${'its rotation is off'}         | ${{ ...ROTATES, rotates: false }}             | ${'own-function'}
    ${'it calls another function'}   | ${{ ...ROTATES, rotatedBy: `${BY}-other` }}   | ${'own-function'}
    ${'another rotation is open'}    | ${{ ...ROTATES, pending: 'v9' }}              | ${'stray-pending'}
    ${'it is to be deleted'}         | ${{ ...ROTATES, deleted: true }}              | ${'store-gone'}
    ${'a service of AWS manages it'} | ${{ ...ROTATES, owningService: 'rds' }}       | ${'store-managed'}
    ${'it is a replica'}             | ${{ ...ROTATES, primaryRegion: 'eu-west-2' }} | ${'store-replica'}
    ${'it could not be read'}        | ${'unknown'}                                  | ${'unknown'}
    ${'there is none'}               | ${'none'}                                     | ${'store-gone'}
  `('is refused where $why, with what to do', ({ store, code }) => {
    const found = refusals(facts({ store }));
    expect(found.map((each) => each.code)).toContain(code);
    for (const { todo } of found) expect(todo.length).toBeGreaterThan(10);
  });

  it('is refused where a service would keep the value before: no step of it starts tasks anew', () => {
    const redeploy = { in: 'ecs-service' as const, cluster: 'shop', service: 'billing', region: 'eu-west-1' };
    const dependents = [aDependent({ redeploy })];
    expect(refusals(facts({}, declared({}, { dependents }))).map(({ code }) => code)).toContain(
      'service-elsewhere',
    );
  });

  it('is planned where the last rotation left its label on the current version', () => {
    expect(planned(facts({ store: { ...ROTATES, pending: 'v0' } })).key).toBe('v0');
  });

  it('is refused where a rotation is configured on the store of a key, which is told how to declare it', () => {
    const [found] = refusals(factsOf({ facts: { store: ROTATES } }));
    expect(found?.code).toBe('store-rotates');
    expect(found?.todo).toContain('rotatedBy');
  });

  it.each`
    keepsOld     | shape               | approvals         | noWayBack
    ${true}      | ${STORE.shape}      | ${[]}             | ${[]}
    ${false}     | ${STORE.shape}      | ${['deactivate']} | ${['store']}
    ${undefined} | ${{ as: 'opaque' }} | ${['deactivate']} | ${['store']}
  `('asks somebody else, and a person, where there is no way back (keepsOld: $keepsOld)', (each) => {
    const { keepsOld: _, ...store } = STORE;
    const given = each.keepsOld === undefined ? store : { ...store, keepsOld: each.keepsOld };
    const declaration = declared(undefined, { store: { ...given, shape: each.shape } });
    const built = buildPlan(facts({}, declaration));
    expect(built).toMatchObject({
      state: 'planned',
      plan: { approvals: each.approvals, where: { noWayBack: each.noWayBack } },
    });
    if (built.state !== 'planned') return;
    expect(built.attended).toEqual(each.noWayBack.length === 0 ? [] : ['there is no way back for store']);
    expect(built.waits).toEqual(
      each.noWayBack.length === 0 ? [] : ['somebody else than you must approve before it may be started'],
    );
    expect(built.warnings.some((text) => text.startsWith('no way back'))).toBe(each.noWayBack.length > 0);
  });

  it('says that a lease is shorter than a function may run', () => {
    const { policy } = facts();
    const short = { ...policy, durations: { ...policy.durations, lease: 60_000 } };
    const built = buildPlan(facts({ policy: short }));
    expect(built.state === 'planned' && built.warnings.join()).toContain('shorter than a step');
  });

  it.each`
    kind         | says
    ${'retire'}  | ${/delete-secret/}
    ${'contain'} | ${/rotate-secret --secret-id .*NOLOGIN.*pg_terminate_backend/}
  `(
    'is refused to $kind, and says what to do by hand',
    ({ kind, says }: { kind: PlanKind; says: RegExp }) => {
      const given = facts({ kind });
      const found = refusals({ ...given, subject: { ...given.subject, exposures: [LEAK] } });
      expect(found.map(({ code }) => code)).toEqual(['own-function']);
      expect(found[0]?.todo).toMatch(says);
    },
  );

  it('waits for its approval before it is started, and takes it there', () => {
    const plan = planned(facts({}, declared({ keepsOld: false })));
    const row = begun(plan);
    const left = { row, because: 'approvedDeactivate', needs: null, wakeAt: 0 };
    expect(answerOf(left, Date.parse(NOW))).toMatchObject({
      at: 'own.start',
      approval: 'deactivate',
      halted: false,
    });
    expect(planStatus(row, []).next.join()).toContain('--deactivate');
    const taken = approveBy(row, 'deactivate', userArn('bob'), Date.parse(NOW) + 1);
    expect(taken.state === 'taken' && taken.row.approved).toEqual(['deactivate']);
    expect(approveBy(row, 'deactivate', REQUESTER, Date.parse(NOW) + 1).state).toBe('refused');
  });

  it('asks for a proof of the present value, and of the new one once it was started', () => {
    const row = begun(planned(facts()));
    expect(proofsAsked(PROTOCOL_TABLES, row)).toEqual([{ key: 'v0', version: 'v0' }]);
    const ours = `${row.rotation}.0`;
    const started = {
      ...row,
      opened: ['startRotation'],
      place: { table: 'own', step: 'land', copy: 0 },
    } as Row;
    expect(proofsAsked(PROTOCOL_TABLES, started)).toEqual([
      { key: 'v0', version: 'v0' },
      { key: ours, version: ours },
    ]);
    const { where } = row.plan;
    const opaque = { ...started, plan: { ...row.plan, where: { ...where, shape: { as: 'opaque' } } } } as Row;
    expect(proofsAsked(PROTOCOL_TABLES, opaque)).toEqual([]);
  });

  it('has a runbook and a rehearsal that name secrets, versions and commands, and no key of a user', () => {
    const rehearsed = rehearse(facts({}, declared({ keepsOld: false })), 'rotate');
    const text = rehearsalText(rehearsed, facts());
    expect(text).toContain('start that rotation, once somebody approves');
    expect(text).toContain('may break from when the function sets the new value');
    expect(rehearsed.runbook).toContain('# Rotate secret app');
    expect(rehearsed.runbook).toContain(`--move-to-version-id v0 --remove-from-version-id`);
    expect(rehearsed.runbook).toContain(`aws logs tail /aws/lambda/rotates-billing`);
    expect(rehearsed.runbook).not.toMatch(/list-access-keys|NEW_KEY_ID/);
  });

  it.each(['works', 'refused', 'unknown'] as const)(
    'tells of the new version (%s) where the old one is dead',
    (proof) => {
      const row = begun(planned(facts()));
      const ours = `${row.rotation}.0`;
      const live = { proofs: { [ours]: proof } } as unknown as Parameters<typeof toldOf>[0]['live'];
      const text = toldOf({ row, live, memory: null, intended: null }, 'oldLogsIn');
      expect(text).toContain(`version ${ours}`);
      expect(text.includes('go on with, by hand')).toBe(proof === 'works');
      expect(toldOf({ row, live, memory: null, intended: null }, 'landed')).toBe('landed');
    },
  );
});

describe('what a policy file says of such a secret', () => {
  const faultsOf = (each: DeclaredCredential) =>
    policyFaults({ ...facts().policy, credentials: [each] }).map(({ path }) => path.slice(2).join('.'));

  it.each`
    why                                           | declaration                                                                                                                                 | fault
    ${'as it should be'}                          | ${declared()}                                                                                                                               | ${[]}
    ${'another credential than its store'}        | ${declared({}, { credential: userArn('app') })}                                                                                             | ${['credential']}
    ${'served as well'}                           | ${declared({ servedBy: BY })}                                                                                                               | ${['store.servedBy']}
    ${'a shape that nobody can try'}              | ${declared({ shape: { as: 'opaque' } })}                                                                                                    | ${['store.keepsOld']}
    ${'a copy elsewhere'}                         | ${declared({}, { copies: [CI] })}                                                                                                           | ${['copies.0']}
    ${'no encryption'}                            | ${declared({ shape: { ...STORE.shape, tls: { verify: 'none' } } as Store['shape'] })}                                                       | ${['store.shape']}
    ${'a password of SES, which is derived here'} | ${declared({ shape: { as: 'smtp', username: 'u', password: 'p', accessKeyId: 'i', secretAccessKey: 's', region: 'eu-west-1' } })}           | ${['store.shape']}
    ${'a shape of such a secret for a key'}       | ${aDeclaration({ copies: [], store: { secret: SECRET, replicas: [], shape: { as: 'opaque' } } })}                                           | ${['store.shape', 'dependents.1.reads']}
    ${'keepsOld without a function'}              | ${aDeclaration({ store: { secret: SECRET, replicas: [], keepsOld: true, shape: { as: 'json', accessKeyId: 'a', secretAccessKey: 'b' } } })} | ${['store.keepsOld']}
  `('$why', ({ declaration, fault }: { declaration: DeclaredCredential; fault: string[] }) => {
    expect(faultsOf(declaration).toSorted()).toEqual(fault.toSorted());
  });
});
