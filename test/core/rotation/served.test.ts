import { describe, expect, it } from 'vitest';
import { buildPlan, type PlanFacts } from '../../../lib/core/rotation/build/index.ts';
import { versionOf } from '../../../lib/core/rotation/calls.ts';
import type { Row } from '../../../lib/core/rotation/ledger.ts';
import { planHash } from '../../../lib/core/rotation/plan.ts';
import {
  asOwn,
  decideServed,
  mayTryAgain,
  type SecretSeen,
} from '../../../lib/core/rotation/served/decision.ts';
import { SERVED_STEPS, type ServedStep, servedId } from '../../../lib/core/rotation/served/request.ts';
import { begin } from '../../../lib/core/rotation/start.ts';
import { PROTOCOL_TABLES } from '../../../lib/core/rotation/tables.ts';
import { ROTATE } from '../../prove/scenarios.ts';
import { aGap, ago, KEY } from '../detectors/build.ts';
import { aDeclaration, aDependent, CI, factsOf, type Given, SECRET, STORE_FACTS } from './facts.ts';

const OWN = 'arn:aws:lambda:eu-west-1:111122223333:function:rotate-secret';
const TOKEN = '11111111-2222-4333-8444-555555555555';
const served = { version: TOKEN, by: OWN };
const id = servedId({ secret: SECRET, token: TOKEN }, 1);
const request = (step: ServedStep) => ({ step, secret: SECRET, token: TOKEN });
const seen = (labels: SecretSeen['labels'], rotatedBy: string | null = OWN): SecretSeen => ({
  labels: { AWSCURRENT: 'v0', ...labels },
  rotatedBy,
});
const LAID_OUT = seen({ AWSPENDING: TOKEN });
const aRow = (row: Partial<Row> = {}): Row =>
  ({ ...begin(PROTOCOL_TABLES, id, { ...ROTATE, served }, 1, 0), ...row }) as Row;
const at = (step: Row['place']['step'], table: 'rotate' | 'rollback' = 'rotate') =>
  aRow({ place: { table, step, copy: 0 } });

/** A secret alone, as Secrets Manager has just asked for its rotation. */
function built(given: Given = {}) {
  const declared = given.declared ?? aDeclaration({ copies: [], dependents: [aDependent()] });
  const facts: PlanFacts = { ...factsOf({ ...given, declared }), served };
  return buildPlan(facts);
}
const codes = (given: Given) => {
  const plan = built(given);
  return plan.state === 'refused' ? plan.refusals.map(({ code }) => code) : ['planned'];
};

