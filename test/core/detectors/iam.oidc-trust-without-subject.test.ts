import { expect, it } from 'vitest';
import { oidcTrustWithoutSubject as detector } from '../../../lib/core/detectors/iam.oidc-trust-without-subject/detector.ts';
import type { JsonObject } from '../../../lib/core/model/principal.ts';
import {
  ACCOUNT,
  ADMIN,
  aRole,
  aRoleSession,
  aSnapshot,
  evaluate,
  reasons,
  trusting,
  verdicts,
} from './build.ts';

const GITHUB = 'token.actions.githubusercontent.com';

function byGitHub(...conditions: readonly (JsonObject | undefined)[]): JsonObject {
  return {
    Statement: conditions.map((Condition) => ({
      Effect: 'Allow',
      Principal: { Federated: `arn:aws:iam::${ACCOUNT}:oidc-provider/${GITHUB}` },
      Action: 'sts:AssumeRoleWithWebIdentity',
      ...(Condition === undefined ? {} : { Condition }),
    })),
  };
}

const like = (...subjects: readonly string[]): JsonObject => ({
  StringLike: { [`${GITHUB}:sub`]: subjects },
});
const BRANCH = like('repo:acme/app:ref:refs/heads/main');

function withRole(trust: JsonObject | null, more: object = {}, session: object = {}) {
  const role = aRole({ trust, ...more });
  return aSnapshot({ credentials: [aRoleSession(role, session)], principals: [role] });
}

it.each`
  why                                           | snapshot                                                                | verdict
  ${'no OIDC provider at all'}                  | ${withRole(trusting({ Service: 'lambda.amazonaws.com' }))}              | ${'pass'}
  ${'one branch'}                               | ${withRole(byGitHub(BRANCH))}                                           | ${'pass'}
  ${'one repository, any branch'}               | ${withRole(byGitHub(like('repo:acme/app:*')))}                          | ${'fail low'}
  ${'any repository of an organisation'}        | ${withRole(byGitHub(like('repo:acme/*')))}                              | ${'fail medium'}
  ${'anybody on GitHub'}                        | ${withRole(byGitHub(undefined))}                                        | ${'fail high'}
  ${'one value of several is open'}             | ${withRole(byGitHub(like('repo:acme/app:environment:prod', '*')))}      | ${'fail high'}
  ${'one statement of several is open'}         | ${withRole(byGitHub(BRANCH, undefined))}                                | ${'fail high'}
  ${'a condition that holds without the claim'} | ${withRole(byGitHub({ 'ForAllValues:StringLike': BRANCH.StringLike }))} | ${'fail medium'}
  ${'an administrator is worse'}                | ${withRole(byGitHub(undefined), { policies: [ADMIN] })}                 | ${'fail critical'}
  ${'an unreadable trust policy'}               | ${withRole(null)}                                                       | ${'unknown iam:GetAccountAuthorizationDetails'}
  ${'a trust policy with a broken condition'}   | ${withRole(byGitHub({ StringLike: 'x' }))}                              | ${'unknown iam:GetAccountAuthorizationDetails'}
`('$why', ({ snapshot, verdict }) => expect(verdicts(detector, snapshot)).toEqual([verdict]));

it('leaves out the roles that AWS makes', () => {
  expect(verdicts(detector, withRole(null, {}, { serviceLinked: true }))).toEqual([]);
  expect(verdicts(detector, withRole(null, {}, { identityCenter: true }))).toEqual([]);
});

it('a role that was not read is not known', () => {
  const snapshot = aSnapshot({ credentials: [aRoleSession(aRole())], principals: [] });
  expect(verdicts(detector, snapshot)).toEqual(['unknown iam:GetAccountAuthorizationDetails']);
});

it('says who may come, and by what', () => {
  expect(reasons(detector, withRole(byGitHub(like('repo:acme/*'))))).toContain(
    'may be assumed by a whole organisation, workspace or cluster of GitHub Actions: the subject may be repo:acme/*',
  );
  const [verdict] = evaluate(detector, withRole(byGitHub(undefined)));
  expect(verdict).toMatchObject({
    title: 'Sessions of role worker are open to anyone who gets a token of GitHub Actions',
    evidence: { trusts: [{ provider: GITHUB, reach: 'anyone', subjects: [] }] },
  });
});
