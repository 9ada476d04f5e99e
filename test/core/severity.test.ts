import fc from 'fast-check';
import { expect, it } from 'vitest';
import { judge } from '../../lib/core/detectors/judge.ts';
import type { Credential } from '../../lib/core/model/credential.ts';
import type { Finding } from '../../lib/core/model/finding.ts';
import { DEFAULT_POLICY } from '../../lib/core/model/policy.ts';
import type { User } from '../../lib/core/model/principal.ts';
import type { Snapshot } from '../../lib/core/model/snapshot.ts';
import { enrich } from '../../lib/core/trust/enrich.ts';
import {
  ADMIN,
  ADMIN_WITH_MFA,
  aFunction,
  ago,
  aKey,
  aLogin,
  anApplicationCredential,
  aPlaintext,
  aRole,
  aRoleSession,
  aRootKey,
  aSecret,
  aSnapshot,
  aUser,
  KEY,
  NEVER,
  NOW,
  trusting,
  usageOf,
  usedAgo,
} from './detectors/build.ts';
import { anSshKey } from './detectors/build-user-credentials.ts';

/** A key of a user, nothing wrong with it but what is given; the user's own facts beside it. */
function key(
  facts: Partial<Extract<Credential, { kind: 'access-key' }>>,
  user: Partial<User> = {},
  more: Partial<Snapshot> = {},
) {
  return aSnapshot({ credentials: [aKey(facts)], principals: [aUser(user)], ...more });
}

const admin = { policies: [ADMIN] };
const quiet = { lastUsed: usedAgo(40) };
const off = { status: 'Inactive', createdAt: ago(300), lastUsed: usedAgo(200) } as const;
const nobodys = { tags: {} };
const bobs = { tags: { owner: 'bob@example.com' } };
const exposed = { exposures: [{ credential: KEY, at: ago(10), source: 'a scanner' }] };
const carried = (...environments: readonly string[]) => ({
  workloads: environments.map((name, at) => aFunction(`f${at}`, name, { keys: [KEY] })),
});
const from = (...sourceIps: readonly string[]) => ({ usage: [{ ...usageOf(KEY, ago(1)), sourceIps }] });
const seenWith = (agent: string) => ({ usage: [{ ...usageOf(KEY, ago(1)), userAgents: [agent] }] });
const login = (facts: object, user: Partial<User> = {}) =>
  aSnapshot({ credentials: [aLogin(facts)], principals: [aUser(user)] });
const inPlain = (user: Partial<User> = {}) =>
  aSnapshot({ credentials: [aPlaintext(), aKey()], principals: [aUser(user)] });
const role = (facts: Parameters<typeof aRole>[0]) => {
  const made = aRole(facts);
  return aSnapshot({ credentials: [aRoleSession(made)], principals: [made] });
};

