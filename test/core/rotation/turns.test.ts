import { describe, expect, it } from 'vitest';
import { buildPlan, type PlanFacts } from '../../../lib/core/rotation/build/index.ts';
import { CREDENTIAL_KINDS } from '../../../lib/core/rotation/kinds/abilities.ts';
import { strangeSessions, type TurnFacts } from '../../../lib/core/rotation/kinds/turns.ts';
import { PROTOCOL } from '../../../lib/core/rotation/ledger.ts';
import type { Plan } from '../../../lib/core/rotation/plan.ts';
import { rehearse } from '../../../lib/core/rotation/rehearsal.ts';
import { rehearsalText } from '../../../lib/core/rotation/rehearsal-text.ts';
import { runbook } from '../../../lib/core/rotation/runbook/index.ts';
import { planSchema } from '../../../lib/usecases/rotation/plan-schema.ts';
import { SECRET, STORE_FACTS } from './facts.ts';
import { DATABASE, DECLARED, LEAK, TURNS, turned } from './turn-facts.ts';

const withUsers = (...users: TurnFacts['users']): Partial<PlanFacts> => ({ turns: { ...TURNS, users } });
const [ONE, FREE] = TURNS.users as [TurnFacts['users'][0], TurnFacts['users'][0]];
const exposed = (): Partial<PlanFacts> => ({
  kind: 'contain',
  subject: { ...turned().subject, exposures: [LEAK] },
});

function planned(facts: PlanFacts): Plan {
  const built = buildPlan(facts);
  if (built.state !== 'planned') throw new Error(built.refusals.map(({ because }) => because).join('; '));
  return built.plan;
}

describe('the plan of a database user', () => {
  it('is refused in an organisation, whose workers can not give back what is not claimed by an ARN of their account', () => {
    const { account } = turned();
    const knows = { protocol: PROTOCOL, kinds: CREDENTIAL_KINDS };
    const built = buildPlan(turned({ spokes: [{ account, knows }] }));
    expect(built).toMatchObject({ state: 'refused', refusals: [{ code: 'other-account' }] });
  });

  it('names the user that works, both users as its principal, and the server that was reviewed', () => {
    const plan = planned(turned());
    expect(plan).toMatchObject({
      credentialKind: 'database-user',
      principal: 'postgres://db.example.com:5432/app+app_clone',
      key: 'app',
      slots: [{ id: 'app', status: 'Active' }],
      secret: { arn: SECRET, version: 'v0' },
      copies: [{ id: 'store', kind: 'secret' }],
      where: { database: DATABASE, shape: { as: 'database', host: 'db.example.com', port: 5432 } },
    });
    expect(planSchema.parse(structuredClone(plan))).toEqual(plan);
  });

  it('asks for an approval before anything is deactivated, whatever the policy says, and for a person', () => {
    const policy = { ...turned().policy, approvals: { rotate: [], retire: [], contain: [] } };
    const built = buildPlan(turned({ policy }));
    expect(built).toMatchObject({
      plan: { approvals: ['deactivate'] },
      attended: ['of its use only what is open at a look can be seen'],
      warnings: ['a session that opens and ends between two looks is not seen, and moves nothing'],
    });
  });

  it('is the same whoever has a session', () => {
    const busy = turned(withUsers({ ...ONE, sessions: [] }, FREE));
    expect(planned(busy)).toEqual(planned(turned()));
  });

  it('of what leaked waits for nobody', () => {
    expect(planned(turned(exposed()))).toMatchObject({ kind: 'contain', approvals: ['delete'], key: 'app' });
  });

  it('to retire it names its server, and no store', () => {
    const facts = turned({ kind: 'retire' });
    const plan = planned({ ...facts, dependence: { ...facts.dependence, dependents: [] } });
    expect(plan).toMatchObject({
      secret: null,
      approvals: ['deactivate', 'delete'],
      where: { region: 'eu-west-1' },
    });
    expect(plan.where.database).toEqual(DATABASE);
  });
});

