import { describe, expect, it } from 'vitest';
import { judge } from '../../../lib/core/detectors/judge.ts';
import type { AccessKey } from '../../../lib/core/model/credential.ts';
import { DEFAULT_POLICY } from '../../../lib/core/model/policy.ts';
import type { Snapshot } from '../../../lib/core/model/snapshot.ts';
import type { Spoke } from '../../../lib/core/rotation/accounts.ts';
import { DEFAULT_ROTATION, type RotationPolicy } from '../../../lib/core/rotation/policy.ts';
import { type Proposal, propose } from '../../../lib/core/rotation/proposals.ts';
import { rehearse } from '../../../lib/core/rotation/rehearsal.ts';
import { begin } from '../../../lib/core/rotation/start.ts';
import { PROTOCOL_TABLES } from '../../../lib/core/rotation/tables.ts';
import { enrich } from '../../../lib/core/trust/enrich.ts';
import { ROTATE } from '../../prove/scenarios.ts';
import {
  ANA,
  aFunction,
  aGap,
  ago,
  aKey,
  aRootKey,
  aSecret,
  aSnapshot,
  aUser,
  BOB,
  KEY,
  NEVER,
  OTHER_KEY,
  UNREAD,
  usageOf,
  usedAgo,
  userArn,
} from '../detectors/build.ts';
import { aDeclaration, factsOf, SECRET } from './facts.ts';
import { aTokenDeclaration } from './token-facts.ts';

interface Given {
  readonly snapshot?: Partial<Snapshot>;
  readonly policy?: Partial<RotationPolicy>;
  readonly rows?: Parameters<typeof propose>[0]['open']['rows'];
  readonly isWhole?: boolean;
  readonly asked?: readonly string[];
  readonly spokes?: readonly Spoke[];
}

function proposed(credentials: Snapshot['credentials'], given: Given = {}): readonly Proposal[] {
  // Where a copy of the declaration lies, among whatever else there is.
  const workloads = [...(given.snapshot?.workloads ?? []), aFunction('orders', '')];
  const snapshot = aSnapshot({ credentials, principals: [aUser()], ...given.snapshot, workloads });
  const estate = enrich(snapshot, DEFAULT_POLICY);
  return propose({
    estate,
    findings: judge(estate, DEFAULT_POLICY).findings,
    policy: { ...DEFAULT_ROTATION, ...given.policy },
    open: {
      rows: given.rows ?? [],
      isWhole: given.isWhole ?? true,
      contained: [],
      spokes: given.spokes ?? [],
    },
    home: 'eu-west-1',
    asked: new Set(given.asked),
  });
}

const leak = (credential: string) => ({
  exposures: [{ credential, at: ago(1), source: 'AWS Health AWS_RISK_CREDENTIALS_EXPOSED' }],
});
const store = aSecret({ id: SECRET, versions: [{ id: 'v0', stages: ['AWSCURRENT'] }] });
const stale = aKey({ createdAt: ago(400), lastUsed: usedAgo(300) });
const old = aKey({ createdAt: ago(400) });
const kinds = (all: readonly Proposal[]) =>
  all.map(({ kind, credential, state }) => `${kind} ${credential} ${state}`);

