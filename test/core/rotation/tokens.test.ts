import { describe, expect, it } from 'vitest';
import { buildPlan, type PlanFacts } from '../../../lib/core/rotation/build/index.ts';
import { cautionText } from '../../../lib/core/rotation/caution.ts';
import { judgeExposure } from '../../../lib/core/rotation/exposure/judge.ts';
import { abilitiesOf, CREDENTIAL_KINDS, isUnseen } from '../../../lib/core/rotation/kinds/abilities.ts';
import type { IssuerAbilities } from '../../../lib/core/rotation/kinds/issuer.ts';
import { PROTOCOL } from '../../../lib/core/rotation/ledger.ts';
import { stillWorksPage } from '../../../lib/core/rotation/pages.ts';
import { credentialName, type Plan, planHash } from '../../../lib/core/rotation/plan.ts';
import { DEFAULT_ROTATION } from '../../../lib/core/rotation/policy.ts';
import { proofsAsked } from '../../../lib/core/rotation/proofs.ts';
import { rehearse } from '../../../lib/core/rotation/rehearsal.ts';
import { rehearsalText } from '../../../lib/core/rotation/rehearsal-text.ts';
import { runbook } from '../../../lib/core/rotation/runbook/index.ts';
import { begin, contain } from '../../../lib/core/rotation/start.ts';
import { PROTOCOL_TABLES } from '../../../lib/core/rotation/tables.ts';
import { planSchema } from '../../../lib/usecases/rotation/plan-schema.ts';
import { usedAgo } from '../detectors/build.ts';
import { NOTHING_FOUND } from './exposure/facts.ts';
import { SECRET } from './facts.ts';
import { ACCESS, ISSUER, issued, slot } from './token-facts.ts';

function planned(facts: PlanFacts): Plan {
  const built = buildPlan(facts);
  if (built.state !== 'planned') throw new Error(built.refusals.map(({ because }) => because).join('; '));
  return built.plan;
}

const refusals = (facts: PlanFacts) => {
  const built = buildPlan(facts);
  return built.state === 'refused' ? built.refusals.map(({ code, because }) => `${code}: ${because}`) : [];
};
const book = (plan: Plan) => runbook(plan, { rotation: null, newKey: null, newVersion: null, risks: [] });
const kept: Partial<IssuerAbilities> = { lastUsedSignal: 'kept' };

