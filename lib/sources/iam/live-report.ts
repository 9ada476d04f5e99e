import { parse } from 'csv-parse/sync';
import { AnswerError, gapOf } from '../../aws/errors.ts';
import type { IamGateway } from '../../aws/iam.ts';
import { partOf } from '../../aws/reading.ts';
import type { Instant } from '../../core/model/time.ts';
import type { Part } from '../../ports/account-export.ts';

const GENERATE = 'iam:GenerateCredentialReport';
const GET = 'iam:GetCredentialReport';

export interface LiveReport {
  readonly part: Part;
  readonly at?: Instant;
}

interface ReportOptions {
  readonly account: string;
  readonly gateway: IamGateway;
  readonly sleep: (ms: number) => Promise<void>;
}

/** Reads the newest credential report, made anew when AWS lets it (once in 4 hours). */
export async function readReport({ account, gateway, sleep }: ReportOptions): Promise<LiveReport> {
  let refused: { readonly error: unknown } | undefined;
  try {
    await waitForReport(gateway, sleep);
  } catch (error) {
    // Somebody else may have had one made: AWS hands none out that is older than 4 hours.
    refused = { error };
  }
  try {
    const { csv, generatedAt } = await gateway.credentialReport();
    const part = partOf(GET, [{ items: rowsOf(csv), gaps: [], answered: true }]);
    return generatedAt === undefined ? { part } : { part, at: generatedAt.toISOString() };
  } catch (error) {
    const notMade = refused !== undefined && isAbsent(error);
    const gap = gapOf(notMade ? refused?.error : error, {
      action: notMade ? GENERATE : GET,
      scope: { account },
      facts: ['last-used', 'root', 'console-passwords'],
    });
    return { part: partOf(GET, [{ items: [], gaps: [gap], answered: false }]) };
  }
}

/** A large account's report takes minutes: a second at first, then longer, two minutes in all. */
const WAITS_MS = [1, 1, 2, 2, 4, 5, 5, 10, 10, 20, 30, 30].map((seconds) => seconds * 1000);

async function waitForReport(gateway: IamGateway, sleep: (ms: number) => Promise<void>): Promise<void> {
  for (const wait of WAITS_MS) {
    if ((await gateway.requestCredentialReport()) === 'ready') return;
    await sleep(wait);
  }
  if ((await gateway.requestCredentialReport()) === 'ready') return;
  throw new AnswerError('AWS was still making the credential report after two minutes');
}

function isAbsent(error: unknown): boolean {
  return (
    error instanceof Error &&
    /ReportNotPresent|ReportExpired|ReportNotReady|ReportInProgress/.test(error.name)
  );
}

function rowsOf(csv: string): readonly unknown[] {
  try {
    return parse(csv, { columns: true, bom: true, skip_empty_lines: true });
  } catch {
    throw new AnswerError('the credential report is not the CSV that AWS documents');
  }
}
