import type { Gateway, SeenCall } from '../../lab/gateway/index.ts';
import type { FaultRule } from '../../lab/microburst.ts';

/** The Region of the throttled account that never lists its secrets. */
export const SHUT = 'eu-west-1';

/**
 * Some calls break, some connections are cut, many are throttled for a while, one for ever, some are late. No operation
 * fails more often than one call has attempts, so that all but the shut one are read; and no longer than that, for the
 * SDK falls to one call in two seconds, and a test has no time to leave it to.
 */
export const STORM: readonly FaultRule[] = [
  broken('iam', 'GetAccountAuthorizationDetails', 2),
  { service: 'iam', operation: 'GenerateCredentialReport', times: 1, reset: true },
  broken('iam', 'GetCredentialReport', 1),
  throttled('iam', { operation: 'GetAccountAuthorizationDetails', times: 1 }),
  throttled('iam', { operation: 'ListAccessKeys', times: 5 }),
  throttled('iam', { operation: 'ListServiceSpecificCredentials', times: 3, sequence: { fail: 1, pass: 1 } }),
  throttled('secretsmanager', { operation: 'ListSecrets', region: SHUT }),
  { service: 'secretsmanager', operation: 'ListSecrets', times: 1, reset: true },
  broken('secretsmanager', 'ListSecrets', 1),
  throttled('secretsmanager', { times: 3 }),
  { service: 'lambda', latency: 300 },
];

function broken(service: string, operation: string, times: number): FaultRule {
  return { service, operation, times, error: { code: 'InternalFailure', status: 500 } };
}

function throttled(service: string, rule: Omit<FaultRule, 'service' | 'error'>): FaultRule {
  return { service, ...rule, error: { code: service === 'iam' ? 'Throttling' : 'ThrottlingException' } };
}

/** How often each call was made in each Region: `iam:ListUsers us-east-1`. */
export type Counts = Readonly<Record<string, number>>;

/** What an account was asked. */
export interface Asked {
  readonly answered: Counts;
  /** Throttled, broken or cut. */
  readonly failed: Counts;
}

/** What each account was asked, by its id. */
export async function askedOf(gateway: Gateway): Promise<ReadonlyMap<string, Asked>> {
  const seen = gateway.calls();
  const accounts = await Promise.all(seen.map((call) => gateway.accountOf(call)));
  const groups = Map.groupBy(seen.entries(), ([at]) => accounts[at] ?? '');
  return new Map(
    [...groups].map(([account, entries]) => {
      const calls = entries.map(([, call]) => call);
      const answered = calls.filter(({ status }) => status === 200);
      return [account, { answered: counted(answered), failed: counted(calls.filter(isFailed)) }];
    }),
  );
}

function counted(calls: readonly SeenCall[]): Counts {
  const counts: Record<string, number> = {};
  for (const { service, action, region } of calls) {
    const name = `${service}:${action} ${region}`;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

/** IAM and Secrets Manager throttle with 400, which others say to what is asked wrongly. */
function isFailed({ service, status }: SeenCall): boolean {
  const throttles = service === 'iam' || service === 'secretsmanager';
  return status === 0 || status === 429 || status >= 500 || (status === 400 && throttles);
}

/** Those of the calls whose name matches. */
export function matching(counts: Counts, pattern: RegExp): Counts {
  return Object.fromEntries(Object.entries(counts).filter(([name]) => pattern.test(name)));
}

export function sum(counts: Counts): number {
  return Object.values(counts).reduce((total, each) => total + each, 0);
}
