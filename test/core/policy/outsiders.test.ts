import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { outsiders } from '../../../lib/core/policy/outsiders.ts';

const OWN = '111122223333';
const OTHER = '777788889999';
const THIRD = '888899990000';
const SECRET = `arn:aws:secretsmanager:eu-west-1:${OWN}:secret:db-AbCdEf`;
const ASKED = { account: OWN, resource: SECRET, actions: ['secretsmanager:getsecretvalue'] };

const allow = (principal: unknown, more: object = {}) => ({
  Effect: 'Allow',
  Principal: principal,
  Action: 'secretsmanager:GetSecretValue',
  Resource: '*',
  ...more,
});
const deny = (condition: object | undefined, more: object = {}) => ({
  ...allow('*'),
  Effect: 'Deny',
  Action: 'secretsmanager:*',
  ...(condition === undefined ? {} : { Condition: condition }),
  ...more,
});
/** A policy variable. */
const VARIABLE = ['$', '{aws:PrincipalTag/team}'].join('');
const when = (Condition: object) => ({ Condition });

/** The accounts that are let in, `any of o-…` for organisations; what narrows in ways not judged in brackets. */
function letIn(...statements: readonly object[]): readonly string[] | null {
  const found = outsiders({ Version: '2012-10-17', Statement: statements }, ASKED);
  return (
    found?.map(({ account, organizations, keys }) => {
      const who = organizations === undefined ? account : `${account} of ${organizations.join('+')}`;
      return keys.length === 0 ? who : `${who} [${keys.join()}]`;
    }) ?? null
  );
}

const org = (operator: string, key = 'aws:PrincipalOrgID', value: unknown = 'o-abc123') =>
  when({ [operator]: { [key]: value } });
const account = (operator: string, value: unknown, key = 'aws:PrincipalAccount') =>
  when({ [operator]: { [key]: value } });

