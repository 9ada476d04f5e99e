import { expect, it } from 'vitest';
import { exposedCredential } from '../../../lib/core/detectors/trust.exposed-credential/detector.ts';
import { FACTS } from '../../../lib/core/model/facts.ts';
import {
  ADMIN,
  ago,
  aKey,
  aRole,
  aRoleSession,
  aRootKey,
  aSecret,
  aSnapshot,
  aUser,
  evaluate,
  KEY,
  NEVER,
  NOW,
  reasons,
  UNREAD,
  usedAgo,
  userArn,
  verdicts,
} from './build.ts';
import { aCertificate, anSshKey, aServiceCredential } from './build-user-credentials.ts';

const leak = { credential: KEY, at: ago(10), source: 'a scanner' };
const notGiven = FACTS.filter((fact) => fact !== 'exposures');

it.each`
  why                                               | key                                                    | expected
  ${'used since, it is critical'}                   | ${aKey()}                                              | ${'fail critical'}
  ${'not used since, it is high'}                   | ${aKey({ lastUsed: usedAgo(20) })}                     | ${'fail high'}
  ${'used at that very moment is not since'}        | ${aKey({ lastUsed: usedAgo(10) })}                     | ${'fail high'}
  ${'a minute later is'}                            | ${aKey({ lastUsed: usedAgo(9.999) })}                  | ${'fail critical'}
  ${'never used, it is high'}                       | ${aKey({ lastUsed: NEVER })}                           | ${'fail high'}
  ${'inactive, it weighs less'}                     | ${aKey({ lastUsed: usedAgo(20), status: 'Inactive' })} | ${'fail medium'}
  ${'an unread last use does not stop the finding'} | ${aKey({ lastUsed: UNREAD })}                          | ${'fail critical'}
`('$why', ({ key, expected }) => {
  expect(verdicts(exposedCredential, aSnapshot({ credentials: [key], exposures: [leak] }))).toEqual([
    expected,
  ]);
});

it('finds what a report names by the id that IAM gave it', () => {
  const credentials = [anSshKey(), aServiceCredential(), aCertificate()];
  for (const { id } of credentials) {
    const exposures = [{ credential: id, at: ago(10), source: 'a scanner' }];
    const told = evaluate(exposedCredential, aSnapshot({ credentials, exposures }));
    const failed = told.filter(({ verdict }) => verdict === 'fail');
    expect(failed.map(({ credential }) => credential.id)).toEqual([id]);
  }
});

it('passes what no report names', () => {
  const role = aRole();
  const credentials = [aKey(), aRootKey(), aSecret(), aRoleSession(role)];
  expect(
    new Set(verdicts(exposedCredential, aSnapshot({ credentials, principals: [aUser(), role] }))),
  ).toEqual(new Set(['pass']));
});

it('makes an exposed administrator in use critical', () => {
  const snapshot = aSnapshot({
    credentials: [aKey()],
    principals: [aUser({ policies: [ADMIN] })],
    exposures: [leak],
  });
  expect(verdicts(exposedCredential, snapshot)).toEqual(['fail critical']);
});

it('passes what nobody reported: that no report was handed over leaves nothing of the account unread', () => {
  const snapshot = aSnapshot({ credentials: [aKey(), aSecret()], read: notGiven });
  expect(verdicts(exposedCredential, snapshot)).toEqual(['pass', 'pass']);
});

it('does not pass a key whose user was not read, for it might be in quarantine', () => {
  const snapshot = aSnapshot({ credentials: [aKey()], principals: [] });
  expect(verdicts(exposedCredential, snapshot)).toEqual(['unknown iam:GetAccountAuthorizationDetails']);
});

it('says that use since is not known when the last use was read before the exposure', () => {
  const credentials = [aKey({ lastUsed: usedAgo(30, ago(12)) })];
  expect(reasons(exposedCredential, aSnapshot({ credentials, exposures: [leak] }))).toEqual([
    'reported exposed on 2026-11-12 (a scanner), and active',
    'whether it was used since is not known',
  ]);
});

it("does not take a secret's access on the day of the exposure for access since", () => {
  const exposures = [{ credential: aSecret().id, at: '2026-11-12T15:00:00.000Z', source: 'a scanner' }];
  const read = (at: string) => aSecret({ lastUsed: { state: 'used', at, asOf: NOW } });
  const since = (at: string) =>
    reasons(exposedCredential, aSnapshot({ credentials: [read(at)], exposures }))[1];
  expect(since('2026-11-11T00:00:00.000Z')).toBeUndefined();
  expect(since('2026-11-12T00:00:00.000Z')).toBe('whether it was used since is not known');
  expect(since('2026-11-13T00:00:00.000Z')).toBe('used since 2026-11-12');
});

it.each(['AWSCompromisedKeyQuarantine', 'AWSCompromisedKeyQuarantineV2', 'AWSCompromisedKeyQuarantineV3'])(
  'takes %s on the user for an exposure without a moment',
  (name) => {
    const arn = `arn:aws:iam::aws:policy/${name}`;
    const snapshot = (key: object) =>
      aSnapshot({
        credentials: [aKey(key)],
        principals: [aUser({ policies: [{ name, arn, document: null }] })],
        read: notGiven,
      });
    expect(verdicts(exposedCredential, snapshot({}))).toEqual(['fail critical']);
    expect(verdicts(exposedCredential, snapshot({ lastUsed: usedAgo(90) }))).toEqual(['fail high']);
    expect(evaluate(exposedCredential, snapshot({}))).toMatchObject([
      { evidence: { exposures: [{ at: null, source: 'AWS quarantine policy' }] } },
    ]);
  },
);

it.each`
  named                          | credential
  ${'the principal'}             | ${userArn('ci')}
  ${'the user without its path'} | ${'arn:aws:iam::111122223333:user/ci'}
`('finds the key when the report names $named', ({ credential }) => {
  const key = aKey({ principal: credential === userArn('ci') ? userArn('ci') : userArn('team/x/ci') });
  const exposures = [{ credential, at: ago(3), source: 'a person' }];
  expect(verdicts(exposedCredential, aSnapshot({ credentials: [key], exposures }))).toEqual([
    'fail critical',
  ]);
});

it('rests on everything that shows a credential: of what was not read, its silence means nothing', () => {
  expect(exposedCredential.reads).toEqual(
    expect.arrayContaining(['access-keys', 'root', 'roles', 'secrets', 'functions', 'function-environments']),
  );
});
