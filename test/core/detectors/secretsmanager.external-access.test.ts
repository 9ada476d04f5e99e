import { describe, expect, it } from 'vitest';
import { externalAccess } from '../../../lib/core/detectors/secretsmanager.external-access/detector.ts';
import type { Secret } from '../../../lib/core/model/credential.ts';
import type { KnownAccount, Organization } from '../../../lib/core/model/organization.ts';
import { DEFAULT_POLICY } from '../../../lib/core/model/policy.ts';
import type { ResourcePolicy } from '../../../lib/core/model/resource-policy.ts';
import { enrich } from '../../../lib/core/trust/enrich.ts';
import { ACCOUNT, aSecret, aSnapshot, evaluate, reasons, tell, verdicts } from './build.ts';

const OTHER = '777788889999';
const KEY = { keyId: 'arn:aws:kms:eu-west-1:111122223333:key/a' };
const allow = (principal: object | string, condition?: object) => ({
  Statement: [
    {
      Effect: 'Allow',
      Principal: principal,
      Action: 'secretsmanager:GetSecretValue',
      Resource: '*',
      ...(condition === undefined ? {} : { Condition: condition }),
    },
  ],
});
const SIBLING = '222233334444';
const ORGANIZATION: Organization = { id: 'o-shop', accounts: [ACCOUNT, SIBLING], complete: true };
/** What a member account is told. */
const MEMBER: Organization = { id: 'o-shop', management: '333344445555', accounts: [], complete: false };
const world = (
  document: ResourcePolicy['document'] | undefined,
  facts: Partial<Secret> = {},
  organization: Organization | undefined = ORGANIZATION,
) => {
  const secret = aSecret(facts);
  const resourcePolicies = document === undefined ? [] : [{ resource: secret.id, document }];
  return aSnapshot({ credentials: [secret], resourcePolicies, organization });
};
const unread = 'unknown secretsmanager:GetResourcePolicy';
const org = { StringEquals: { 'aws:PrincipalOrgID': 'o-exampleorg1' } };
const own = { StringEquals: { 'aws:PrincipalAccount': '111122223333' } };
const network = { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } };

it.each`
  why                                                 | document                                  | facts                               | expected
  ${'it has no policy'}                               | ${'none'}                                 | ${KEY}                              | ${'pass'}
  ${'an unread policy is not a verdict'}              | ${undefined}                              | ${KEY}                              | ${unread}
  ${'a policy that is no JSON is not a verdict'}      | ${null}                                   | ${KEY}                              | ${unread}
  ${'half understood is not a verdict'}               | ${{ Statement: [{ Effect: 'Allow' }] }}   | ${KEY}                              | ${unread}
  ${'its own account'}                                | ${allow({ AWS: '111122223333' })}         | ${KEY}                              | ${'pass'}
  ${'another account, with a key to share'}           | ${allow({ AWS: OTHER })}                  | ${KEY}                              | ${'fail medium'}
  ${'another account, with AWS’s own key'}            | ${allow({ AWS: OTHER })}                  | ${{}}                               | ${'fail low'}
  ${'anyone, with a key to share'}                    | ${allow('*')}                             | ${KEY}                              | ${'fail critical'}
  ${'anyone, with AWS’s own key'}                     | ${allow('*')}                             | ${{}}                               | ${'fail medium'}
  ${'anyone of an organisation'}                      | ${allow('*', org)}                        | ${KEY}                              | ${'fail medium'}
  ${'anyone of its own account'}                      | ${allow('*', own)}                        | ${KEY}                              | ${'pass'}
  ${'anyone from a network'}                          | ${allow('*', network)}                    | ${KEY}                              | ${'fail medium'}
  ${'a role that was deleted'}                        | ${allow({ AWS: 'AROAEXAMPLEEXAMPLE12' })} | ${KEY}                              | ${'pass'}
  ${'a copy has its original’s policy'}               | ${undefined}                              | ${{ primaryRegion: 'us-east-1' }}   | ${'pass'}
  ${'nobody gets the value of one being deleted'}     | ${allow('*')}                             | ${{ status: 'Inactive' }}           | ${'pass'}
  ${'a service of AWS that owns it shuts nobody out'} | ${allow({ AWS: OTHER })}                  | ${{ ...KEY, owningService: 'rds' }} | ${'fail medium'}
  ${'without an owner it is high'}                    | ${allow({ AWS: OTHER })}                  | ${{ ...KEY, tags: {} }}             | ${'fail high'}
`('$why', ({ document, facts, expected }) => {
  expect(verdicts(externalAccess, world(document, facts))).toEqual([expected]);
});