describe('what a step of Secrets Manager asks for', () => {
  it.each`
    what                                     | step              | row                                | answer
    ${'nothing was made yet'}                | ${'createSecret'} | ${undefined}                       | ${'begin'}
    ${'the key is not stored'}               | ${'createSecret'} | ${at('stage')}                     | ${'drive'}
    ${'it is stored'}                        | ${'createSecret'} | ${at('prove')}                     | ${'nothing'}
    ${'it is stored'}                        | ${'setSecret'}    | ${at('prove')}                     | ${'nothing'}
    ${'it is stored, and not proved'}        | ${'testSecret'}   | ${at('prove')}                     | ${'drive'}
    ${'it is proved'}                        | ${'testSecret'}   | ${at('publish')}                   | ${'nothing'}
    ${'it is proved, and not current'}       | ${'finishSecret'} | ${at('publish')}                   | ${'drive'}
    ${'it seems published, and is not'}      | ${'finishSecret'} | ${at('confirm')}                   | ${'drive'}
    ${'nothing was made, and more is asked'} | ${'setSecret'}    | ${undefined}                       | ${'refuse'}
    ${'nothing was made, and more is asked'} | ${'testSecret'}   | ${undefined}                       | ${'refuse'}
    ${'nothing was made, and more is asked'} | ${'finishSecret'} | ${undefined}                       | ${'refuse'}
    ${'the plan goes back'}                  | ${'createSecret'} | ${at('deactivateNew', 'rollback')} | ${'refuse'}
    ${'the plan went back'}                  | ${'createSecret'} | ${aRow({ state: 'restored' })}     | ${'refuse'}
    ${'the plan is parked'}                  | ${'finishSecret'} | ${aRow({ state: 'parked' })}       | ${'refuse'}
    ${'contain has taken over'}              | ${'testSecret'}   | ${aRow({ state: 'superseded' })}   | ${'refuse'}
  `('$step, when $what: $answer', ({ step, row, answer }) => {
    expect(decideServed(request(step), LAID_OUT, row, OWN).do).toBe(answer);
  });

  it.each(SERVED_STEPS)('%s is done where the version is current, whatever else is known', (step) => {
    const done = seen({ AWSCURRENT: TOKEN, AWSPENDING: 'another' });
    for (const row of [undefined, aRow(), aRow({ state: 'blocked' })])
      expect(decideServed(request(step), done, row, OWN)).toEqual({ do: 'nothing' });
  });

  it.each`
    why                              | look                                      | says
    ${'no version is pending'}       | ${seen({})}                               | ${/is not AWSPENDING, no version is/}
    ${'another version is pending'}  | ${seen({ AWSPENDING: 'v9' })}             | ${/is not AWSPENDING, version v9 is/}
    ${'rotation is off'}             | ${seen({ AWSPENDING: TOKEN }, null)}      | ${/rotation is off/}
    ${'another function rotates it'} | ${seen({ AWSPENDING: TOKEN }, 'other')}   | ${/its rotation is other/}
    ${'one with a longer name does'} | ${seen({ AWSPENDING: TOKEN }, `${OWN}2`)} | ${/its rotation is/}
  `('nothing is begun when $why', ({ look, says }) => {
    expect(decideServed(request('createSecret'), look, undefined, OWN)).toMatchObject({
      do: 'refuse',
      because: expect.stringMatching(says),
    });
  });

  it('an alias of the function is the function', () => {
    const alias = seen({ AWSPENDING: TOKEN }, `${OWN}:live`);
    expect(decideServed(request('createSecret'), alias, undefined, OWN)).toEqual({ do: 'begin' });
  });
});

