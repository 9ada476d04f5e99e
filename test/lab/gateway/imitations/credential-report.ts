// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_GenerateCredentialReport.html
import { type Answer, faultAnswer, iamAnswer } from '../answer.ts';
import type { Call } from '../call.ts';
import type { Identities } from '../identities.ts';
import type { Imitation } from '../imitation.ts';
import { isoSeconds } from '../moments.ts';
import { leaf } from '../xml.ts';

interface Settings {
  /** A younger report is handed out again instead of making a new one. */
  readonly maxAgeMs: number;
  readonly now: () => number;
  /** Builds the CSV of an account. */
  readonly write: (account: string) => Promise<string>;
}

interface Report {
  readonly at: number;
  /** Undefined: still being made. */
  content: string | undefined;
  /** GenerateCredentialReport said COMPLETE at least once. */
  announced: boolean;
}

/** AWS hands out no report older than this. */
const EXPIRES_MS = 4 * 3_600_000;

export function credentialReport(settings: Settings, who: Identities): Imitation {
  const reports = new Map<string, Report>();

  function start(account: string): void {
    const report: Report = { at: settings.now(), content: undefined, announced: false };
    reports.set(account, report);
    void make(account, report);
  }

  async function make(account: string, report: Report): Promise<void> {
    try {
      report.content = await settings.write(account);
    } catch (error) {
      // Without content it would be "in progress" for ever: forget it, so that the next call starts anew.
      reports.delete(account);
      process.stderr.write(`lab gateway: credential report of ${account}: ${String(error)}\n`);
    }
  }

  function generate(account: string): Answer {
    const report = reports.get(account);
    if (report !== undefined && report.content === undefined) return state('INPROGRESS');
    const young = report !== undefined && settings.now() - report.at < settings.maxAgeMs;
    if (report !== undefined && (young || !report.announced)) {
      report.announced = true;
      return state('COMPLETE');
    }
    start(account);
    return state('STARTED', 'No report exists. Starting a new report generation task');
  }

  function get(call: Call, account: string): Answer {
    const report = reports.get(account);
    const refuse = (status: number, code: string, message: string) =>
      faultAnswer(call, { status, code, message });
    if (report === undefined) return refuse(410, 'ReportNotPresent', 'No report exists. Generate one first');
    if (report.content === undefined)
      return refuse(404, 'ReportInProgress', 'Report generation is in progress');
    if (settings.now() - report.at > Math.max(EXPIRES_MS, settings.maxAgeMs)) {
      return refuse(410, 'ReportExpired', 'The report has expired. Generate a new one');
    }
    return iamAnswer('GetCredentialReport', [
      leaf('Content', Buffer.from(report.content).toString('base64')),
      leaf('ReportFormat', 'text/csv'),
      leaf('GeneratedTime', isoSeconds(report.at)),
    ]);
  }

  async function answer(call: Call): Promise<Answer | undefined> {
    if (call.service !== 'iam') return undefined;
    if (call.action !== 'GenerateCredentialReport' && call.action !== 'GetCredentialReport') return undefined;
    const { accountId } = await who.of(call.accessKeyId);
    return call.action === 'GenerateCredentialReport' ? generate(accountId) : get(call, accountId);
  }
  return { answer, reset: () => reports.clear() };
}

function state(value: string, description?: string): Answer {
  const said = description === undefined ? [] : [leaf('Description', description)];
  return iamAnswer('GenerateCredentialReport', [leaf('State', value), ...said]);
}
