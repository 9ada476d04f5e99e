import { describe, expect, it } from 'vitest';
import { personOnMachineCredential } from '../../../lib/core/detectors/trust.person-on-machine-credential/detector.ts';
import {
  ADMIN,
  aGap,
  ago,
  aKey,
  aLogin,
  aRootKey,
  aSnapshot,
  aUser,
  BOB,
  evaluate,
  KEY,
  NEVER,
  reasons,
  usageOf,
  userArn,
  verdicts,
  withoutRoster,
} from './build.ts';

const CYBERDUCK = 'Cyberduck/9.1.2 (Mac OS X/15.1) (aarch64)';
const LAPTOP = 'aws-cli/2.27.1 md/awscrt#0.26.1 ua/2.1 os/macos#24.5.0 md/arch#arm64';
const SERVER = 'aws-cli/2.27.1 md/awscrt#0.26.1 ua/2.1 os/linux#6.1.0 md/prompt#off md/command#s3.cp';

const by = (...userAgents: readonly string[]) => [{ ...usageOf(KEY, ago(1)), userAgents }];
const named = (name: string, facts: object = {}) => ({
  credentials: [aKey({ userName: name })],
  principals: [aUser({ name, ...facts })],
});
const PASSWORDS = 'iam:GetCredentialReport';

it.each`
  why                                             | user                                                 | agents         | expected
  ${'a machine’s key in a graphical client'}      | ${named('svc-orders')}                               | ${[CYBERDUCK]} | ${'fail low'}
  ${'a machine’s key on a laptop is a weak sign'} | ${named('svc-orders')}                               | ${[LAPTOP]}    | ${'fail low'}
  ${'a machine’s key on a server'}                | ${named('svc-orders')}                               | ${[SERVER]}    | ${'pass'}
  ${'a user whom the roster knows is a person'}   | ${named('ana')}                                      | ${[CYBERDUCK]} | ${'pass'}
  ${'so is an e-mail'}                            | ${named('svc@example.com')}                          | ${[CYBERDUCK]} | ${'pass'}
  ${'a tag says more than a name'}                | ${named('svc-orders', { tags: { type: 'person' } })} | ${[CYBERDUCK]} | ${'pass'}
  ${'a tag makes it a machine’s'}                 | ${named('ana', { tags: { Type: 'Service' } })}       | ${[CYBERDUCK]} | ${'fail low'}
  ${'so does its path'}                           | ${named('orders', { path: '/service/' })}            | ${[CYBERDUCK]} | ${'fail low'}
  ${'without a password and a person it is one'}  | ${named('orders')}                                   | ${[CYBERDUCK]} | ${'fail low'}
  ${'an abbot is no bot'}                         | ${named('abbot@example.com')}                        | ${[CYBERDUCK]} | ${'pass'}
  ${'an administrator’s weighs more'}             | ${named('svc-orders', { policies: [ADMIN] })}        | ${[CYBERDUCK]} | ${'fail medium'}
`('$why', ({ user, agents, expected }) => {
  expect(verdicts(personOnMachineCredential, aSnapshot({ ...user, usage: by(...agents) }))).toEqual([
    expected,
  ]);
});

describe('what is not known', () => {
  it.each`
    why                                         | snapshot                                                                                                                                                                      | expected
    ${'nothing of CloudTrail was read'}         | ${aSnapshot({ ...named('svc-orders'), gaps: [aGap('cloudtrail:LookupEvents', 'usage')] })}                                                                                    | ${'unknown cloudtrail:LookupEvents'}
    ${'the user was not read'}                  | ${aSnapshot({ ...named('svc-orders'), principals: [], usage: by(CYBERDUCK) })}                                                                                                | ${'unknown iam:GetAccountAuthorizationDetails'}
    ${'only the roster could tell'}             | ${withoutRoster({ ...named('orders'), usage: by(CYBERDUCK) })}                                                                                                                | ${'unknown --roster'}
    ${'the name tells without a roster'}        | ${withoutRoster({ ...named('svc-orders'), usage: by(CYBERDUCK) })}                                                                                                            | ${'fail low'}
    ${'only the report could tell'}             | ${aSnapshot({ ...named('orders'), usage: by(CYBERDUCK), gaps: [aGap(PASSWORDS, 'console-passwords')] })}                                                                      | ${`unknown ${PASSWORDS}`}
    ${'a user with a password may be a person'} | ${aSnapshot({ credentials: [aKey({ userName: 'orders' }), aLogin({ userName: 'orders', lastUsed: NEVER })], principals: [aUser({ name: 'orders' })], usage: by(CYBERDUCK) })} | ${'pass'}
    ${'an inactive key passes'}                 | ${aSnapshot({ credentials: [aKey({ userName: 'svc-orders', status: 'Inactive' })], principals: [aUser({ name: 'svc-orders' })], usage: by(CYBERDUCK) })}                      | ${'pass'}
  `('$why', ({ snapshot, expected }) => {
    expect(verdicts(personOnMachineCredential, snapshot).at(-1)).toBe(expected);
  });
});

describe('a console password of a machine’s user', () => {
  const login = (facts: object = {}) => ({
    credentials: [aLogin({ userName: 'ci-deploy', ...facts })],
    principals: [aUser({ name: 'ci-deploy' })],
  });
  const unreadUse = { lastUsed: { state: 'unknown', missing: PASSWORDS } };

  it.each`
    why                                        | snapshot                                                                                                 | expected
    ${'fails once it was used'}                | ${aSnapshot(login())}                                                                                    | ${'fail medium'}
    ${'passes while nobody signed in'}         | ${aSnapshot(login({ lastUsed: NEVER }))}                                                                 | ${'pass'}
    ${'is unknown when its use was not read'}  | ${aSnapshot(login(unreadUse))}                                                                           | ${`unknown ${PASSWORDS}`}
    ${'takes a sign-in of CloudTrail'}         | ${aSnapshot({ ...login(unreadUse), usage: [usageOf(`${userArn('ci-deploy')}#login-profile`, ago(2))] })} | ${'fail medium'}
    ${'is unknown when the user was not read'} | ${aSnapshot({ ...login(), principals: [] })}                                                             | ${'unknown iam:GetAccountAuthorizationDetails'}
    ${'of a person passes'}                    | ${aSnapshot({ credentials: [aLogin({ userName: 'ana' })], principals: [aUser({ name: 'ana' })] })}       | ${'pass'}
  `('$why', ({ snapshot, expected }) => {
    expect(verdicts(personOnMachineCredential, snapshot)).toEqual([expected]);
  });
});

it('says that it is a hint, who called and why the user is a machine’s', () => {
  const snapshot = aSnapshot({ ...named('svc-orders'), usage: by(LAPTOP, CYBERDUCK, SERVER) });
  expect(reasons(personOnMachineCredential, snapshot)).toEqual([
    "calls by Cyberduck, and user svc-orders is named like a machine (svc); a caller writes its client's name itself, so this is a hint",
  ]);
  expect(evaluate(personOnMachineCredential, snapshot)).toMatchObject([{ evidence: { confidence: 'low' } }]);
});

it('knows a person of the roster who has left, and leaves root to its own detector', () => {
  const credentials = [aKey({ userName: 'bob' }), aRootKey()];
  const principals = [aUser({ name: 'bob' })];
  expect(BOB.status).toBe('left');
  expect(
    verdicts(personOnMachineCredential, aSnapshot({ credentials, principals, usage: by(CYBERDUCK) })),
  ).toEqual(['pass']);
});
