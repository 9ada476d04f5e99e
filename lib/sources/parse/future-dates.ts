import type { Credential } from '../../core/model/credential.ts';
import type { Fact, SourceGap } from '../../core/model/gap.ts';
import type { Principal } from '../../core/model/principal.ts';
import type { Instant } from '../../core/model/time.ts';
import type { AccountExport } from '../../ports/account-export.ts';

interface Dated {
  readonly subject: string;
  readonly missing: string;
  readonly fact: Fact;
  readonly dates: Readonly<Record<string, Instant | null | undefined>>;
}

/** Later than the snapshot by more than this is no clock skew. */
const SKEW_MS = 15 * 60_000;

/** Dates in the future are kept, and told: what is counted from them is unknown. */
export function futureDates(
  account: AccountExport,
  credentials: readonly Credential[],
  principals: readonly Principal[],
): readonly SourceGap[] {
  const { takenAt } = account.manifest;
  const limit = new Date(Date.parse(takenAt) + SKEW_MS).toISOString();
  const dated = [
    ...credentials.map((credential) => ofCredential(credential, account)),
    ...principals.flatMap((principal) => ofPrincipal(principal, account)),
  ];
  return dated.flatMap(({ subject, missing, fact, dates }) => {
    const late = Object.entries(dates).filter(([, at]) => at !== null && at !== undefined && at > limit);
    if (late.length === 0) return [];
    const facts: readonly Fact[] = late.some(([field]) => field === 'lastUsed')
      ? [fact, 'last-used']
      : [fact];
    return {
      scope: { account: account.manifest.account, subject },
      missing,
      reason: `${subject}: expected no date later than the snapshot's ${takenAt}, got ${late.map((entry) => entry.join(' ')).join(', ')}`,
      remedy: 'check the date at its source, and that --as-of or takenAt in manifest.json is not too early',
      facts: [...new Set(facts)],
      badInput: true,
    };
  });
}

function ofCredential(credential: Credential, account: AccountExport): Dated {
  const { id: subject, createdAt, lastUsed: use } = credential;
  const dates = { createdAt, lastUsed: use.state === 'used' ? use.at : undefined };
  switch (credential.kind) {
    case 'access-key':
      return { subject, missing: account.accessKeys.missing, fact: 'access-keys', dates };
    case 'login-profile':
      return { subject, missing: account.credentialReport.missing, fact: 'last-used', dates };
    case 'role-session':
      return { subject, missing: account.authorization.missing, fact: 'roles', dates };
    case 'plaintext':
      return { subject, missing: account.functions.missing, fact: 'functions', dates };
    case 'secret': {
      const changes = {
        lastChangedAt: credential.lastChangedAt,
        lastRotatedAt: credential.rotation.lastRotatedAt,
      };
      return { subject, missing: account.secrets.missing, fact: 'secrets', dates: { ...dates, ...changes } };
    }
  }
}

/** Roles are judged as the sessions that they stand for; root has no dates. */
function ofPrincipal(principal: Principal, { authorization }: AccountExport): readonly Dated[] {
  if (principal.type !== 'user') return [];
  const { arn: subject, createdAt } = principal;
  return [{ subject, missing: authorization.missing, fact: 'users', dates: { createdAt } }];
}