/** What a lead may meet: each is an account with one thing wrong. */
const CASES = {
  'an exposed administrator, used since': key({}, admin, exposed),
  'an exposed key, used since': key({}, {}, exposed),
  'an exposed key, silent since': key(quiet, {}, exposed),
  'an exposed key, deactivated': key(off, {}, exposed),
  "root's key, in use": aSnapshot({ credentials: [aRootKey()] }),
  "root's key, deactivated": aSnapshot({ credentials: [aRootKey(off)] }),
  "a leaver's key, used since": key(bobs),
  "a leaver's key, silent since": key({ ...bobs, ...quiet }),
  "a leaver's key, deactivated": key({ ...bobs, ...off, lastUsed: usedAgo(80) }),
  "a leaver's password, used since": login(bobs),
  "a leaver's administrator password, silent since": login({ ...bobs, ...quiet }, admin),
  "a leaver's password, silent since": login({ ...bobs, ...quiet }),
  "a leaver's SSH key": aSnapshot({ credentials: [anSshKey(bobs)] }),
  "an application's key that a leaver answered for": aSnapshot({
    credentials: [anApplicationCredential({ ...bobs, ...quiet })],
  }),
  "an application's key, nobody's": aSnapshot({
    credentials: [anApplicationCredential({ ...nobodys, ...quiet })],
  }),
  "a password, nobody's": login({ ...nobodys, ...quiet }),
  'an administrator, in use': key({}, admin),
  'an administrator, not in use': key(quiet, admin),
  'an administrator under conditions': key({}, { policies: [ADMIN_WITH_MFA] }),
  'an administrator, deactivated': key({ ...off, lastUsed: usedAgo(80) }, admin),
  'an administrator role that anyone may assume': role({ ...admin, trust: trusting('*') }),
  'an administrator role of a service': role(admin),
  "an old key, in use, nobody's": key({ createdAt: ago(100), ...nobodys }),
  'an old key, in use from everywhere': key(
    { createdAt: ago(100) },
    {},
    from('192.0.2.1', '198.51.100.1', '203.0.113.1'),
  ),
  'an old key, in use': key({ createdAt: ago(100) }),
  'a very old key, not in use': key({ createdAt: ago(900), ...quiet }),
  'an old key, not in use': key({ createdAt: ago(100), ...quiet }),
  'a key that was never used': key({ lastUsed: NEVER }),
  "an unused key, nobody's": key({ createdAt: ago(80), lastUsed: usedAgo(60), ...nobodys }),
  'an unused key': key({ createdAt: ago(80), lastUsed: usedAgo(60) }),
  'an unused administrator': key({ createdAt: ago(80), lastUsed: usedAgo(60) }, admin),
  'an inactive key that was kept': key(off),
  "a key in use, nobody's": key(nobodys),
  'a key beside a password': aSnapshot({ credentials: [aKey(), aLogin()] }),
  "an administrator's password without MFA": login({ mfa: 'no' }, admin),
  'a password without MFA': login({ mfa: 'no' }),
  'an unused password': login({ lastUsed: usedAgo(90) }),
  'a key of production and staging': key({}, {}, carried('prod', 'staging')),
  'a key of test and development': key({}, {}, carried('test', 'dev')),
  'a key in six places': key({}, {}, carried('prod', 'prod', 'prod', 'prod', 'prod', 'prod')),
  'a key in two places': key({}, {}, carried('prod', 'prod')),
  'a sign-in as a machine': login({ userName: 'svc-a' }, { name: 'svc-a' }),
  "a machine's key in Cyberduck": key({ userName: 'svc-a' }, { name: 'svc-a' }, seenWith('Cyberduck/9.1')),
  "a machine's key on a laptop": key({ userName: 'svc-a' }, { name: 'svc-a' }, seenWith('Boto3/1 Darwin/21')),
  'a key that IAM calls stale, in use': key(
    { createdAt: ago(80), lastUsed: usedAgo(60) },
    {},
    { usage: [usageOf(KEY, ago(1))] },
  ),
  'an administrator in plain text': inPlain(admin),
  'a credential in plain text': inPlain(),
  'an old secret, in use': aSnapshot({ credentials: [aSecret({ createdAt: ago(200) })] }),
  "an unused secret, nobody's": aSnapshot({
    credentials: [
      aSecret({
        ...nobodys,
        createdAt: ago(200),
        lastUsed: usedAgo(120),
        rotation: { enabled: true, everyDays: 30, lastRotatedAt: ago(3), nextRotationAt: ago(-20) },
      }),
    ],
  }),
  'an unused secret': aSnapshot({
    credentials: [
      aSecret({
        createdAt: ago(200),
        lastUsed: usedAgo(120),
        rotation: { enabled: true, everyDays: 30, lastRotatedAt: ago(3), nextRotationAt: ago(-20) },
      }),
    ],
  }),
} as const;
type Case = keyof typeof CASES;

