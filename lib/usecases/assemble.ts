import type { Credential } from '../core/model/credential.ts';
import type { Fact } from '../core/model/facts.ts';
import type { SourceGap } from '../core/model/gap.ts';
import type { Exposure, Roster } from '../core/model/people.ts';
import type { Principal } from '../core/model/principal.ts';
import { isRecord } from '../core/model/records.ts';
import type { Snapshot } from '../core/model/snapshot.ts';
import type { AccountExport } from '../ports/account-export.ts';
import { PART_NAMES } from '../sources/files/known.ts';
import { parseFunctions } from '../sources/functions/parse.ts';
import { parseAccessKeys } from '../sources/iam/parse-access-keys.ts';
import { parseAuthorization } from '../sources/iam/parse-authorization.ts';
import { parseCredentialReport } from '../sources/iam/parse-credential-report.ts';
import { parseLogins, roleSession, rootOf } from '../sources/iam/parse-logins.ts';
import { SOURCES } from '../sources/index.ts';
import { futureDates } from '../sources/parse/future-dates.ts';
import { oneLine } from '../sources/parse/one-line.ts';
import { plaintextCredentials } from '../sources/parse/plaintext.ts';
import { eachOnce } from '../sources/parse/same-workload.ts';
import { parseSecrets } from '../sources/secrets/parse.ts';
import { type Parsed, TOLD } from '../sources/source.ts';

export interface PeopleReading {
  readonly roster?: Roster;
  readonly exposures: readonly Exposure[];
  readonly gaps: readonly SourceGap[];
  /** What was handed over, even when it was empty. */
  readonly read?: readonly Fact[];
}

/**
 * Makes a snapshot of everything that was read of an account. What does not fit becomes a gap; the rest is used.
 * Calls nothing and has no clock: the same export always gives the same snapshot.
 */
export function assemble(account: AccountExport, people: PeopleReading): Snapshot {
  const { manifest } = account;
  const authorization = parseAuthorization(account.authorization, manifest);
  const report = parseCredentialReport(account.credentialReport, manifest);
  const { users, roles, groups } = authorization;
  const { keys, gaps: keyGaps } = parseAccessKeys({ account, users, report });
  const { logins, gaps: loginGaps } = parseLogins(account, users, report);
  const { secrets, gaps: secretGaps } = parseSecrets(account);
  const { functions, gaps: functionGaps } = parseFunctions(account);
  const named = {
    users: new Map(users.map((user) => [user.name, user])),
    profiles: authorization.profiles,
    authorization: account.authorization,
  };
  const listed = SOURCES.flatMap(({ part, parse }) => {
    const read = account.listed[part];
    return read === undefined ? [] : [parse(read, manifest, named)];
  });
  const told = toldBy(listed);
  const organization = listed.find((parsed) => parsed.organization !== undefined)?.organization;
  const workloads = eachOnce([...functions, ...told.workloads]);

  const principals = [...rootOf(report), ...users, ...roles];
  const credentials = [
    ...keys,
    ...logins,
    ...roles.map((role) => roleSession(role, manifest.account)),
    ...secrets,
    ...told.credentials,
    ...plaintextCredentials(workloads, manifest.account),
  ];
  const parsed = [authorization.gaps, report.gaps, keyGaps, loginGaps, secretGaps, functionGaps].flat();
  const listedGaps = [...Object.values(account.listed), ...listed].flatMap(({ gaps }) => gaps);
  const known = { account: manifest.account, credentials, principals };
  return {
    account: manifest.account,
    partition: manifest.partition,
    takenAt: manifest.takenAt,
    regions: manifest.regions,
    credentials,
    principals,
    groups,
    identityProviders: told.identityProviders,
    ...(organization === undefined ? {} : { organization }),
    workloads,
    serviceAccess: told.serviceAccess,
    resourcePolicies: told.resourcePolicies,
    usage: account.trail.usage,
    deactivations: account.trail.deactivations ?? [],
    ...(people.roster === undefined ? {} : { roster: people.roster }),
    exposures: people.exposures,
    read: [...factsRead(account), ...(people.read ?? [])],
    gaps: [
      ...PART_NAMES.flatMap((part) => account[part].gaps),
      ...parsed,
      ...listedGaps,
      ...futureDates(account, credentials, principals),
      ...people.gaps,
      ...strangerGaps(known, people.exposures),
    ],
  };
}

/** What the registered sources add to each list. */
function toldBy(listed: readonly Parsed[]): Pick<Snapshot, (typeof TOLD)[number]> {
  const joined = TOLD.map((list) => [
    list,
    listed.flatMap((parsed): readonly unknown[] => parsed[list] ?? []),
  ]);
  return Object.fromEntries(joined) as Pick<Snapshot, (typeof TOLD)[number]>;
}

const TELLS: Readonly<Record<(typeof PART_NAMES)[number], readonly Fact[]>> = {
  authorization: ['users', 'policies', 'roles'],
  credentialReport: ['access-keys', 'last-used', 'root', 'console-passwords'],
  accessKeys: ['access-keys'],
  secrets: ['secrets'],
  secretVersions: [],
  functions: ['functions', 'function-environments'],
  trail: ['usage'],
};

/** What was read of the account itself; what people handed over does not count. */
function factsRead(account: AccountExport): readonly Fact[] {
  const read = PART_NAMES.filter((part) => account[part].status !== 'unread').flatMap((part) => TELLS[part]);
  const listed = SOURCES.filter(({ part }) => (account.listed[part]?.status ?? 'unread') !== 'unread');
  const told = account.accessKeys.items.some((item) => isRecord(item) && isRecord(item.AccessKeyLastUsed));
  return [
    ...new Set<Fact>([
      ...read,
      ...listed.flatMap(({ facts }) => facts),
      ...(told ? (['last-used'] as const) : []),
    ]),
  ];
}

interface Known {
  readonly account: string;
  readonly credentials: readonly Credential[];
  readonly principals: readonly Principal[];
}

/** A reported leak of something that the account does not show is told, and judged by nobody. */
function strangerGaps(
  { account, credentials, principals }: Known,
  exposures: readonly Exposure[],
): readonly SourceGap[] {
  const ids = new Set([...credentials.map(({ id }) => id), ...principals.map(({ arn }) => arn)]);
  const strangers = new Set(exposures.map(({ credential }) => credential).filter((id) => !ids.has(id)));
  return [...strangers].map((id) => ({
    scope: { account, subject: id },
    missing: '--exposures',
    reason: `an exposure is reported of ${oneLine(id)}, which was not found in account ${account}`,
    remedy:
      'check the id; if it is right, look for it in your other accounts, or find out when it was deleted',
    facts: ['exposures'],
  }));
}
