import { expect, it } from 'vitest';
import { assumers } from '../../../lib/core/policy/assumers.ts';

const ACCOUNT = '111122223333';
const GITHUB = 'arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com';
const nobody = { services: [], accounts: [], webIdentities: [] };
const trusts = (Principal: unknown, Action: unknown = 'sts:AssumeRole') => ({
  Statement: [{ Effect: 'Allow', Action, Principal }],
});

it.each([
  [
    'a service',
    trusts({ Service: 'lambda.amazonaws.com' }),
    { ...nobody, services: ['lambda.amazonaws.com'] },
  ],
  ['several services', trusts({ Service: ['b', 'a', 'a'] }), { ...nobody, services: ['a', 'b'] }],
  [
    'its own account',
    trusts({ AWS: [ACCOUNT, `arn:aws:iam::${ACCOUNT}:root`, `arn:aws:iam::${ACCOUNT}:role/x`] }),
    nobody,
  ],
  [
    'another account',
    trusts({ AWS: 'arn:aws:iam::999988887777:role/x' }),
    { ...nobody, accounts: ['999988887777'] },
  ],
  [
    'another account by its number',
    trusts({ AWS: '999988887777' }),
    { ...nobody, accounts: ['999988887777'] },
  ],
  ['anyone', trusts('*'), { ...nobody, accounts: ['*'] }],
  [
    'anyone who meets a condition',
    {
      Statement: [
        { ...trusts('*').Statement[0], Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } },
      ],
    },
    { ...nobody, accounts: ['*'], anyoneIf: ['aws:principalorgid'] },
  ],
  [
    'anyone on a condition, and anyone at all',
    {
      Statement: [
        { ...trusts('*').Statement[0], Condition: { Bool: { 'aws:SecureTransport': 'true' } } },
        ...trusts({ AWS: '*' }).Statement,
      ],
    },
    { ...nobody, accounts: ['*'] },
  ],
  ['a condition that is no object', { Statement: { ...trusts('*').Statement[0], Condition: 'x' } }, null],
  ['any AWS principal', trusts({ AWS: '*' }), { ...nobody, accounts: ['*'] }],
  ['a deleted principal', trusts({ AWS: 'AROAEXAMPLEEXAMPLE01' }), nobody],
  [
    'a web identity',
    trusts({ Federated: GITHUB }, 'sts:AssumeRoleWithWebIdentity'),
    { ...nobody, webIdentities: [GITHUB] },
  ],
  [
    'people by SAML',
    trusts({ Federated: 'arn:aws:iam::111122223333:saml-provider/okta' }, 'sts:AssumeRoleWithSAML'),
    nobody,
  ],
  ['by a wildcard', trusts({ Service: 'a' }, ['STS:*']), { ...nobody, services: ['a'] }],
  ['tagging only', trusts({ Service: 'a' }, 'sts:TagSession'), nobody],
  [
    'everybody but one',
    { Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', NotPrincipal: { AWS: 'x' } } },
    { ...nobody, accounts: ['*'] },
  ],
  ['a Deny', { Statement: { Effect: 'Deny', Action: 'sts:AssumeRole', Principal: '*' } }, nobody],
  ['an unread document', null, null],
  ['no principal', { Statement: { Effect: 'Allow', Action: 'sts:AssumeRole' } }, null],
  ['a principal that is no text', trusts({ Service: 7 }), null],
  ['no statement', {}, null],
])('reads who may assume a role: %s', (_why, trust, expected) => {
  expect(assumers(trust, ACCOUNT)).toEqual(expected);
});
