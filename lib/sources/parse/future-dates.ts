import type { Credential } from '../../core/model/credential.ts';
import { FACT_SOURCES, type Fact } from '../../core/model/facts.ts';
import type { SourceGap } from '../../core/model/gap.ts';
import { factOf } from '../../core/model/kinds.ts';
import type { Principal } from '../../core/model/principal.ts';
import type { Instant } from '../../core/model/time.ts';
import type { AccountExport } from '../../ports/account-export.ts';
import { SOURCES } from '../index.ts';

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
  const fact = factOf(credential);
  const dates = { createdAt, lastUsed: use.state === 'used' ? use.at : undefined };
  return { subject, missing: missingFor(fact, account), fact, dates: { ...dates, ...changesOf(credential) } };
}

function changesOf(credential: Credential): Dated['dates'] {
  const { kind } = credential;
  if (kind === 'application-credential') return { changedAt: credential.changedAt };
  if (kind !== 'secret') return {};
  return { lastChangedAt: credential.lastChangedAt, lastRotatedAt: credential.rotation.lastRotatedAt };
}

const PARTS: Partial<
  Readonly<Record<Fact, 'accessKeys' | 'credentialReport' | 'authorization' | 'functions' | 'secrets'>>
> = {
  'access-keys': 'accessKeys',
  'last-used': 'credentialReport',
  'console-passwords': 'credentialReport',
  roles: 'authorization',
  functions: 'functions',
  secrets: 'secrets',
};

/** The action or file that a fact was read by here. */
function missingFor(fact: Fact, account: AccountExport): string {
  const named = PARTS[fact];
  if (named !== undefined) return account[named].missing;
  const source = SOURCES.find(({ facts }) => facts.includes(fact));
  return (source && account.listed[source.part]?.missing) ?? FACT_SOURCES[fact];
}

/** Roles are judged as the sessions that they stand for; root has no dates. */
function ofPrincipal(principal: Principal, { authorization }: AccountExport): readonly Dated[] {
  if (principal.type !== 'user') return [];
  const { arn: subject, createdAt } = principal;
  return [{ subject, missing: authorization.missing, fact: 'users', dates: { createdAt } }];
}