describe('the plan of a third party’s token', () => {
  it('names what works, the bridge that was reviewed, and what it can do', () => {
    const plan = planned(issued());
    expect(plan).toMatchObject({
      credentialKind: 'third-party-token',
      principal: 'https://bridge.example.com/acme#orders',
      key: 'tok.1',
      slots: [{ id: 'tok.1', status: 'Active' }],
      secret: { arn: SECRET, version: 'v0' },
      where: { issuer: ISSUER, shape: { as: 'token', id: 'id', token: 'token' } },
    });
    expect(planSchema.parse(structuredClone(plan))).toEqual(plan);
    expect(credentialName(plan)).toBe(SECRET);
  });

  it('has another hash with another ability, and the same whoever used it', () => {
    const hashes = [{}, { retrySafe: true }, kept].map((abilities) =>
      planHash({ ...planned(issued({}, abilities)), policyVersion: '' }),
    );
    expect(new Set(hashes).size).toBe(3);
    const used = planned(issued({ slots: [slot('tok.1', 'Active', usedAgo(1))] }, kept));
    const never = planned(issued({ slots: [slot('tok.1', 'Active', usedAgo(300))] }, kept));
    expect(planHash(used)).toBe(planHash(never));
  });

  it('is as its bridge says: what nothing tells of is asked for and stays Inactive, what is kept is as a key', () => {
    const policy = { ...issued().policy, approvals: { rotate: [], retire: [], contain: [] } };
    const none = buildPlan(issued({ policy }));
    expect(none).toMatchObject({ plan: { approvals: ['deactivate'] } });
    const told = buildPlan(issued({ policy }, kept));
    expect(told).toMatchObject({
      plan: { approvals: [] },
      attended: ['its bridge tells of no use by whom it was'],
    });
    expect(isUnseen(planned(issued()))).toBe(true);
    expect(isUnseen(planned(issued({}, kept)))).toBe(false);
    expect(abilitiesOf(planned(issued({}, { retrySafe: true })))).toMatchObject({
      retrySafe: true,
      slots: 2,
    });
  });

  it('says what would happen, and how to do it by hand', () => {
    const text = rehearsalText(rehearse(issued({}, kept), 'rotate'), issued());
    expect(text).toContain('ask for a new token of orders at bridge.example.com, and prove it');
    expect(text).toContain('watch the old one for 7 days');
    const unseen = rehearsalText(rehearse(issued(), 'rotate'), issued());
    expect(unseen).toContain('its third party keeps no last use of it');
    expect(unseen).not.toMatch(/IAM|CloudTrail/);
    for (const of of [book(planned(issued())), book(planned(issued({}, kept)))]) {
      expect(of).toContain('# Rotate tok.1 of orders at bridge.example.com');
      expect(of).toContain('bridge set-status tok.1 Active');
      expect(of).toContain('bridge set-status NEW_KEY_ID Inactive');
      expect(of).toContain(`--secret-id ${ACCESS} --query SecretString`);
      expect(of).not.toMatch(/IAM|aws iam|cloudtrail|CloudTrail/);
    }
    expect(book(planned(issued({}, kept)))).toContain('bridge use tok.1');
    expect(book(planned(issued()))).not.toContain('bridge use');
  });

  it('tells whoever is asked where to look', () => {
    const lines = cautionText(begin(PROTOCOL_TABLES, 'r', planned(issued()), 1, 0)).join('\n');
    expect(lines).toContain('Nobody could watch whether tok.1 is still used');
    expect(lines).toContain('Look in the log of the third party (orders at bridge.example.com)');
    expect(lines).not.toContain('aws ');
    expect(cautionText(begin(PROTOCOL_TABLES, 'r', planned(issued({}, kept)), 1, 0))).toEqual([]);
  });

  it.each`
    why                                | slots                                                     | kind        | abilities | said
    ${'while nobody can ask'}          | ${'unknown'}                                              | ${'rotate'} | ${{}}     | ${'unknown: the bridge bridge.example.com could not be asked'}
    ${'while nobody can ask'}          | ${'unknown'}                                              | ${'retire'} | ${{}}     | ${'unknown: the bridge bridge.example.com could not be asked'}
    ${'where there is none'}           | ${[]}                                                     | ${'rotate'} | ${{}}     | ${'key-gone: the bridge knows of no credential of orders'}
    ${'where two are Active'}          | ${[slot('tok.1'), slot('tok.2')]}                         | ${'rotate'} | ${{}}     | ${'second-key: tok.1 and tok.2 of orders at bridge.example.com are both Active'}
    ${'where two are Active'}          | ${[slot('tok.1'), slot('tok.2')]}                         | ${'retire'} | ${{}}     | ${'second-key: tok.1 and tok.2'}
    ${'where two are Inactive'}        | ${[slot('tok.1', 'Inactive'), slot('tok.2', 'Inactive')]} | ${'retire'} | ${{}}     | ${'second-key: tok.1 and tok.2 of orders at bridge.example.com are all Inactive'}
    ${'where an Inactive one is left'} | ${[slot('tok.1'), slot('tok.2', 'Inactive')]}             | ${'rotate'} | ${{}}     | ${'second-key: orders at bridge.example.com has a second credential, tok.2'}
    ${'where it is Inactive'}          | ${[slot('tok.1', 'Inactive')]}                            | ${'rotate'} | ${{}}     | ${'key-inactive: tok.1 is Inactive'}
    ${'while its use is not told'}     | ${[slot('tok.1')]}                                        | ${'rotate'} | ${kept}   | ${'unknown: the bridge bridge.example.com did not tell when tok.1 was last used'}
  `('is refused $why ($kind)', ({ slots, kind, abilities, said }) => {
    const store = kind === 'retire' ? { dependence: { ...issued().dependence, dependents: [] } } : {};
    const told = refusals(issued({ ...store, slots, kind }, abilities));
    expect(told.join('\n')).toContain(said as string);
  });

  it('is refused in an organisation, and whoever probes by being seen is told that nobody is', () => {
    const { account, declared } = issued();
    const knows = { protocol: PROTOCOL, kinds: CREDENTIAL_KINDS };
    expect(refusals(issued({ spokes: [{ account, knows }] })).join()).toContain('other-account');
    const dependents = declared!.dependents.map((each) => ({ ...each, probes: [{ by: 'seen' as const }] }));
    for (const abilities of [{}, kept])
      expect(refusals(issued({ declared: { ...declared!, dependents } }, abilities)).join()).toContain(
        'could never be seen using it',
      );
  });
});

