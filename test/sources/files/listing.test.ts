import { describe, expect, it } from 'vitest';
import { ACCESS_KEYS, AUTHORIZATION, SECRET_VERSIONS, SECRETS } from '../../../lib/sources/files/known.ts';
import { listItems } from '../../../lib/sources/files/listing.ts';
import { aKey, aSecret, details, secretArn } from './export-builder.ts';

const a = aSecret('a');
const b = aSecret('b');
const far = aSecret('far', { ARN: secretArn('far', 'us-east-1') });

describe('a file of the CLI', () => {
  it.each`
    why                           | value                                           | items
    ${'the CLI’s object'}         | ${{ SecretList: [a, b] }}                       | ${[a, b]}
    ${'an array of its items'}    | ${[a, b]}                                       | ${[a, b]}
    ${'an array of such objects'} | ${[{ SecretList: [a] }, { SecretList: [far] }]} | ${[a, far]}
    ${'both mixed'}               | ${[a, { SecretList: [b] }]}                     | ${[a, b]}
    ${'a single item'}            | ${a}                                            | ${[a]}
    ${'no item at all'}           | ${{ SecretList: [] }}                           | ${[]}
    ${'an empty array'}           | ${[]}                                           | ${[]}
  `('may be $why', ({ value, items }) => {
    expect(listItems(value, SECRETS)).toEqual({ items, problems: [] });
  });

  it.each`
    why                                               | value                                                                                             | problems
    ${'NextToken at the end'}                         | ${{ SecretList: [a], NextToken: 'x' }}                                                            | ${['secrets.json: is cut off']}
    ${'NextToken on a page that is followed'}         | ${[{ SecretList: [a], NextToken: 'x' }, { SecretList: [b] }]}                                     | ${[]}
    ${'NextToken on a Region’s last page'}            | ${[{ SecretList: [a], NextToken: 'x' }, { SecretList: [far] }]}                                   | ${['secrets.json: [0]: is cut off']}
    ${'NextToken before a Region that has none'}      | ${[{ SecretList: [a], NextToken: 'x' }, { SecretList: [] }]}                                      | ${['secrets.json: [0]: is cut off']}
    ${'NextToken on pages with an empty one between'} | ${[{ SecretList: [a], NextToken: 'x' }, { SecretList: [], NextToken: 'y' }, { SecretList: [b] }]} | ${[]}
    ${'an empty NextToken'}                           | ${{ SecretList: [a], NextToken: '' }}                                                             | ${[]}
    ${'IsTruncated false beside a Marker'}            | ${{ SecretList: [a], IsTruncated: false, Marker: 'x' }}                                           | ${[]}
    ${'IsTruncated'}                                  | ${{ SecretList: [a], IsTruncated: true }}                                                         | ${['secrets.json: is cut off']}
  `('is cut off by $why: $problems', ({ value, problems }) => {
    const listing = listItems(value, SECRETS);
    expect(listing.items).toContain(a);
    expect(listing.problems.map(({ reason }) => reason.split(' (')[0])).toEqual(problems);
  });

  it('is cut off where the list of one user is, whoever follows', () => {
    const pages = [
      { AccessKeyMetadata: [aKey('ann', 1)], IsTruncated: true },
      { AccessKeyMetadata: [aKey('bob', 2)], IsTruncated: false },
    ];
    expect(listItems(pages, ACCESS_KEYS).problems).toHaveLength(1);
  });

  it.each`
    known              | value                         | reason
    ${SECRETS}         | ${17}                         | ${'secrets.json: expected an object with SecretList or ARN, got number'}
    ${SECRETS}         | ${[null]}                     | ${'secrets.json: [0]: expected an object with SecretList or ARN, got null'}
    ${SECRETS}         | ${{ SecretList: {} }}         | ${'secrets.json: SecretList: expected array, got object'}
    ${SECRETS}         | ${{ UserDetailList: [] }}     | ${'secrets.json: expected an object with SecretList or ARN, got another object'}
    ${AUTHORIZATION}   | ${[details(), []]}            | ${'account-authorization-details.json: [1]: expected an object with UserDetailList or GroupDetailList or RoleDetailList or Policies, got array'}
    ${SECRET_VERSIONS} | ${{ VersionIdsToStages: {} }} | ${'secret-versions.json: expected an object with Versions, got another object'}
  `('of a wrong form is a problem: $reason', ({ known, value, reason }) => {
    expect(listItems(value, known).problems).toMatchObject([{ reason, badInput: true, missing: known.file }]);
  });
});
