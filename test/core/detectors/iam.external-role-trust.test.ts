import { describe, expect, it } from 'vitest';
import { externalRoleTrust as detector } from '../../../lib/core/detectors/iam.external-role-trust/detector.ts';
import { judge } from '../../../lib/core/detectors/judge.ts';
import type { KnownAccount, Organization } from '../../../lib/core/model/organization.ts';
import { DEFAULT_POLICY } from '../../../lib/core/model/policy.ts';
import type { JsonObject } from '../../../lib/core/model/principal.ts';
import { score, severityOf } from '../../../lib/core/model/severity.ts';
import type { Snapshot } from '../../../lib/core/model/snapshot.ts';
import { enrich } from '../../../lib/core/trust/enrich.ts';
import { ACCOUNT, ADMIN, ago, aRole, aRoleSession, aSnapshot } from './build.ts';

const SIBLING = '222233334444';
const STRANGER = '999988887777';
const VENDOR = '464622532012';
const OLD = '555566667777';
const KNOWN: readonly KnownAccount[] = [
  { account: VENDOR, name: 'a monitoring service', ours: false },
  { account: OLD, name: 'old production', ours: true },
];
const ORGANIZATION: Organization = {
  id: 'o-shop',
  management: '333344445555',
  accounts: [ACCOUNT, SIBLING, '333344445555'],
  complete: true,
};
/** What a member account is told. */
const MEMBER: Organization = { id: 'o-shop', management: '333344445555', accounts: [], complete: false };
const ALONE: Organization = { id: null, accounts: [], complete: true };

function trust(AWS: unknown, Condition?: JsonObject, more: JsonObject = {}): JsonObject {
  const condition = Condition === undefined ? {} : { Condition };
  return { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS }, ...condition, ...more };
}

const root = (account: string) => `arn:aws:iam::${account}:root`;
const equals = (key: string, value: unknown): JsonObject => ({ StringEquals: { [key]: value } });
const ORG = 'aws:PrincipalOrgID';
const SECRET = equals('sts:ExternalId', 'x-17');

function world(
  statements: JsonObject | readonly JsonObject[] | null,
  organization: Organization | undefined = ORGANIZATION,
  more: object = {},
): Snapshot {
  const role = aRole({
    trust: statements === null ? null : { Statement: statements },
    lastUsed: { state: 'never', asOf: ago(0) },
    ...more,
  });
  const credentials = [aRoleSession(role)];
  return aSnapshot({ credentials, principals: [role], ...(organization ? { organization } : {}) });
}

function verdictsOf(snapshot: Snapshot): readonly string[] {
  const policy = { ...DEFAULT_POLICY, knownAccounts: KNOWN };
  return [...detector.evaluate(enrich(snapshot, policy), {})].map((verdict) => {
    if (verdict.verdict === 'fail') return `fail ${severityOf(score(verdict.reasons))}`;
    return verdict.verdict === 'unknown' ? `unknown ${verdict.missing}` : 'pass';
  });
}

const UNKNOWN = 'unknown organizations:ListAccounts';