/** The sum of the points that are shown, also where the scale ends. */
function weightOf({ reasons }: Finding): number {
  return reasons
    .filter((reason) => !reason.startsWith('no score is above 100'))
    .reduce((sum, reason) => sum + Number(/ \(\+(\d+)\)$/.exec(reason)?.[1] ?? 0), 0);
}

function worstOf(name: Case): number {
  const { findings } = judge(enrich(CASES[name], DEFAULT_POLICY), DEFAULT_POLICY);
  expect(findings.length, `${name} is a finding`).toBeGreaterThan(0);
  return Math.max(...findings.map(weightOf));
}

/** Each line: this must weigh more, than this, because. */
const PAIRS: readonly (readonly [Case, Case, string])[] = [
  ['an unused administrator', 'an old key, in use', 'what may be lost counts before how likely it is'],
  ['an old secret, in use', 'an unused secret', 'the one opens something that is in use'],
  [
    'an exposed administrator, used since',
    'an exposed key, used since',
    'whoever found it has the whole account',
  ],
  ['an exposed key, used since', 'an exposed key, silent since', 'somebody may have found it already'],
  [
    'an exposed key, silent since',
    'an administrator, in use',
    'strangers hold the one, colleagues the other',
  ],
  ['an exposed key, silent since', 'an exposed key, deactivated', 'the one opens something now'],
  ['an exposed key, deactivated', 'an inactive key that was kept', 'it may have been used before'],
  ["root's key, in use", 'an administrator, in use', 'no policy can limit root'],
  ["root's key, in use", "a leaver's key, used since", 'all of the account, not what one person had'],
  ["root's key, deactivated", 'an inactive key that was kept', 'what it opens when it is switched on'],
  ["a leaver's key, used since", "a leaver's key, silent since", 'somebody goes on working who should not'],
  ["a leaver's key, used since", 'an old key, in use', 'the one has no right to it, the other is late'],
  ["a leaver's key, silent since", "a leaver's key, deactivated", 'the one still works'],
  ["a leaver's key, silent since", 'an unused key', 'a stranger to the house holds it'],
  [
    "a leaver's password, used since",
    "a leaver's password, silent since",
    'somebody signs in who should not',
  ],
  [
    "a leaver's administrator password, silent since",
    "a leaver's password, silent since",
    'all of the account',
  ],
  ["a leaver's password, silent since", 'an unused password', 'a stranger to the house knows it'],
  [
    "a leaver's password, used since",
    "an application's key that a leaver answered for",
    'their own way in against one that they knew',
  ],
  [
    "a leaver's SSH key",
    "an application's key that a leaver answered for",
    'a way into AWS against one behind it',
  ],
  [
    "an application's key that a leaver answered for",
    "an application's key, nobody's",
    'somebody who left may have a copy',
  ],
  ["a password, nobody's", "an application's key, nobody's", 'a way into AWS against one behind it'],
  ['an administrator, in use', 'an administrator, not in use', 'it is in more hands and places'],
  ['an administrator, in use', 'an administrator under conditions', 'a condition stands in the way'],
  ['an administrator, not in use', 'an administrator, deactivated', 'the one works'],
  [
    'an administrator role that anyone may assume',
    'an administrator role of a service',
    'a stranger against a service',
  ],
  [
    'an administrator, not in use',
    'a key that was never used',
    'what may be lost counts before how likely it is',
  ],
  ['an unused administrator', 'an unused key', 'the same neglect opens far more'],
  ['an administrator in plain text', 'a credential in plain text', 'what lies in the open opens everything'],
  ['a credential in plain text', 'an old key, in use', 'everybody who can look has it'],
  ['a credential in plain text', 'a key in two places', 'copies matter most where others can read them'],
  ["an old key, in use, nobody's", 'an old key, in use', 'nobody would rotate it'],
  ['an old key, in use from everywhere', 'an old key, in use', 'more places hold a copy'],
  ['an old key, in use', 'an old key, not in use', 'it is held somewhere, and can leak there'],
  ['a very old key, not in use', 'an old key, not in use', 'more people have seen it'],
  ["an unused key, nobody's", 'an unused key', 'nobody would miss it, or notice it'],
  ['an unused key', 'an inactive key that was kept', 'the one works'],
  ['a key that was never used', 'an unused secret', 'a way into AWS against a value in a vault'],
  ["a key in use, nobody's", 'an unused key', 'nobody answers for what is being done'],
  ['an unused password', "a machine's key in Cyberduck", 'a fact against a hint'],
  ["an administrator's password without MFA", 'a password without MFA', 'guessed, it opens everything'],
  [
    "an administrator's password without MFA",
    'an administrator, in use',
    'passwords are guessed, keys are not',
  ],
  ['a password without MFA', 'an unused password', 'both can be guessed, the one without a second lock'],
  ['a password without MFA', 'a key beside a password', 'a way in against an untidiness'],
  ['a key of production and staging', 'a key of test and development', 'production is what is at stake'],
  ['a key of production and staging', 'an old key, in use', 'the weaker environment gives production away'],
  ['a key in six places', 'a key in two places', 'more places to find it, and to forget'],
  ['a sign-in as a machine', "a machine's key in Cyberduck", "IAM's own record against what a caller writes"],
  ["a machine's key in Cyberduck", "a machine's key on a laptop", 'pipelines run on a Mac too'],
  [
    'a key that IAM calls stale, in use',
    'an unused key',
    'one can be taken away, the other would be an outage',
  ],
  ['an old key, in use', 'an unused secret', 'a way into AWS, held somewhere, against a value in a vault'],
  ["an unused secret, nobody's", 'an unused secret', 'nobody would revoke what it opens'],
];