describe('the containment of a third party’s token', () => {
  const leaked = (facts: Partial<PlanFacts> = {}) => {
    const leak = { at: '2026-01-01T00:00:00Z', source: 'scanner', credential: SECRET };
    return issued({
      kind: 'contain',
      ...facts,
      subject: { ...issued().subject, exposures: [leak] },
    });
  };

  it('deactivates, and says that there is no user to deny anything to', () => {
    const text = rehearsalText(rehearse(leaked(), 'contain'), leaked());
    expect(text).toContain('deactivate every token of orders at bridge.example.com, at once');
    expect(text).toContain('there is no user to deny anything to');
    const of = book(planned(leaked()));
    expect(of).toContain('bridge set-status tok.1 Inactive');
    expect(of).toContain('There is no Deny beside its status');
    expect(of).not.toMatch(/aws iam|NightwardenDeny|CloudTrail/);
  });

  it('takes all that are there: which of them the secret holds nobody has read, so each is judged by its state', () => {
    const plan = planned(leaked({ slots: [slot('tok.2'), slot('tok.1')] }));
    const row = contain(PROTOCOL_TABLES, 'c', plan, null, 2, 0);
    expect(row.contain?.targets).toEqual(['tok.1', 'tok.2']);
    const at = { ...row, place: { table: 'contain', step: 'remove', copy: 0 } } as const;
    expect(proofsAsked(PROTOCOL_TABLES, at).map(({ version }) => version)).toEqual([null, null]);
    const one = contain(PROTOCOL_TABLES, 'c', planned(leaked()), null, 2, 0);
    expect(proofsAsked(PROTOCOL_TABLES, { ...one, place: at.place })).toEqual([
      { key: 'tok.1', version: 'v0' },
    ]);
    const built = buildPlan(leaked({ slots: [slot('tok.2'), slot('tok.1')] }));
    expect(built.state === 'planned' && built.warnings.join()).toContain(
      'tok.2 of the same principal is deactivated with it',
    );
    expect(built.state === 'planned' && built.warnings.join()).toContain('both slots are taken');
  });

  it('that can’t be asked for says what to do at once', () => {
    const built = buildPlan(leaked({ slots: 'unknown' }));
    expect(built.state === 'refused' && built.refusals[0]?.todo).toContain(
      'at once, at the third party itself: deactivate whatever the secret holds',
    );
  });

  it('pages with what takes it away by hand, while it may still work', () => {
    const row = contain(PROTOCOL_TABLES, 'c', planned(leaked()), null, 2, 0);
    const page = stillWorksPage(row, undefined, 3_600_000);
    expect(page?.text).toContain('bridge set-status tok.1 Inactive');
    expect(page?.text).toContain('bridge() { aws secretsmanager');
  });

  it('leaves an exposure that a person closes: its sessions and its log are the third party’s', () => {
    const begun = contain(PROTOCOL_TABLES, 'c', planned(leaked()), null, 2, 0);
    const facts = {
      now: 0,
      account: '111122223333',
      denied: 'unknown',
      ...NOTHING_FOUND,
    } as const;
    const states = (state: 'done' | 'blocked') =>
      Object.fromEntries(
        judgeExposure({ ...facts, row: { ...begun, state } }).checks.map((check) => [check.id, check.state]),
      );
    expect(states('done')).toMatchObject({ refused: 'closed', sessions: 'open', 'lateral-movement': 'open' });
    expect(states('blocked')).toMatchObject({ refused: 'open' });
  });
});

it('is never taken for less than the contract says: the least is assumed where nothing is declared', () => {
  expect(abilitiesOf({ credentialKind: 'third-party-token' })).toMatchObject({
    lastUsedSignal: 'none',
    retrySafe: false,
  });
  expect(DEFAULT_ROTATION.unattended).toEqual([]);
});