describe('the plan of a request', () => {
  it('has the id that its request gives it, in the form that a version id and an execution take', () => {
    expect(id).toMatch(/^[0-9a-f]{40}$/);
    const others = [
      servedId({ secret: SECRET, token: TOKEN }, 2),
      servedId({ secret: SECRET, token: 'x' }, 1),
      servedId({ secret: 'x', token: TOKEN }, 1),
    ];
    expect(new Set([id, ...others]).size).toBe(4);
  });

  it('may be another one only where the first was refused, and did nothing', () => {
    expect(mayTryAgain(aRow({ state: 'refused' }))).toBe(true);
    expect(mayTryAgain(aRow({ state: 'refused', opened: ['create'] }))).toBe(false);
    for (const state of ['going', 'parked', 'restored', 'blocked', 'superseded', 'done'] as const)
      expect(mayTryAgain(aRow({ state }))).toBe(false);
  });

  it('keeps the version that AWS dictates, however often a key is asked for; no other plan has one', () => {
    for (const creations of [0, 1, 7]) {
      expect(versionOf(aRow({ creations }))).toBe(TOKEN);
      expect(versionOf({ ...aRow({ creations }), plan: ROTATE })).toBe(`${id}.${creations}`);
    }
    expect(planHash({ ...ROTATE, served })).not.toBe(planHash(ROTATE));
  });

  it('sees its own rotation and its own version as nobody else\u2019s, and every other as somebody else\u2019s', () => {
    const store = { ...STORE_FACTS, rotates: true };
    expect(asOwn({ ...store, pending: TOKEN }, served)).toEqual(STORE_FACTS);
    expect(asOwn({ ...store, pending: 'v9' }, served)).toEqual({ ...STORE_FACTS, pending: 'v9' });
  });

  it.each<{ why: string; given: Given; code: string }>([
    { why: 'nothing speaks against it', given: {}, code: 'planned' },
    {
      why: 'nobody is known to answer for it',
      given: { subject: { ownership: { owner: null, leads: [], leaver: null } } },
      code: 'ownerless',
    },
    {
      why: 'it leaked',
      given: { subject: { exposures: [{ credential: KEY, at: ago(1), source: 'a scanner' }] } },
      code: 'exposed',
    },
    {
      why: 'what leaked could not be read',
      given: { facts: { gaps: [aGap('inputs/exposures.json', 'exposures')] } },
      code: 'unknown',
    },
    {
      why: 'it has copies elsewhere',
      given: { declared: aDeclaration({ copies: [CI] }) },
      code: 'more-copies',
    },
    { why: 'the ledger could not be read', given: { facts: { open: 'unknown' } }, code: 'unknown' },
    {
      why: 'another version is pending',
      given: { facts: { store: { ...STORE_FACTS, pending: 'v9' } } },
      code: 'stray-pending',
    },
    {
      why: 'a plan is under way on it',
      given: {
        facts: { open: [{ ...aRow(), plan: { ...ROTATE, secret: { arn: SECRET, version: 'v0' } } }] },
      },
      code: 'in-rotation',
    },
    {
      why: 'a dependent has no probe',
      given: { declared: aDeclaration({ copies: [], dependents: [aDependent({ probes: [] })] }) },
      code: 'no-probe',
    },
  ])('$why: $code', ({ given, code }) => expect(codes(given)).toContain(code));

  it('needs no dependent to be declared; then a person approves before the old key is deactivated', () => {
    const plan = built({ declared: aDeclaration({ copies: [], dependents: [] }) });
    expect(plan).toMatchObject({ state: 'planned', plan: { approvals: ['deactivate', 'delete'], served } });
    expect(built()).toMatchObject({ plan: { approvals: ['delete'] } });
  });
});

describe('a leaked key whose secret is rotated by its own schedule', () => {
  const leaked = { exposures: [{ credential: KEY, at: ago(1), source: 'a scanner' }] };
  const contain = (servedBy: string | undefined, store: Partial<typeof STORE_FACTS>) => {
    const declared = aDeclaration();
    const plan = buildPlan(
      factsOf({
        subject: leaked,
        declared: {
          ...declared,
          store: { ...declared.store, ...(servedBy === undefined ? {} : { servedBy }) },
        },
        facts: { kind: 'contain', store: { ...STORE_FACTS, ...store } },
      }),
    );
    return plan.state === 'planned' ? plan.plan.secret : plan.state;
  };
  const own = { rotates: true, rotatedBy: OWN };

  it.each<{ why: string; servedBy?: string; store: Partial<typeof STORE_FACTS>; given: boolean }>([
    { why: 'nothing rotates it', store: {}, given: true },
    { why: 'this deployment is asked', servedBy: OWN, store: own, given: true },
    { why: 'a rotation of ours lies pending', servedBy: OWN, store: { ...own, pending: TOKEN }, given: true },
    { why: 'nobody says that it is ours', store: own, given: false },
    { why: 'it is another function', servedBy: `${OWN}2`, store: own, given: false },
    { why: 'no function is told', servedBy: OWN, store: { rotates: true }, given: false },
    { why: 'a version lies pending that nobody explains', store: { pending: 'v9' }, given: false },
    { why: 'the secret goes', servedBy: OWN, store: { ...own, deleted: true }, given: false },
  ])('gives its dependents a successor: $given, where $why', ({ servedBy, store, given }) => {
    expect(contain(servedBy, store)).toEqual(given ? { arn: SECRET, version: 'v0' } : null);
  });
});