describe('a database user is refused', () => {
  it.each`
    why                                      | change                                                                        | code               | text
    ${'where its server could not be asked'} | ${{ turns: 'unknown' }}                                                       | ${'unknown'}       | ${'the server db.example.com could not be asked'}
    ${'where neither may log in'}            | ${withUsers({ ...ONE, standing: 'Inactive' }, FREE)}                          | ${'key-gone'}      | ${'neither app nor app_clone may log in'}
    ${'where both may log in'}               | ${withUsers(ONE, { ...FREE, standing: 'Active' })}                            | ${'second-key'}    | ${'both app and app_clone may log in'}
    ${'where the other is somebody’s'}       | ${withUsers(ONE, { ...FREE, standing: 'Inactive' })}                          | ${'second-key'}    | ${'app_clone may not log in, and its password would still be taken'}
    ${'where the other has sessions'}        | ${withUsers(ONE, { ...FREE, sessions: [{ source: null, application: '' }] })} | ${'second-key'}    | ${'app_clone, whose turn is next, has 1 open sessions, one from an address that is not shown'}
    ${'where they can not take turns'}       | ${{ turns: { ...TURNS, faults: ['app is a superuser'] } }}                    | ${'no-turns'}      | ${'app is a superuser'}
    ${'where another rotation is on'}        | ${{ store: { ...STORE_FACTS, rotates: true } }}                               | ${'store-rotates'} | ${'another rotation is configured'}
  `('$why', ({ change, code, text }) => {
    const built = buildPlan(turned(change as Partial<PlanFacts>));
    if (built.state !== 'refused') throw new Error('expected a refusal');
    expect(built.refusals.map((each) => each.code)).toContain(code);
    expect(built.refusals.map(({ because }) => because).join('; ')).toContain(text);
    expect(built.refusals.every(({ todo }) => todo !== '')).toBe(true);
  });

  it('where it leaked and nobody knows which of the two it is, with what to do at once', () => {
    for (const change of [{ turns: 'unknown' as const }, withUsers(ONE, { ...FREE, standing: 'Active' })]) {
      const built = buildPlan(turned({ ...exposed(), ...change }));
      if (built.state !== 'refused') throw new Error('expected a refusal');
      expect(built.refusals[0]?.todo).toContain('NOLOGIN');
      expect(built.refusals[0]?.todo).toContain('pg_terminate_backend');
    }
  });

  it('where its secret is one that nothing may touch, or is not declared', () => {
    const policy = { ...turned().policy, breakGlass: [SECRET] };
    expect(buildPlan(turned({ policy }))).toMatchObject({ refusals: [{ code: 'break-glass' }] });
    const bare = buildPlan(turned({ declared: undefined }));
    expect(bare).toMatchObject({ refusals: [{ code: 'not-an-access-key' }] });
  });
});

describe('sessions that nobody explains', () => {
  it('are those from an address that is no dependent’s, or not shown', () => {
    const sessions = [
      { source: '203.0.113.9', application: 'reports' },
      { source: '198.51.100.7', application: 'psql' },
      { source: '198.51.100.7', application: 'psql' },
      { source: null, application: '' },
    ];
    expect(strangeSessions({ ...TURNS, users: [{ ...ONE, sessions }] }, DECLARED.dependents)).toEqual([
      'a session of app from 198.51.100.7 (it calls itself psql), open now',
      'a session of app from an address that is not shown, open now',
    ]);
  });
});

describe('what people read of it', () => {
  const told = (change: Partial<PlanFacts> = {}, users = DATABASE.users) => {
    const database = { ...DATABASE, users };
    const facts = turned({ ...change, declared: { ...DECLARED, database } });
    return runbook(planned(facts), { rotation: 'r-1', newKey: null, newVersion: 'r-1.1', risks: [] });
  };

  it('is a rehearsal that is applied by the name of the secret', () => {
    const { kind: _kind, ...facts } = turned();
    const rehearsal = rehearse(facts, 'rotate');
    const text = rehearsalText(rehearsal, facts);
    expect(text).toContain('give app_clone a new password, let it log in, and prove it');
    expect(rehearsal.next).toEqual([`nightwarden rotate ${SECRET} --apply ${rehearsal.hash}`]);
  });

  it('is a runbook of psql, with each way back, and no word of IAM', () => {
    const text = told();
    expect(text).toContain(
      `psql 'host=db.example.com port=5432 dbname='\\''orders'\\'' user=ADMIN sslmode=verify-full sslrootcert='\\''/opt/rds.pem'\\''' -c 'ALTER ROLE "app" LOGIN'`,
    );
    expect(text).toContain(`ALTER ROLE "app_clone" NOLOGIN PASSWORD NULL VALID UNTIL`);
    expect(text).toContain('aws secretsmanager update-secret-version-stage');
    expect(text).toContain('## Whom to call');
    expect(text).not.toMatch(/aws iam|IAM|CloudTrail|access key/);
  });

  it('tells what a person must write by hand, how they say so, and that it has no way back', () => {
    const target = { in: 'person', who: 'the vendor', instructions: 'Enter it in their console.' } as const;
    const copies = [{ id: 'desk', wayBack: false, target }];
    const plan = planned(turned({ declared: { ...DECLARED, copies } }));
    const text = runbook(plan, { rotation: 'r-1', newKey: null, newVersion: 'r-1.1', risks: [] });
    expect(text).toContain('the vendor writes it by hand, with the new version of the secret');
    expect(text).toContain('nightwarden approve r-1 --copy desk');
    expect(text).toContain('**There is no way back for this copy**');
  });

  it('locks and ends sessions by hand where contain does not', () => {
    const text = told(exposed());
    expect(text).toContain(`-c 'ALTER ROLE "app" NOLOGIN'`);
    expect(text).toContain('pg_terminate_backend');
    expect(text).toContain('**What leaked is never given back.**');
  });

  it('keeps any name within its quotes', () => {
    const turns = { ...TURNS, users: [{ ...ONE, name: `a"p'p` }, FREE] };
    const text = told({ turns, slots: [] }, [`a"p'p`, 'app_clone']);
    expect(text).toContain(`-c 'ALTER ROLE "a""p'\\''p" LOGIN'`);
    expect(text).toContain(`'\\''a"p'\\'''\\''p'\\''`);
  });
});
