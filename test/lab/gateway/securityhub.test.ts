import {
  type AwsSecurityFinding,
  type AwsSecurityFindingFilters,
  BatchImportFindingsCommand,
  BatchUpdateFindingsCommand,
  CreateActionTargetCommand,
  DescribeActionTargetsCommand,
  DescribeHubCommand,
  EnableSecurityHubCommand,
  GetFindingsCommand,
  paginateGetFindings,
  SecurityHubClient,
} from '@aws-sdk/client-securityhub';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Gateway } from './index.ts';
import { clientOf, startAlone } from './support.ts';

const ACCOUNT = '111122223333';
const PRODUCT = `arn:aws:securityhub:eu-west-1:${ACCOUNT}:product/${ACCOUNT}/default`;

function aFinding(change: Partial<AwsSecurityFinding> = {}): AwsSecurityFinding {
  return {
    SchemaVersion: '2018-10-08',
    Id: 'iam.stale-access-key:AKIA1',
    ProductArn: PRODUCT,
    GeneratorId: 'nightwarden/iam.stale-access-key',
    AwsAccountId: ACCOUNT,
    Types: ['Software and Configuration Checks/AWS Security Best Practices'],
    CreatedAt: '2026-11-01T00:00:00.000Z',
    UpdatedAt: '2026-11-01T00:00:00.000Z',
    Severity: { Label: 'HIGH' },
    Title: 'A title',
    Description: 'A description',
    Resources: [{ Type: 'AwsIamAccessKey', Id: 'AKIA1' }],
    ...change,
  };
}

const identify = ({ Id, ProductArn }: AwsSecurityFinding) => [{ Id: Id!, ProductArn: ProductArn! }];

