import {
  AWSOrganizationsNotInUseException,
  DescribeOrganizationCommand,
  ListAccountsCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { organization } from '../../../lib/sources/organization/index.ts';
import { sdkError } from '../../aws/sdk-errors.ts';
import { ACCOUNT, part } from '../files/export-builder.ts';
import { liveContext, MANIFEST } from '../live-context.ts';

const CANARY = 'canary-hunter2-x9';
const MANAGING = '222233334444';
const described = (MasterAccountId = MANAGING) => ({
  Organization: { Id: 'o-shop', MasterAccountId, MasterAccountEmail: CANARY },
});
const accounts = (...ids: readonly string[]) => ({
  Accounts: ids.map((Id) => ({ Id, Name: CANARY, Email: CANARY, Status: 'ACTIVE' as const })),
});

async function parsed(...items: readonly object[]) {
  const kept = await Promise.all(items.map((item) => organization.keep(item as Record<string, unknown>)));
  return organization.parse(part('organization.json', kept), MANIFEST);
}

describe('what is kept', () => {
  it('are ids and states, and stays as it is when it is kept again', async () => {
    for (const answer of [described(), accounts(ACCOUNT), { Organization: null }]) {
      const once = (await organization.keep(answer)) as Record<string, unknown>;
      expect(JSON.stringify(once)).not.toContain('canary');
      expect(await organization.keep(once)).toEqual(once);
    }
  });

  it.each`
    why                            | item
    ${'in place of the accounts'}  | ${{ Accounts: CANARY }}
    ${'in place of an account'}    | ${{ Accounts: [CANARY, [CANARY]] }}
    ${'in an id that is no text'}  | ${{ Accounts: [{ Id: { a: CANARY } }], Organization: { Id: [CANARY] } }}
    ${'in place of organisations'} | ${{ Organization: CANARY }}
  `('is nothing that lies $why', async ({ item }) => {
    expect(JSON.stringify(await organization.keep(item))).not.toContain('canary');
  });
});

describe('the organisation', () => {
  it.each`
    why                            | items                                         | expected
    ${'with its accounts'}         | ${[described(), accounts(ACCOUNT, MANAGING)]} | ${{ id: 'o-shop', management: MANAGING, accounts: [ACCOUNT, MANAGING], complete: true }}
    ${'by its accounts alone'}     | ${[accounts(MANAGING), accounts(ACCOUNT)]}    | ${{ id: undefined, accounts: [ACCOUNT, MANAGING], complete: true }}
    ${'as a member is told of it'} | ${[described()]}                              | ${{ id: 'o-shop', management: MANAGING, accounts: [], complete: false }}
    ${'that there is none of'}     | ${[{ Organization: null }]}                   | ${{ id: null, accounts: [], complete: true }}
  `('$why', async ({ items, expected }) => {
    expect(await parsed(...(items as object[]))).toEqual({ organization: expected, gaps: [] });
  });

  it('a list that was cut off is not complete', async () => {
    const cut = { ...part('organization.json', [accounts(MANAGING)]), status: 'partial' as const };
    expect(organization.parse(cut, MANIFEST).organization).toMatchObject({ complete: false });
  });

  it('a list of another organisation is refused, or its accounts would pass for one’s own', async () => {
    const { organization: found, gaps } = await parsed(accounts('999988887777'));
    expect(found).toBeUndefined();
    expect(gaps).toMatchObject([{ facts: ['organization'], badInput: true }]);
  });

  it.each`
    item                                   | reason
    ${{ Accounts: [{ Id: '17' }] }}        | ${'[0].Accounts[0].Id: expected an account of 12 digits, got string'}
    ${{ Accounts: {} }}                    | ${'[0].Accounts: expected array, got object'}
    ${{ Organization: { Id: '../../x' } }} | ${'[0].Organization.Id: expected the id of an organisation, got string'}
  `('$item is a gap', async ({ item, reason }) => {
    const { organization: found, gaps } = await parsed(item);
    expect(found).toBeUndefined();
    expect(gaps).toMatchObject([{ reason: `organization.json: ${reason}`, badInput: true }]);
  });
});

describe('live', () => {
  const aws = mockClient(OrganizationsClient);
  beforeEach(() => void aws.reset());

  it('the managing account is told every account, page by page', async () => {
    aws.on(DescribeOrganizationCommand).resolves(described(ACCOUNT));
    aws
      .on(ListAccountsCommand)
      .resolvesOnce({ ...accounts(ACCOUNT), NextToken: 'more' })
      .resolves(accounts(MANAGING));
    const read = await organization.read(liveContext());
    expect(read).toMatchObject({ status: 'complete', gaps: [] });
    expect(organization.parse(read, MANIFEST).organization).toMatchObject({
      accounts: [ACCOUNT, MANAGING],
      complete: true,
    });
    expect(JSON.stringify(read)).not.toContain('canary');
  });

  it('a member is not refused, for it does not ask, and has no gap', async () => {
    aws.on(DescribeOrganizationCommand).resolves(described());
    const read = await organization.read(liveContext());
    expect(read).toMatchObject({ status: 'complete', gaps: [] });
    expect(aws.commandCalls(ListAccountsCommand)).toHaveLength(0);
    expect(organization.parse(read, MANIFEST).organization).toMatchObject({ complete: false });
  });

  it('an account in no organisation knows that', async () => {
    aws
      .on(DescribeOrganizationCommand)
      .rejects(new AWSOrganizationsNotInUseException({ message: '', $metadata: {} }));
    const read = await organization.read(liveContext());
    expect(organization.parse(read, MANIFEST)).toEqual({
      organization: { id: null, accounts: [], complete: true },
      gaps: [],
    });
  });

  it('a denied call is a gap', async () => {
    aws.on(DescribeOrganizationCommand).rejects(sdkError('AccessDeniedException'));
    const read = await organization.read(liveContext());
    expect(read).toMatchObject({ status: 'unread', items: [] });
    expect(read.gaps).toMatchObject([
      { missing: 'organizations:DescribeOrganization', facts: ['organization'] },
    ]);
  });

  it('a denied list in the managing account is one too, and what was described stays', async () => {
    aws.on(DescribeOrganizationCommand).resolves(described(ACCOUNT));
    aws.on(ListAccountsCommand).rejects(sdkError('AccessDeniedException'));
    const read = await organization.read(liveContext());
    expect(read).toMatchObject({ status: 'partial', gaps: [{ missing: 'organizations:ListAccounts' }] });
    expect(organization.parse(read, MANIFEST).organization).toMatchObject({ id: 'o-shop', complete: false });
  });
});
