import { setTimeout as sleep } from 'node:timers/promises';
import { GetFindingsCommand, type SecurityHubClient } from '@aws-sdk/client-securityhub';
import { PREFIX, productArn } from '../core/reports/asff/index.ts';
import type { AsffFinding } from '../core/reports/asff/types.ts';
import type { Account, FindingHub, HubReading } from '../ports/finding-hub.ts';
import { AnswerError } from './errors.ts';
import { ours } from './securityhub/document.ts';
import { faultOf, patiently, type Wait } from './securityhub/fault.ts';
import { sendAll } from './securityhub/import.ts';

/** What publishing reads. */
export const actions = ['securityhub:GetFindings'] as const;
/** What publishing writes; a sweep without `--publish` needs neither. */
export const writeActions = ['securityhub:BatchImportFindings'] as const;

export interface SecurityHubOptions {
  /** Waits between attempts; the SDK's own retries come before. */
  readonly wait?: Wait;
}

/** The most that GetFindings gives at once. */
const PAGE = 100;

/** Security Hub of the client's Region. */
export function securityHub(
  client: SecurityHubClient,
  { wait = sleep }: SecurityHubOptions = {},
): FindingHub {
  return {
    published: (account) => readAll(client, account, wait),
    send: (findings) => sendAll(client, findings, wait),
  };
}

/**
 * Archived findings are read too: one that comes back keeps the day that it was first seen. They cost little,
 * as Security Hub deletes them 30 days after their last update.
 */
async function readAll(client: SecurityHubClient, account: Account, wait: Wait): Promise<HubReading> {
  const findings: AsffFinding[] = [];
  const seen = new Set<string>();
  let token: string | undefined;
  const region = await client.config.region();
  const diagnose = (error: unknown) => faultOf(error, 'securityhub:GetFindings', region);
  const filters = filtersOf(account, region);
  try {
    do {
      const next: string | undefined = token;
      const page = await patiently(wait, diagnose, () =>
        client.send(new GetFindingsCommand({ Filters: filters, MaxResults: PAGE, NextToken: next })),
      );
      for (const raw of page.Findings ?? []) findings.push(...ours(raw));
      token = page.NextToken === '' ? undefined : page.NextToken;
      if (token !== undefined && seen.has(token))
        throw new AnswerError('GetFindings gave the same page twice');
      if (token !== undefined) seen.add(token);
    } while (token !== undefined);
    return { state: 'complete', findings };
  } catch (error) {
    const { kind, reason, remedy } = diagnose(error);
    return kind === 'off' ? { state: 'off' } : { state: 'partial', findings, reason, remedy };
  }
}

/** The product's ARN names the Region, so that findings which a home Region aggregates from others stay out. */
function filtersOf({ account, partition }: Account, region: string) {
  return {
    ProductArn: [{ Value: productArn({ account, partition, region }), Comparison: 'EQUALS' as const }],
    GeneratorId: [{ Value: PREFIX, Comparison: 'PREFIX' as const }],
    AwsAccountId: [{ Value: account, Comparison: 'EQUALS' as const }],
  };
}
