import { expect, it } from 'vitest';
import { unusedThirdParty } from '../../../lib/core/detectors/application.unused-third-party/detector.ts';
import type { ApplicationCredential, Secret } from '../../../lib/core/model/credential.ts';
import { FACTS } from '../../../lib/core/model/facts.ts';
import type { SourceGap } from '../../../lib/core/model/gap.ts';
import {
  ago,
  anApplicationCredential,
  aSecret,
  aSnapshot,
  NEVER,
  reasons,
  usedAgo,
  verdicts,
} from './build.ts';

function connection(facts: Partial<ApplicationCredential> = {}): ApplicationCredential {
  return anApplicationCredential({
    type: 'AWS::Events::Connection',
    name: 'crm',
    id: 'arn:aws:events:eu-west-1:111122223333:connection/crm/1',
    createdAt: ago(400),
    tags: {},
    tagsUnread: true,
    ...facts,
  });
}

function secretOf(facts: Partial<Secret> = {}): Secret {
  return aSecret({ name: 'events!connection/crm/1', owningService: 'events', createdAt: ago(400), ...facts });
}

const unread = { state: 'unknown', missing: 'secretsmanager:DescribeSecret' } as const;
const other = { type: 'AWS::CodeBuild::SourceCredential', createdAt: null } as const;

it.each`
  why                                                  | credentials                                                                              | expected
  ${'a value read yesterday passes'}                   | ${[connection(), secretOf()]}                                                            | ${['pass']}
  ${'on the limit is still fine'}                      | ${[connection(), secretOf({ lastUsed: usedAgo(90) })]}                                   | ${['pass']}
  ${'one day past the limit fails'}                    | ${[connection(), secretOf({ lastUsed: usedAgo(91) })]}                                   | ${['fail medium']}
  ${'never read, its creation counts: on the limit'}   | ${[connection(), secretOf({ createdAt: ago(90), lastUsed: NEVER })]}                     | ${['pass']}
  ${'never read, past the limit'}                      | ${[connection(), secretOf({ createdAt: ago(91), lastUsed: NEVER })]}                     | ${['fail medium']}
  ${'deauthorised fails, whenever its value was read'} | ${[connection({ deauthorised: true }), secretOf()]}                                      | ${['fail low']}
  ${'one that is being deleted passes'}                | ${[connection({ status: 'Inactive', deauthorised: true })]}                              | ${['pass']}
  ${'without a secret nobody tells, so nobody judges'} | ${[connection()]}                                                                        | ${[]}
  ${"the secret of another Region is another's"}       | ${[connection(), secretOf({ region: 'us-east-1', lastUsed: usedAgo(300) })]}             | ${[]}
  ${"the secret of another connection is another's"}   | ${[connection(), secretOf({ name: 'events!connection/crm-2/1' })]}                       | ${[]}
  ${'of two secrets the younger counts'}               | ${[connection(), secretOf({ lastUsed: usedAgo(300) }), secretOf({ createdAt: ago(9) })]} | ${['pass']}
  ${'an unread last read is not a verdict'}            | ${[connection(), secretOf({ lastUsed: unread })]}                                        | ${['unknown secretsmanager:DescribeSecret']}
  ${'a read in the future is not a verdict'}           | ${[connection(), secretOf({ lastUsed: usedAgo(-5) })]}                                   | ${['unknown secretsmanager:ListSecrets']}
  ${'an unknown creation is not a verdict'}            | ${[connection(), secretOf({ createdAt: null, lastUsed: NEVER })]}                        | ${['unknown secretsmanager:ListSecrets']}
  ${'a read asked for long ago can not tell of today'} | ${[connection(), secretOf({ lastUsed: usedAgo(91, ago(9)) })]}                           | ${['unknown secretsmanager:ListSecrets']}
  ${'kinds whose use AWS never tells are not judged'}  | ${[anApplicationCredential(other)]}                                                      | ${[]}
`('$why', ({ credentials, expected }) => {
  expect(verdicts(unusedThirdParty, aSnapshot({ credentials }))).toEqual(expected);
});

it.each`
  why                               | facts
  ${'no secrets were read'}         | ${{ read: FACTS.filter((fact) => fact !== 'secrets') }}
  ${'those of its Region were not'} | ${{ gaps: [gapOf('eu-west-1')] }}
  ${'some of the account were not'} | ${{ gaps: [gapOf(undefined)] }}
`('an authorised connection without a secret is not known when $why', ({ facts }) => {
  expect(verdicts(unusedThirdParty, aSnapshot({ credentials: [connection()], ...facts }))).toEqual([
    'unknown secretsmanager:ListSecrets',
  ]);
});

it('what another Region hides keeps nothing open here', () => {
  const snapshot = aSnapshot({ credentials: [connection()], gaps: [gapOf('us-east-1')] });
  expect(verdicts(unusedThirdParty, snapshot)).toEqual([]);
});

it('tells the day of the last read', () => {
  const credentials = [connection(), secretOf({ lastUsed: usedAgo(100) })];
  expect(reasons(unusedThirdParty, aSnapshot({ credentials }))).toEqual([
    'its value was last read on 2026-08-14',
  ]);
});

function gapOf(region: string | undefined): SourceGap {
  return {
    scope: { account: '111122223333', ...(region === undefined ? {} : { region }) },
    missing: 'secretsmanager:ListSecrets',
    reason: 'access denied',
    remedy: 'allow it',
    facts: ['secrets'],
  };
}