describe('what a night proposes', () => {
  it.each`
    why                                                             | key                                               | snapshot                                                         | said
    ${'a young key in use: nothing'}                                | ${aKey()}                                         | ${{}}                                                            | ${[]}
    ${'a key on the limit of its age: nothing'}                     | ${aKey({ createdAt: ago(90) })}                   | ${{}}                                                            | ${[]}
    ${'one that leaked is contained, young or not'}                 | ${aKey()}                                         | ${leak(KEY)}                                                     | ${[`contain ${KEY} planned`]}
    ${'one that leaked and is stale is contained, and that is all'} | ${stale}                                          | ${leak(KEY)}                                                     | ${[`contain ${KEY} planned`]}
    ${'a stale one that nobody holds is retired'}                   | ${stale}                                          | ${{}}                                                            | ${[`retire ${KEY} planned`]}
    ${'one that was never used is retired'}                         | ${aKey({ createdAt: ago(200), lastUsed: NEVER })} | ${{}}                                                            | ${[`retire ${KEY} planned`]}
    ${'an inactive one that nobody took away is retired'}           | ${{ ...stale, status: 'Inactive' }}               | ${{}}                                                            | ${[`retire ${KEY} planned`]}
    ${'a stale one that somebody holds is changed, not just taken'} | ${stale}                                          | ${{ workloads: [aFunction('orders', 'prod', { keys: [KEY] })] }} | ${[`rotate ${KEY} refused`]}
    ${'an old one in use is changed'}                               | ${old}                                            | ${{}}                                                            | ${[`rotate ${KEY} refused`]}
    ${"a leaver's key that nobody uses is retired"}                 | ${{ ...stale, tags: { owner: BOB.email } }}       | ${{}}                                                            | ${[`retire ${KEY} planned`]}
    ${"a leaver's key in use is not cut off"}                       | ${aKey({ tags: { owner: BOB.email } })}           | ${{}}                                                            | ${[`rotate ${KEY} refused`]}
  `('$why', ({ key, snapshot, said }) => {
    const roster = { people: [ANA, BOB] };
    expect(kinds(proposed([key as AccessKey], { snapshot: { roster, ...snapshot } }))).toEqual(said);
  });

  const tag = { 'nightwarden:dependent': KEY };
  it.each`
    why                         | snapshot
    ${'a tag of a workload'}    | ${{ workloads: [aFunction('a', 'prod'), { ...aFunction('b', 'prod'), tags: tag }] }}
    ${'a tag of its user'}      | ${{ principals: [aUser({ name: 'x' }), aUser({ tags: { 'nightwarden:dependent': 'a vendor' } })] }}
    ${'a key id in a workload'} | ${{ workloads: [aFunction('b', 'prod', { keys: [KEY] })] }}
  `('does not take away what $why says that somebody depends on', ({ snapshot }) => {
    const [proposal] = proposed([stale], { snapshot });
    expect(proposal).toMatchObject({ kind: 'rotate', why: 'somebody holds it', state: 'refused' });
  });

  it('sees the other key of its user, and no other user\u2019s', () => {
    const policy = { credentials: [aDeclaration({ credential: userArn('ana') })] };
    const other = aKey({ id: OTHER_KEY, status: 'Inactive', createdAt: ago(10) });
    const stranger = aKey({ id: 'AKIAEXAMPLEEXAMPLE0C', userName: 'ana', createdAt: ago(10) });
    const [proposal] = proposed([old, other, stranger], { policy });
    expect(proposal?.refusals.map(({ code }) => code)).toEqual(['second-key', 'no-store']);
    const alone = proposed([old, stranger], { policy })[0];
    expect(alone?.refusals.map(({ code }) => code)).toEqual(['no-store']);
  });

  it('says which findings ask for it, and only those that a plan mends', () => {
    const [proposal] = proposed([stale], { snapshot: leak(KEY) });
    expect(proposal?.because).toEqual([
      `iam.old-access-key:${KEY}`,
      `iam.unused-access-key:${KEY}`,
      `trust.exposed-credential:${KEY}`,
    ]);
  });

  it('proposes for what leaked whatever it is, and else for no key of root nor for what has no plan', () => {
    const secret = aSecret({ lastChangedAt: ago(400) });
    expect(proposed([aRootKey({ createdAt: ago(400) }), secret])).toEqual([]);
    const [leaked] = proposed([secret], { snapshot: leak(secret.id) });
    expect(leaked).toMatchObject({
      kind: 'contain',
      state: 'refused',
      refusals: [{ code: 'not-an-access-key' }],
      next: [
        expect.stringContaining(
          "if it holds a database user or a third party's token, declare its database or issuer",
        ),
      ],
    });
  });

  it('leaves a third party’s token that leaked to whoever rehearses it: no night asks its bridge', () => {
    const secret = aSecret({ id: SECRET, lastChangedAt: ago(400), tags: { owner: 'payments' } });
    const policy = { credentials: [aTokenDeclaration()] };
    const [leaked] = proposed([secret], { policy, snapshot: leak(SECRET) });
    expect(leaked).toMatchObject({ kind: 'contain', state: 'unknown', hash: null });
    expect(leaked?.refusals[0]?.because).toBe(
      'no night asks the bridge of a third party which tokens there are',
    );
    expect(leaked?.next.join()).toContain('nightwarden');
    expect(JSON.stringify(leaked?.refusals)).not.toContain('knows of no credential');
  });

  it('does not propose again what a plan is under way on, and says so of the other key of its user', () => {
    const plan = { ...ROTATE, key: KEY, principal: userArn('ci') };
    const rows = [begin(PROTOCOL_TABLES, 'r-1', plan, 1, 0)];
    const other = { ...stale, id: OTHER_KEY };
    const [only, ...more] = proposed([stale, other], { rows });
    expect(more).toEqual([]);
    expect(only).toMatchObject({
      credential: OTHER_KEY,
      state: 'refused',
      refusals: [{ code: 'in-rotation' }],
    });
  });

  it.each`
    why                                            | key                                | said
    ${'a young key in use: it is changed'}         | ${aKey()}                          | ${[`rotate ${KEY} refused`]}
    ${'a young key that nobody uses: it can go'}   | ${aKey({ lastUsed: usedAgo(20) })} | ${[`retire ${KEY} planned`]}
    ${'a key of root, which a person must remove'} | ${{ ...aRootKey(), id: KEY }}      | ${[`rotate ${KEY} refused`]}
  `('is asked by a person for $why', ({ key, said }) => {
    expect(kinds(proposed([key as AccessKey], { asked: [KEY, OTHER_KEY] }))).toEqual(said);
  });

  it('tells the most urgent first', () => {
    const users = ['ci', 'ana', 'app'].map((name) => aUser({ name, arn: userArn(name) }));
    const keys = [
      aKey({ id: 'AKIAEXAMPLEEXAMPLE0A', userName: 'ci', createdAt: ago(400) }),
      {
        ...aKey({ id: 'AKIAEXAMPLEEXAMPLE0B', userName: 'ana' }),
        createdAt: ago(400),
        lastUsed: usedAgo(300),
      },
      aKey({ id: 'AKIAEXAMPLEEXAMPLE0C', userName: 'app' }),
    ];
    const all = proposed(keys, { snapshot: { principals: users, ...leak('AKIAEXAMPLEEXAMPLE0C') } });
    expect(all.map(({ kind }) => kind)).toEqual(['contain', 'retire', 'rotate']);
  });
});