describe('an Allow', () => {
  it.each`
    why                                          | statement                                                                                  | expected
    ${'of its own account'}                      | ${allow({ AWS: OWN })}                                                                     | ${[]}
    ${'of its own root'}                         | ${allow({ AWS: `arn:aws:iam::${OWN}:root` })}                                              | ${[]}
    ${'of another account'}                      | ${allow({ AWS: OTHER })}                                                                   | ${[OTHER]}
    ${'of a role of another'}                    | ${allow({ AWS: [`arn:aws:iam::${OTHER}:role/x`, OWN] })}                                   | ${[OTHER]}
    ${'of a session of another'}                 | ${allow({ AWS: `arn:aws:sts::${OTHER}:assumed-role/x/y` })}                                | ${[OTHER]}
    ${'of everybody'}                            | ${allow('*')}                                                                              | ${['*']}
    ${'of everybody, written as AWS'}            | ${allow({ AWS: '*' })}                                                                     | ${['*']}
    ${'of everybody but some'}                   | ${allow(undefined, { NotPrincipal: { AWS: OTHER } })}                                      | ${['*']}
    ${'of a user that was deleted'}              | ${allow({ AWS: 'AIDAEXAMPLEEXAMPLE12' })}                                                  | ${[]}
    ${'of a service of AWS'}                     | ${allow({ Service: 'lambda.amazonaws.com' })}                                              | ${[]}
    ${'of a provider of web identities'}         | ${allow({ Federated: 'accounts.google.com' })}                                             | ${['*']}
    ${'of its own SAML provider'}                | ${allow({ Federated: `arn:aws:iam::${OWN}:saml-provider/staff` })}                         | ${[]}
    ${'of another action'}                       | ${allow('*', { Action: 'secretsmanager:DescribeSecret' })}                                 | ${[]}
    ${'of a pattern of actions, in any case'}    | ${allow({ AWS: OTHER }, { Action: ['SecretsManager:Get*'] })}                              | ${[OTHER]}
    ${'of all but another action'}               | ${allow({ AWS: OTHER }, { Action: undefined, NotAction: 'secretsmanager:Put*' })}          | ${[OTHER]}
    ${'of this secret'}                          | ${allow({ AWS: OTHER }, { Resource: SECRET })}                                             | ${[OTHER]}
    ${'of another secret'}                       | ${allow({ AWS: OTHER }, { Resource: `${SECRET}2` })}                                       | ${[]}
    ${'of a resource that a variable names'}     | ${allow({ AWS: OTHER }, { Resource: `arn:aws:secretsmanager:*:*:secret:${VARIABLE}*` })}   | ${[OTHER]}
    ${'on condition of its own account'}         | ${allow('*', account('StringEquals', OWN))}                                                | ${[]}
    ${'of its own or another account'}           | ${allow('*', account('StringEquals', [OWN, OTHER]))}                                       | ${[OTHER]}
    ${'of an account as a number'}               | ${allow('*', account('StringEquals', 777788889999))}                                       | ${[OTHER]}
    ${'by whose account starts so'}              | ${allow('*', account('StringLike', '1111*'))}                                              | ${['* [aws:principalaccount]']}
    ${'IfExists, of what is always there'}       | ${allow('*', account('StringEqualsIfExists', OWN))}                                        | ${[]}
    ${'by ARN, of its own roles'}                | ${allow('*', account('ArnLike', `arn:aws:iam::${OWN}:role/*`, 'aws:PrincipalArn'))}        | ${[]}
    ${'by ARN, of anybody’s role of a name'}     | ${allow('*', account('ArnLike', 'arn:aws:iam::*:role/x', 'aws:PrincipalArn'))}             | ${['* [aws:principalarn]']}
    ${'for calls of its own resources'}          | ${allow('*', account('StringEquals', OWN, 'AWS:SourceAccount'))}                           | ${[]}
    ${'of an organisation'}                      | ${allow('*', org('StringEquals'))}                                                         | ${['* of o-abc123']}
    ${'of a part of an organisation'}            | ${allow('*', org('ForAnyValue:StringLike', 'aws:PrincipalOrgPaths', 'o-abc123/r-ab12/*'))} | ${['* of o-abc123']}
    ${'of organisations that begin so'}          | ${allow('*', org('StringLike', 'aws:PrincipalOrgID', 'o-abc*'))}                           | ${['* [aws:principalorgid]']}
    ${'of an organisation, if one is told'}      | ${allow('*', org('StringEqualsIfExists'))}                                                 | ${['* [aws:principalorgid]']}
    ${'of all values, which none meets as well'} | ${allow('*', org('ForAllValues:StringEquals'))}                                            | ${['* [aws:principalorgid]']}
    ${'on another condition'}                    | ${allow('*', when({ IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }))}                   | ${['* [aws:sourceip]']}
    ${'on a condition that it must not be met'}  | ${allow('*', account('StringNotEquals', OWN))}                                             | ${['* [aws:principalaccount]']}
  `('$why', ({ statement, expected }) => expect(letIn(statement)).toEqual(expected));
});

describe('beside a Deny', () => {
  it.each`
    why                                       | statements                                                                                                                     | expected
    ${'of everything, of everybody'}          | ${[allow('*'), deny(undefined)]}                                                                                               | ${[]}
    ${'of another action'}                    | ${[allow({ AWS: OTHER }), deny(undefined, { Action: 'secretsmanager:Put*' })]}                                                 | ${[OTHER]}
    ${'of another secret'}                    | ${[allow({ AWS: OTHER }), deny(undefined, { Resource: `${SECRET}x` })]}                                                        | ${[OTHER]}
    ${'of a resource that a variable names'}  | ${[allow({ AWS: OTHER }), deny(undefined, { Resource: VARIABLE })]}                                                            | ${[OTHER]}
    ${'of the other account'}                 | ${[allow({ AWS: `arn:aws:iam::${OTHER}:role/x` }), deny(undefined, { Principal: { AWS: OTHER } })]}                            | ${[]}
    ${'of its root, which is all of it'}      | ${[allow({ AWS: OTHER }), deny(undefined, { Principal: { AWS: `arn:aws:iam::${OTHER}:root` } })]}                              | ${[]}
    ${'of a role of it only'}                 | ${[allow({ AWS: OTHER }), deny(undefined, { Principal: { AWS: `arn:aws:iam::${OTHER}:role/x` } })]}                            | ${[OTHER]}
    ${'of a third account'}                   | ${[allow({ AWS: OTHER }), deny(undefined, { Principal: { AWS: THIRD } })]}                                                     | ${[OTHER]}
    ${'of whoever is not of its own account'} | ${[allow('*'), deny(account('StringNotEquals', OWN).Condition)]}                                                               | ${[]}
    ${'of whoever is not of an organisation'} | ${[allow('*'), deny(org('StringNotEquals').Condition)]}                                                                        | ${['* of o-abc123']}
    ${'that also spares AWS’s services'}      | ${[allow('*'), deny({ ...org('StringNotEqualsIfExists').Condition, BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' } })]} | ${['* of o-abc123']}
    ${'of everybody but its own account'}     | ${[allow('*'), deny(undefined, { Principal: undefined, NotPrincipal: { AWS: OWN } })]}                                         | ${[]}
    ${'of everybody but another'}             | ${[allow('*'), deny(undefined, { Principal: undefined, NotPrincipal: { AWS: [OWN, OTHER] } })]}                                | ${[OTHER]}
    ${'of whoever comes without TLS'}         | ${[allow({ AWS: OTHER }), deny({ Bool: { 'aws:SecureTransport': 'false' } })]}                                                 | ${[`${OTHER} [aws:securetransport]`]}
    ${'of whoever comes from elsewhere'}      | ${[allow('*'), deny({ StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } })]}                                                     | ${['* [aws:sourcevpce]']}
  `('$why', ({ statements, expected }) => expect(letIn(...statements)).toEqual(expected));
});

it.each`
  why                                | document
  ${'no object'}                     | ${'{}'}
  ${'no statement'}                  | ${{}}
  ${'an effect of its own'}          | ${{ Statement: { ...allow('*'), Effect: 'Maybe' } }}
  ${'no principal'}                  | ${{ Statement: allow(undefined) }}
  ${'both kinds of principal'}       | ${{ Statement: allow('*', { NotPrincipal: '*' }) }}
  ${'a principal that is nobody'}    | ${{ Statement: allow({ AWS: 'everybody' }) }}
  ${'a principal of a new kind'}     | ${{ Statement: allow({ Planet: 'mars' }) }}
  ${'no action'}                     | ${{ Statement: allow('*', { Action: undefined }) }}
  ${'no resource'}                   | ${{ Statement: allow('*', { Resource: undefined }) }}
  ${'a condition that is a text'}    | ${{ Statement: allow('*', { Condition: 'never' }) }}
  ${'one bad statement beside good'} | ${{ Statement: [allow({ AWS: OWN }), 7] }}
`('$why is not understood, and not taken for harmless', ({ document }) => {
  expect(outsiders(document, ASKED)).toBeNull();
});

it('a Deny of one action leaves the other', () => {
  const statement = [
    allow({ AWS: OTHER }, { Action: 'secretsmanager:*' }),
    deny(undefined, { Action: 'secretsmanager:GetSecretValue' }),
  ];
  const asked = { ...ASKED, actions: ['secretsmanager:getsecretvalue', 'secretsmanager:putresourcepolicy'] };
  expect(outsiders({ Statement: statement }, asked)).toHaveLength(1);
  expect(outsiders({ Statement: statement }, ASKED)).toEqual([]);
});

const principal = fc.constantFrom('*', OWN, OTHER, THIRD, `arn:aws:iam::${OTHER}:role/x`);
const condition = fc.constantFrom(
  undefined,
  ...[org('StringEquals'), account('StringEquals', OTHER), account('StringNotEquals', OWN)].map(
    (each) => each.Condition,
  ),
);
const statement = fc
  .tuple(principal, condition)
  .map(([who, Condition]) => allow({ AWS: who }, Condition === undefined ? {} : { Condition }));

it('no Deny lets anybody in', () => {
  fc.assert(
    fc.property(
      fc.array(statement, { maxLength: 5 }),
      fc.array(fc.tuple(statement, condition), { maxLength: 4 }),
      (allows, denied) => {
        const denies = denied.map(([each, Condition]) => ({
          ...each,
          Effect: 'Deny',
          ...(Condition === undefined ? {} : { Condition }),
        }));
        const principals = (found: ReturnType<typeof outsiders>) =>
          new Set(found?.map((each) => each.principal));
        const without = principals(outsiders({ Statement: allows }, ASKED));
        for (const each of principals(outsiders({ Statement: [...allows, ...denies] }, ASKED)))
          expect(without).toContain(each);
      },
    ),
  );
});

it('a document of any shape gives an answer', () => {
  fc.assert(
    fc.property(fc.anything(), (anything) => {
      const found = outsiders({ Statement: [anything] }, ASKED);
      expect(found === null || Array.isArray(found)).toBe(true);
    }),
  );
});
