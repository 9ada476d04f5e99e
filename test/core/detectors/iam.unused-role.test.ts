import { expect, it } from 'vitest';
import { unusedRole as detector } from '../../../lib/core/detectors/iam.unused-role/detector.ts';
import type { Workload } from '../../../lib/core/model/workload.ts';
import {
  ADMIN,
  ago,
  aRole,
  aRoleSession,
  aSnapshot,
  FUNCTION,
  NEVER,
  reasons,
  trusting,
  usedAgo,
  verdicts,
} from './build.ts';

function withRole(facts: object = {}, session: object = {}, more: object = {}) {
  const role = aRole(facts);
  return aSnapshot({ credentials: [aRoleSession(role, session)], principals: [role], ...more });
}

const UNKNOWN = 'unknown iam:GetAccountAuthorizationDetails';
const unread = { state: 'unknown', missing: 'iam:GetAccountAuthorizationDetails' };

it.each`
  why                                                    | facts                                                                  | verdict
  ${'used today'}                                        | ${{ lastUsed: usedAgo(0) }}                                            | ${'pass'}
  ${'used on the limit'}                                 | ${{ lastUsed: usedAgo(90) }}                                           | ${'pass'}
  ${'used one day before the limit'}                     | ${{ lastUsed: usedAgo(91) }}                                           | ${'fail low'}
  ${'never used, and made on the limit'}                 | ${{ lastUsed: NEVER, createdAt: ago(90) }}                             | ${'pass'}
  ${'never used, and made before it'}                    | ${{ lastUsed: NEVER, createdAt: ago(91) }}                             | ${'fail low'}
  ${'not used for longer than IAM tells'}                | ${{ lastUsed: NEVER, createdAt: ago(900) }}                            | ${'fail low'}
  ${'unused, and open to others'}                        | ${{ lastUsed: usedAgo(91), trust: trusting({ AWS: '999988887777' }) }} | ${'fail medium'}
  ${'an unused administrator'}                           | ${{ lastUsed: usedAgo(91), policies: [ADMIN] }}                        | ${'fail medium'}
  ${'unread last use is not never'}                      | ${{ lastUsed: unread }}                                                | ${UNKNOWN}
  ${'unread last use of a new role'}                     | ${{ lastUsed: unread, createdAt: ago(5) }}                             | ${'pass'}
  ${'no date of making, and never used'}                 | ${{ lastUsed: NEVER, createdAt: null }}                                | ${UNKNOWN}
  ${'no date of making, but used'}                       | ${{ lastUsed: usedAgo(5), createdAt: null }}                           | ${'pass'}
  ${'used after the moment of judging'}                  | ${{ lastUsed: usedAgo(-3) }}                                           | ${UNKNOWN}
  ${'read so long ago that the days between may decide'} | ${{ lastUsed: usedAgo(95, ago(10)) }}                                  | ${UNKNOWN}
  ${'an unreadable trust policy does not stop it'}       | ${{ lastUsed: usedAgo(91), trust: null }}                              | ${'fail low'}
`('$why', ({ facts, verdict }) => expect(verdicts(detector, withRole(facts))).toEqual([verdict]));

it('has a threshold', () => {
  expect(verdicts(detector, withRole({ lastUsed: usedAgo(91) }), { unusedDays: 91 })).toEqual(['pass']);
});

it('leaves out the roles that AWS makes', () => {
  const facts = { lastUsed: NEVER };
  expect(verdicts(detector, withRole(facts, { serviceLinked: true }))).toEqual([]);
  expect(verdicts(detector, withRole(facts, { identityCenter: true }))).toEqual([]);
});

it('names the workload that still has it', () => {
  const role = aRole({ lastUsed: usedAgo(200) });
  const workload: Workload = {
    arn: FUNCTION,
    type: 'AWS::Lambda::Function',
    name: 'checkout',
    region: 'eu-west-1',
    role: role.arn,
    tags: {},
    environment: { state: 'read', variables: [] },
  };
  const snapshot = withRole({ lastUsed: usedAgo(200) }, {}, { workloads: [workload] });
  expect(reasons(detector, snapshot)).toContain(`still the role of ${FUNCTION}`);
});

it.each`
  createdAt   | text
  ${ago(200)} | ${`never used since it was made on ${ago(200).slice(0, 10)}`}
  ${ago(500)} | ${'not used for as long as IAM tells it'}
`('tells "$text"', ({ createdAt, text }) => {
  expect(reasons(detector, withRole({ lastUsed: NEVER, createdAt }))).toContain(text);
});