describe('whose the outsider is', () => {
  const none: Organization = { id: undefined, accounts: [], complete: false };
  const known = (ours: boolean) => [{ account: OTHER, name: 'an agency', ours }];
  const ownOrg = { StringEquals: { 'aws:PrincipalOrgID': 'o-shop' } };
  const both = { Statement: [...allow({ AWS: OTHER }).Statement, ...allow('*').Statement] };
  const notTold = 'unknown organizations:ListAccounts';

  it.each`
    why                                                    | document                          | organization    | knownAccounts   | expected
    ${'an account of the organisation is no outsider'}     | ${allow({ AWS: SIBLING })}        | ${ORGANIZATION} | ${[]}           | ${'pass'}
    ${'nor is the account that manages it'}                | ${allow({ AWS: '333344445555' })} | ${MEMBER}       | ${[]}           | ${'pass'}
    ${'nor is the organisation as a whole'}                | ${allow('*', ownOrg)}             | ${ORGANIZATION} | ${[]}           | ${'pass'}
    ${'which vouches for an account'}                      | ${allow({ AWS: OTHER }, ownOrg)}  | ${MEMBER}       | ${[]}           | ${'pass'}
    ${'an account that the policy file calls ours'}        | ${allow({ AWS: OTHER })}          | ${none}         | ${known(true)}  | ${'pass'}
    ${'a third party that it names'}                       | ${allow({ AWS: OTHER })}          | ${ORGANIZATION} | ${known(false)} | ${'pass'}
    ${'any other is a stranger'}                           | ${allow({ AWS: OTHER })}          | ${ORGANIZATION} | ${[]}           | ${'fail medium'}
    ${'unless the organisation’s accounts were not told'}  | ${allow({ AWS: OTHER })}          | ${MEMBER}       | ${[]}           | ${notTold}
    ${'or the organisation was not read'}                  | ${allow({ AWS: OTHER })}          | ${none}         | ${[]}           | ${notTold}
    ${'whether an organisation is one’s own is then open'} | ${allow('*', org)}                | ${none}         | ${[]}           | ${notTold}
    ${'anyone is a stranger whatever was read'}            | ${both}                           | ${none}         | ${[]}           | ${'fail critical'}
  `('$why', ({ document, organization, knownAccounts, expected }) => {
    const policy = { ...DEFAULT_POLICY, knownAccounts: knownAccounts as readonly KnownAccount[] };
    const [verdict] = externalAccess.evaluate(enrich(world(document, KEY, organization), policy), {});
    expect(verdict === undefined ? 'none' : tell(verdict)).toBe(expected);
  });
});

describe('what it tells', () => {
  it('is the worst first, with the others and the key', () => {
    const document = {
      Statement: [
        ...allow({ AWS: `arn:aws:iam::${OTHER}:role/feed` }).Statement,
        ...allow('*', org).Statement,
      ],
    };
    expect(reasons(externalAccess, world(document, KEY))).toEqual([
      `its policy lets in arn:aws:iam::${OTHER}:role/feed of account ${OTHER}, which nobody knows`,
      "and everybody in o-exampleorg1, which is not one's own",
      'its key is one that may be shared with other accounts',
    ]);
  });

  it('is not more than people can read', () => {
    const AWS = Array.from({ length: 500 }, (_, i) => String(222_200_000_000 + i));
    const [verdict] = evaluate(externalAccess, world(allow({ AWS })));
    expect(verdict).toMatchObject({ verdict: 'fail', evidence: { count: 500 } });
    expect(JSON.stringify(verdict).length).toBeLessThan(8000);
  });
});