describe('the plan that a night proposes', () => {
  it('has the hash that a rehearsal of the same facts shows', () => {
    const declared = aDeclaration();
    const policy = { credentials: [declared] };
    const [proposal] = proposed([old, store], { policy });
    const facts = factsOf({ credential: old, snapshot: { credentials: [old, store] }, declared });
    expect(proposal).toMatchObject({ kind: 'rotate', state: 'planned', next: [`nightwarden rotate ${KEY}`] });
    expect(proposal?.hash).toBe(
      rehearse({ ...facts, policy: { ...DEFAULT_ROTATION, ...policy } }, 'rotate').hash,
    );
  });

  it.each`
    why                               | credentials                                                      | snapshot                                                     | isWhole  | said
    ${'a secret that was not read'}   | ${[old]}                                                         | ${{ gaps: [aGap('secretsmanager:ListSecrets', 'secrets')] }} | ${true}  | ${/secret that stores it/}
    ${'a second key without an id'}   | ${[old, store, { ...old, id: `${userArn('ci')}#access-key-2` }]} | ${{}}                                                        | ${true}  | ${/ids of all keys/}
    ${'plans that could not be read'} | ${[old, store]}                                                  | ${{}}                                                        | ${false} | ${/plans are under way/}
  `('is not guessed from $why: it is to be rehearsed', ({ credentials, snapshot, isWhole, said }) => {
    const policy = { credentials: [aDeclaration()] };
    const [proposal] = proposed(credentials, { snapshot, policy, isWhole });
    expect(proposal).toMatchObject({ state: 'unknown', hash: null, next: [`nightwarden rehearse ${KEY}`] });
    expect(proposal?.refusals.map(({ because }) => because).join()).toMatch(said as RegExp);
  });

  it('is none where something stands in its way: then it says what to do first', () => {
    const [proposal] = proposed([old]);
    expect(proposal).toMatchObject({ state: 'refused', hash: null, refusals: [{ code: 'no-store' }] });
    expect(proposal?.next[0]).toMatch(/^declare it under rotation.credentials/);
    expect(proposal?.next.at(-1)).toBe(`nightwarden rotate ${KEY}`);
  });

  it('is none for an account of an organisation that has not opted in: then it says what to deploy', () => {
    const [proposal] = proposed([stale], { spokes: [{ account: '444455556666', knows: null }] });
    expect(proposal).toMatchObject({ state: 'refused', refusals: [{ code: 'not-opted-in' }] });
  });

  it('is of a break-glass user never', () => {
    const [proposal] = proposed([aKey()], {
      snapshot: leak(KEY),
      policy: { breakGlass: [userArn('ci')] },
    });
    expect(proposal).toMatchObject({ state: 'refused', refusals: [{ code: 'break-glass' }] });
    expect(proposal?.next.join()).not.toContain('nightwarden contain');
  });

  it('to contain waits for nothing that is unknown, and says where the report is', () => {
    const [proposal] = proposed([aKey({ lastUsed: UNREAD })], {
      snapshot: { ...leak(KEY), gaps: [aGap('iam:ListAccessKeys', 'access-keys')] },
    });
    expect(proposal).toMatchObject({
      kind: 'contain',
      state: 'unknown',
      next: [`nightwarden contain ${KEY} --exposures exposures.json`],
    });
  });

  it('does not change because somebody used the key', () => {
    const policy = { credentials: [aDeclaration()] };
    const hashes = [usageOf(KEY, ago(1)), usageOf(KEY, ago(2))].map(
      (usage) => proposed([old, store], { policy, snapshot: { usage: [usage] } })[0]?.hash,
    );
    expect(hashes[0]).toMatch(/^[0-9a-f]{64}$/);
    expect(hashes[1]).toBe(hashes[0]);
  });
});