describe('Security Hub', () => {
  let gateway: Gateway;
  let hub: SecurityHubClient;
  let now = Date.parse('2026-11-22T00:00:00Z');
  beforeEach(async () => {
    gateway = await startAlone({ now: () => now });
    hub = new SecurityHubClient(clientOf(gateway.url, ACCOUNT, 'eu-west-1'));
    await hub.send(new EnableSecurityHubCommand({}));
  });
  afterEach(async () => gateway.stop());

  const put = (...Findings: AwsSecurityFinding[]) => hub.send(new BatchImportFindingsCommand({ Findings }));
  const get = async (Filters: AwsSecurityFindingFilters = {}) =>
    (await hub.send(new GetFindingsCommand({ Filters, MaxResults: 100 }))).Findings!;

  it('a Region without Security Hub refuses, and enabling twice conflicts', async () => {
    const other = new SecurityHubClient(clientOf(gateway.url, ACCOUNT, 'eu-west-2'));
    await expect(other.send(new DescribeHubCommand({}))).rejects.toMatchObject({
      name: 'InvalidAccessException',
    });
    await expect(hub.send(new EnableSecurityHubCommand({}))).rejects.toMatchObject({
      name: 'ResourceConflictException',
    });
    const { HubArn } = await hub.send(new DescribeHubCommand({}));
    expect(HubArn).toBe(`arn:aws:securityhub:eu-west-1:${ACCOUNT}:hub/default`);
  });

  it('an imported finding is kept with its defaults', async () => {
    expect(await put(aFinding())).toMatchObject({ SuccessCount: 1, FailedCount: 0, FailedFindings: [] });
    expect(await get()).toEqual([
      expect.objectContaining({
        RecordState: 'ACTIVE',
        Workflow: { Status: 'NEW' },
        Severity: { Label: 'HIGH', Normalized: 70 },
        FindingProviderFields: { Severity: { Label: 'HIGH' }, Types: aFinding().Types },
        Region: 'eu-west-1',
      }),
    ]);
  });

  it('a bad finding fails alone, with its reason', async () => {
    const answer = await put(aFinding(), aFinding({ Id: 'bad', Title: 'x'.repeat(257) }));
    expect(answer).toMatchObject({ SuccessCount: 1, FailedCount: 1 });
    expect(answer.FailedFindings).toEqual([
      {
        Id: 'bad',
        ErrorCode: 'InvalidInput',
        ErrorMessage:
          'Finding does not adhere to Amazon Finding Format. data.Title should NOT be longer than 256 characters.',
      },
    ]);
  });

  it.each`
    why                                 | findings
    ${'another account'}                | ${[aFinding({ AwsAccountId: '999988887777' })]}
    ${'another account\u2019s product'} | ${[aFinding({ ProductArn: PRODUCT.replaceAll(ACCOUNT, '999988887777') })]}
    ${'another Region'}                 | ${[aFinding({ ProductArn: PRODUCT.replace('eu-west-1', 'eu-west-2') })]}
  `('a finding of $why is denied', async ({ findings }: { findings: AwsSecurityFinding[] }) => {
    await expect(put(...findings)).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  it('takes 100 findings in a call and not 101', async () => {
    const many = Array.from({ length: 101 }, (_, at) => aFinding({ Id: `f-${at}` }));
    await expect(put(...many)).rejects.toMatchObject({ name: 'InvalidInputException' });
    expect(await put(...many.slice(1))).toMatchObject({ SuccessCount: 100 });
  });

  it('an import that is not newer is counted as a success and changes nothing', async () => {
    await put(aFinding());
    expect(await put(aFinding({ Title: 'other' }))).toMatchObject({ SuccessCount: 1, FailedCount: 0 });
    expect((await get())[0]!.Title).toBe('A title');
    await put(aFinding({ Title: 'other', UpdatedAt: '2026-11-02T00:00:00.000Z' }));
    expect((await get())[0]!.Title).toBe('other');
  });

  it('what people set outlives an import', async () => {
    await put(aFinding());
    const change = {
      Workflow: { Status: 'SUPPRESSED' as const },
      Note: { Text: 'known', UpdatedBy: 'anna' },
      Severity: { Label: 'LOW' as const },
    };
    const answer = await hub.send(
      new BatchUpdateFindingsCommand({
        FindingIdentifiers: [...identify(aFinding()), ...identify(aFinding({ Id: 'gone' }))],
        ...change,
      }),
    );
    expect(answer.ProcessedFindings).toEqual(identify(aFinding()));
    expect(answer.UnprocessedFindings).toMatchObject([{ ErrorCode: 'FindingNotFound' }]);
    await put(
      aFinding({
        UpdatedAt: '2026-11-03T00:00:00.000Z',
        Workflow: { Status: 'NEW' },
        Note: { Text: 'x', UpdatedBy: 'y', UpdatedAt: 'z' },
      }),
    );
    expect((await get())[0]).toMatchObject({
      Workflow: { Status: 'SUPPRESSED' },
      Note: { Text: 'known', UpdatedBy: 'anna' },
      Severity: { Label: 'LOW', Normalized: 1 },
      FindingProviderFields: { Severity: { Label: 'HIGH' } },
    });
  });

  it.each`
    before          | after
    ${'NOTIFIED'}   | ${'NEW'}
    ${'RESOLVED'}   | ${'NEW'}
    ${'SUPPRESSED'} | ${'SUPPRESSED'}
  `('a finding that comes back from the archive goes from $before to $after', async ({ before, after }) => {
    await put(aFinding());
    await hub.send(
      new BatchUpdateFindingsCommand({
        FindingIdentifiers: identify(aFinding()),
        Workflow: { Status: before },
      }),
    );
    await put(aFinding({ RecordState: 'ARCHIVED', UpdatedAt: '2026-11-02T00:00:00.000Z' }));
    expect((await get())[0]).toMatchObject({ RecordState: 'ARCHIVED', Workflow: { Status: before } });
    await put(aFinding({ RecordState: 'ACTIVE', UpdatedAt: '2026-11-03T00:00:00.000Z' }));
    expect((await get())[0]).toMatchObject({ RecordState: 'ACTIVE', Workflow: { Status: after } });
  });

  it.each`
    why                          | filters                                                                                                       | ids
    ${'equal values of a field are or-ed'} | ${{ Id: [{ Comparison: 'EQUALS', Value: 'a' }, { Comparison: 'EQUALS', Value: 'b' }] }} | ${['a', 'b']}
    ${'fields are and-ed'}       | ${{ Id: [{ Comparison: 'EQUALS', Value: 'a' }], RecordState: [{ Comparison: 'EQUALS', Value: 'ARCHIVED' }] }} | ${[]}
    ${'a prefix'}                | ${{ GeneratorId: [{ Comparison: 'PREFIX', Value: 'nightwarden/' }] }}                                         | ${['a', 'b']}
    ${'not a prefix'}            | ${{ GeneratorId: [{ Comparison: 'PREFIX_NOT_EQUALS', Value: 'nightwarden/' }] }}                              | ${['c']}
    ${'negatives are and-ed'} | ${{ Id: [{ Comparison: 'NOT_EQUALS', Value: 'a' }, { Comparison: 'NOT_EQUALS', Value: 'b' }] }} | ${['c']}
    ${'a part of a resource id'} | ${{ ResourceId: [{ Comparison: 'CONTAINS', Value: 'KIA2' }] }}                                                | ${['b']}
    ${'a product field'}         | ${{ ProductFields: [{ Key: 'scope', Comparison: 'EQUALS', Value: 'x' }] }}                                    | ${['b']}
    ${'not a product field'}     | ${{ ProductFields: [{ Key: 'scope', Comparison: 'NOT_EQUALS', Value: 'x' }] }}                                | ${['a', 'c']}
    ${'workflow status'}         | ${{ WorkflowStatus: [{ Comparison: 'EQUALS', Value: 'NEW' }] }}                                               | ${['a', 'b', 'c']}
  `(
    'GetFindings finds by $why',
    async ({ filters, ids }: { filters: AwsSecurityFindingFilters; ids: string[] }) => {
      await put(
        aFinding({ Id: 'a' }),
        aFinding({
          Id: 'b',
          Resources: [{ Type: 'AwsIamAccessKey', Id: 'AKIA2' }],
          ProductFields: { scope: 'x' },
        }),
        aFinding({ Id: 'c', GeneratorId: 'other' }),
      );
      expect((await get(filters)).map(({ Id }) => Id)).toEqual(ids);
    },
  );

  it('pages give every finding once', async () => {
    await put(...Array.from({ length: 25 }, (_, at) => aFinding({ Id: `f-${at}` })));
    const ids: (string | undefined)[] = [];
    for await (const { Findings } of paginateGetFindings({ client: hub, pageSize: 10 }, {}))
      ids.push(...Findings!.map(({ Id }) => Id));
    expect(ids).toHaveLength(25);
    expect(new Set(ids).size).toBe(25);
    await expect(hub.send(new GetFindingsCommand({ NextToken: 'x' }))).rejects.toMatchObject({
      name: 'InvalidInputException',
    });
  });

  it('findings expire 90 days after their last update', async () => {
    await put(aFinding());
    now += 90 * 86_400_000;
    expect(await get()).toHaveLength(1);
    now += 1;
    expect(await get()).toHaveLength(0);
  });

  it('accounts and Regions see nothing of each other', async () => {
    await put(aFinding());
    const other = new SecurityHubClient(clientOf(gateway.url, '999988887777', 'eu-west-1'));
    await other.send(new EnableSecurityHubCommand({}));
    expect((await other.send(new GetFindingsCommand({}))).Findings).toEqual([]);
  });

  it('a custom action has a name under 20 characters, an id of its own, and at most 49 others', async () => {
    const create = (Id: string, Name = 'Rotate') =>
      hub.send(new CreateActionTargetCommand({ Id, Name, Description: 'd' }));
    await expect(create('long', 'x'.repeat(20))).rejects.toMatchObject({ name: 'InvalidInputException' });
    expect((await create('a0', 'x'.repeat(19))).ActionTargetArn).toBe(
      `arn:aws:securityhub:eu-west-1:${ACCOUNT}:action/custom/a0`,
    );
    await expect(create('a0')).rejects.toMatchObject({ name: 'ResourceConflictException' });
    for (let at = 1; at < 50; at += 1) await create(`a${at}`);
    await expect(create('a50')).rejects.toMatchObject({ name: 'LimitExceededException' });
    expect((await hub.send(new DescribeActionTargetsCommand({}))).ActionTargets).toHaveLength(50);
  });
});