describe('who is trusted', () => {
  it.each`
    why                                             | statements                                                                                | verdict
    ${'its own account'}                            | ${trust(root(ACCOUNT))}                                                                   | ${'pass'}
    ${'an account of the organisation'}             | ${trust(root(SIBLING))}                                                                   | ${'pass'}
    ${'the managing account'}                       | ${trust('333344445555')}                                                                  | ${'pass'}
    ${'an account of one’s own by the policy file'} | ${trust(root(OLD))}                                                                       | ${'pass'}
    ${'a service'}                                  | ${{ ...trust('x'), Principal: { Service: 'lambda.amazonaws.com' } }}                      | ${'pass'}
    ${'a deleted principal'}                        | ${trust('AROAEXAMPLEEXAMPLE01')}                                                          | ${'pass'}
    ${'a third party with an external id'}          | ${trust(root(VENDOR), SECRET)}                                                            | ${'pass'}
    ${'a third party without an external id'}       | ${trust(root(VENDOR))}                                                                    | ${'fail medium'}
    ${'a third party with any external id'}         | ${trust(root(VENDOR), { StringLike: { 'sts:ExternalId': '*' } })}                         | ${'fail medium'}
    ${'a third party with one if there is one'}     | ${trust(root(VENDOR), { StringEqualsIfExists: SECRET.StringEquals })}                     | ${'fail medium'}
    ${'an account that nobody knows'}               | ${trust(`arn:aws:iam::${STRANGER}:role/x`)}                                               | ${'fail medium'}
    ${'the same with an external id'}               | ${trust(STRANGER, SECRET)}                                                                | ${'fail medium'}
    ${'one of several accounts'}                    | ${trust([root(SIBLING), root(STRANGER)])}                                                 | ${'fail medium'}
    ${'one of several statements'}                  | ${[trust(root(SIBLING)), trust(STRANGER)]}                                                | ${'fail medium'}
    ${'anyone'}                                     | ${trust('*')}                                                                             | ${'fail critical'}
    ${'everybody but one'}                          | ${{ ...trust('x'), Principal: undefined, NotPrincipal: { AWS: 'x' } }}                    | ${'fail critical'}
    ${'anyone who knows an external id'}            | ${trust('*', SECRET)}                                                                     | ${'fail medium'}
    ${'anyone of the organisation'}                 | ${trust('*', equals(ORG, 'o-shop'))}                                                      | ${'pass'}
    ${'anyone of the organisation or of none'}      | ${trust('*', { StringEqualsIfExists: { [ORG]: 'o-shop' } })}                              | ${'fail medium'}
    ${'anyone outside the organisation'}            | ${trust('*', { StringNotEquals: { [ORG]: 'o-shop' } })}                                   | ${'fail medium'}
    ${'anyone of another organisation'}             | ${trust('*', equals(ORG, ['o-shop', 'o-other']))}                                         | ${'fail medium'}
    ${'anyone of a part of the organisation'}       | ${trust('*', { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': 'o-shop/r-1/*' } })}  | ${'pass'}
    ${'an id that only begins like one’s own'}      | ${trust('*', { StringLike: { [ORG]: 'o-shop*' } })}                                       | ${'fail medium'}
    ${'anyone of this account'}                     | ${trust('*', equals('aws:PrincipalAccount', ACCOUNT))}                                    | ${'pass'}
    ${'anyone of an account that nobody knows'}     | ${trust('*', equals('aws:PrincipalAccount', STRANGER))}                                   | ${'fail medium'}
    ${'anyone by an ARN of this account'}           | ${trust('*', { ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${ACCOUNT}:role/*` } })}      | ${'pass'}
    ${'anyone by an ARN of any account'}            | ${trust('*', { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/x' } })}               | ${'fail medium'}
    ${'anyone by what this account owns'}           | ${trust('*', equals('aws:SourceAccount', ACCOUNT))}                                       | ${'pass'}
    ${'a stranger who must be of the organisation'} | ${trust(STRANGER, equals(ORG, 'o-shop'))}                                                 | ${'pass'}
    ${'a stranger who must be of this account'}     | ${trust(STRANGER, equals('aws:PrincipalAccount', ACCOUNT))}                               | ${'pass'}
    ${'anyone, and a Deny of all but the own ones'} | ${[trust('*'), trust('*', { StringNotEquals: { [ORG]: 'o-shop' } }, { Effect: 'Deny' })]} | ${'pass'}
    ${'a stranger whom a Deny shuts out'}           | ${[trust(STRANGER), trust('*', undefined, { Effect: 'Deny' })]}                           | ${'pass'}
    ${'tagging alone'}                              | ${trust(STRANGER, undefined, { Action: 'sts:TagSession' })}                               | ${'pass'}
    ${'an unreadable trust policy'}                 | ${null}                                                                                   | ${'unknown iam:GetAccountAuthorizationDetails'}
    ${'a principal that is no text'}                | ${trust(7)}                                                                               | ${'unknown iam:GetAccountAuthorizationDetails'}
  `('$why', ({ statements, verdict }) => expect(verdictsOf(world(statements))).toEqual([verdict]));

  it('a role with all powers is worse', () => {
    expect(verdictsOf(world(trust(STRANGER), ORGANIZATION, { policies: [ADMIN] }))).toEqual([
      'fail critical',
    ]);
  });
});

describe('without the accounts of the organisation', () => {
  it.each`
    why                                             | statements                            | organization | verdict
    ${'an account may be a sibling'}                | ${trust(STRANGER)}                    | ${MEMBER}    | ${UNKNOWN}
    ${'nothing was read: the same'}                 | ${trust(STRANGER)}                    | ${undefined} | ${UNKNOWN}
    ${'the managing account is known'}              | ${trust('333344445555')}              | ${MEMBER}    | ${'pass'}
    ${'one’s own organisation is known by its id'}  | ${trust('*', equals(ORG, 'o-shop'))}  | ${MEMBER}    | ${'pass'}
    ${'and a foreign one too'}                      | ${trust('*', equals(ORG, 'o-other'))} | ${MEMBER}    | ${'fail medium'}
    ${'an organisation that may be one’s own'}      | ${trust('*', equals(ORG, 'o-shop'))}  | ${undefined} | ${UNKNOWN}
    ${'a third party stays one'}                    | ${trust(VENDOR)}                      | ${MEMBER}    | ${'fail medium'}
    ${'anyone stays anyone'}                        | ${trust('*')}                         | ${undefined} | ${'fail critical'}
    ${'in none, every other account is a stranger'} | ${trust(SIBLING)}                     | ${ALONE}     | ${'fail medium'}
    ${'in none, every organisation is foreign'}     | ${trust('*', equals(ORG, 'o-shop'))}  | ${ALONE}     | ${'fail medium'}
    ${'a role that trusts nobody needs no list'}    | ${trust(ACCOUNT)}                     | ${undefined} | ${'pass'}
  `('$why', ({ statements, organization, verdict }) => {
    const snapshot =
      organization === undefined ? withoutOrganization(world(statements)) : world(statements, organization);
    expect(verdictsOf(snapshot)).toEqual([verdict]);
  });

  it('the gap says that the policy file can name the account', () => {
    const estate = enrich(world(trust(STRANGER), MEMBER), DEFAULT_POLICY);
    const gap = judge(estate, DEFAULT_POLICY).gaps.find(
      ({ missing }) => missing === 'organizations:ListAccounts',
    );
    expect(gap).toMatchObject({
      subjects: 1,
      detectors: ['iam.external-role-trust'],
      remedy: expect.stringContaining('knownAccounts'),
    });
    expect(gap?.reason).toContain(STRANGER);
  });
});

function withoutOrganization({ organization: _organization, ...rest }: Snapshot): Snapshot {
  return rest;
}