it.each(PAIRS)('%s weighs more than %s: %s', (heavier, lighter) => {
  expect(worstOf(heavier)).toBeGreaterThan(worstOf(lighter));
});

const STRONG = /administrator|reported exposed|\bleft\b|\broot\b/;

it('calls nothing critical without a strong reason, whatever else comes together', () => {
  const kept = fc.record({
    createdAt: fc.constantFrom(ago(3), ago(100), ago(900)),
    lastUsed: fc.constantFrom(NEVER, usedAgo(1), usedAgo(40), usedAgo(300)),
    status: fc.constantFrom<'Active' | 'Inactive'>('Active', 'Inactive'),
    tags: fc.constantFrom({}, { owner: 'ana@example.com' }, { owner: 'nobody' }),
    userName: fc.constantFrom('ci', 'svc-a'),
  });
  const around = fc.record({
    environments: fc.array(fc.constantFrom('prod', 'staging', 'dev'), { maxLength: 7 }),
    addresses: fc.subarray(['192.0.2.1', '198.51.100.1', '203.0.113.1', '10.0.0.1']),
    agents: fc.subarray(['Cyberduck/9.1', 'aws-cli/2 os/linux']),
    mfa: fc.constantFrom<'yes' | 'no'>('yes', 'no'),
    signedIn: fc.constantFrom(1, 300),
  });
  fc.assert(
    fc.property(kept, around, (facts, { environments, addresses, agents, mfa, signedIn }) => {
      const { userName, tags } = facts;
      const snapshot = aSnapshot({
        credentials: [
          aKey(facts),
          aLogin({ userName, tags, mfa, createdAt: ago(900), lastUsed: usedAgo(signedIn) }),
          aSecret({ createdAt: facts.createdAt, lastUsed: facts.lastUsed, tags }),
          aPlaintext({ tags }),
        ],
        principals: [aUser({ name: userName, tags })],
        usage: [{ ...usageOf(KEY, NOW), sourceIps: addresses, userAgents: agents }],
        ...carried(...environments),
      });
      const { findings } = judge(enrich(snapshot, DEFAULT_POLICY), DEFAULT_POLICY);
      for (const { severity, reasons } of findings)
        if (severity === 'critical') expect(reasons.join('\n')).toMatch(STRONG);
    }),
  );
});
