import type { Connection } from '../../aws/connect.ts';
import type { Estate, Subject } from '../../core/model/estate.ts';
import type { Policy } from '../../core/model/policy.ts';
import type { Snapshot } from '../../core/model/snapshot.ts';
import type { PlanFacts, StoreFacts } from '../../core/rotation/build/index.ts';
import { factsIn, secretIn, storeFacts } from '../../core/rotation/known-facts.ts';
import type { DeclaredCredential } from '../../core/rotation/policy.ts';
import { declarationOf } from '../../core/trust/dependence.ts';
import { enrich } from '../../core/trust/enrich.ts';
import { usageBook } from '../../core/trust/usage.ts';
import { InputError } from '../../ports/input-error.ts';
import { NothingReadError } from '../../ports/nothing-read-error.ts';
import type { Progress } from '../../ports/progress.ts';
import { SOURCES } from '../../sources/index.ts';
import { assemble } from '../assemble.ts';
import type { People } from '../people.ts';
import { readLiveAccount } from '../read-account.ts';
import { credentialNamed, isServiceSpecific, type Meant, only, userOf } from './one-credential.ts';
import { servicesOf } from './read-services.ts';
import { slotsAndUses } from './read-turns.ts';

/** With what, and as whom, an account is read. */
export interface Reading {
  readonly connection: Connection;
  /** Absent: every Region that is enabled. */
  readonly regions?: readonly string[] | undefined;
  /** Who works here, and what leaked. */
  readonly people: Pick<People, 'in'>;
  readonly policy: Policy;
  readonly now: () => Date;
  readonly progress: Progress;
  /** For the message of a profile that there is not. */
  readonly profile?: string | undefined;
}

/** Everything of a plan's facts that is read of the account. */
export type AccountFacts = Omit<PlanFacts, 'kind' | 'policy' | 'open' | 'contained'>;

/** Where a copy of a key may lie, and what may read its secret. */
export const PLACES: ReadonlySet<string> = new Set([
  'taskDefinitions',
  'buildProjects',
  'parameters',
  'stacks',
  'userData',
  'stageVariables',
  'glueJobs',
  'stateMachines',
  'secretPolicies',
  'workloads',
]);

/** What IAM keeps of users for one service: asked for only where it is about one. */
const OF_SERVICES = 'serviceSpecificCredentials';

/** The facts of one of the credentials that were read, or why there are none. */
export type Facts = (credential: string) => Promise<AccountFacts>;

/**
 * Reads what plans of these credentials are made from, live and once for all of them: a sweep's own reads, of the keys of
 * their users alone and of the places where they may lie. It changes nothing and reads no value, but for that of a
 * database's admin, to ask its server.
 * @param credentials ids of access keys and of service-specific credentials, ARNs of users with one key, or ARNs of
 *   secrets that declarations name as a store
 * @returns for each its facts. Fails with InputError when the account has no such credential, with NothingReadError when
 *   its own facts could not be read
 * @throws {InputError} for an unknown profile or Region
 * @throws {NothingReadError} when AWS can't be reached
 */
export async function readCredentials(credentials: readonly string[], reading: Reading): Promise<Facts> {
  const { connection, regions, people, policy, now } = reading;
  const home = (await connection.configuredRegion()) ?? regions?.[0] ?? 'us-east-1';
  const declarations = policy.rotation.credentials;
  const named = await namesOf(credentials, { connection, home, declarations });
  const known = [...named.values()].flatMap((each) => ('user' in each ? [each] : []));
  // Of none of them is there anything to read.
  const [faulty] = [...named.values()].flatMap((each) => ('fault' in each ? [each] : []));
  if (known.length === 0 && faulty !== undefined) throw faulty.fault;
  const declared = declarations.filter(({ credential }) =>
    known.some(({ name, user }) => credential === name || credential.endsWith(`/${user}`)),
  );
  const users = new Set(known.map(({ user }) => user));
  const isOfService = known.some(({ name, service }) => service !== null || isServiceSpecific(name));
  const account = await readLiveAccount({
    ...reading,
    // Of now, not the credential report's: it may be 4 hours old.
    watched: new Set(known.flatMap(({ name, user }) => [user.toLowerCase(), name.toLowerCase()])),
    sink: usageBook(),
    deep: true,
    connection: only(connection, users, declared),
    sources: SOURCES.filter(({ part }) => PLACES.has(part) || (isOfService && part === OF_SERVICES)),
  });
  const snapshot = assemble(account, people.in(account.manifest));
  const estate = enrich(snapshot, policy);
  const caller = await connection.gateways(home).sts.caller();
  return async (credential) => {
    const found = named.get(credential);
    if (found === undefined)
      throw new RangeError(`expected one of the credentials that were read, got ${credential}`);
    if ('fault' in found) throw found.fault;
    const subject = subjectOf(estate, found);
    const declaration = declarationOf(subject.credential, declarations);
    const facts = factsIn(estate, subject, declaration);
    const { strangers, ...own } = await slotsAndUses(snapshot, subject, declaration, reading);
    return {
      ...facts,
      dependence: {
        ...facts.dependence,
        unexplained: [...facts.dependence.unexplained, ...strangers],
      },
      at: now().getTime(),
      home,
      ...own,
      ...(await servicesOf(declaration, connection)),
      store: declaration === undefined ? null : await storeOf(snapshot, declaration, connection, home),
      requester: caller.arn,
    };
  };
}

/** A user of a database is named by its secret, and no user of IAM's. */
const NO_USER = '';

type Known = Meant & { readonly user: string };
type Named = Known | { readonly fault: unknown };

/** One that there is not, or of which nobody can tell whose it is, must not keep the others from being read. */
async function namesOf(
  credentials: readonly string[],
  asked: {
    readonly connection: Connection;
    readonly home: string;
    readonly declarations: readonly DeclaredCredential[];
  },
): Promise<ReadonlyMap<string, Named>> {
  const found = credentials.map(async (credential): Promise<readonly [string, Named]> => {
    try {
      const meant = credentialNamed(credential, asked.declarations);
      const { name } = meant;
      if (name.includes(':secretsmanager:')) return [credential, { ...meant, user: NO_USER }];
      return [credential, { ...meant, user: await userOf(asked.connection, asked.home, name) }];
    } catch (fault) {
      return [credential, { fault }];
    }
  });
  return new Map(await Promise.all(found));
}

function subjectOf({ subjects, snapshot }: Estate, { name, user, service }: Known): Subject {
  const exact = subjects.find(({ credential }) => credential.id === name);
  if (exact !== undefined) return exact;
  if (user === NO_USER) {
    const [unread] = snapshot.gaps.filter(({ facts }) => facts.includes('secrets'));
    if (unread !== undefined)
      throw new NothingReadError(`secret ${name} could not be read: ${unread.reason}; ${unread.remedy}`);
    throw new InputError(`${name}: this account has no such secret`);
  }
  const isWanted = ({ credential }: Subject) =>
    service === null && !isServiceSpecific(name)
      ? credential.kind === 'access-key' && !credential.id.includes('#')
      : credential.kind === 'service-specific-credential' &&
        (service === null || credential.service === service);
  const found = subjects.filter(
    (each) => 'userName' in each.credential && each.credential.userName === user && isWanted(each),
  );
  const [first, second] = found;
  if (first !== undefined && second === undefined && first.credential.principal === name) return first;
  const [gap] = snapshot.gaps.filter(({ facts }) =>
    facts.includes(service === null ? 'access-keys' : 'service-specific-credentials'),
  );
  if (gap !== undefined && found.length === 0)
    throw new NothingReadError(
      `the credentials of user ${user} could not be read: ${gap.reason}; ${gap.remedy}`,
    );
  throw new InputError(notOne(name, user, service === null ? 'key' : 'credential', found));
}

function notOne(name: string, user: string, what: string, found: readonly Subject[]): string {
  const ids = found.map(({ credential }) => credential.id);
  if (ids.length > 1) return `${name}: this user has two ${what}s: name one of ${ids.join(', ')}`;
  return `${name}: user ${user} has no such ${what}${ids.length === 1 ? `, only ${ids[0]}` : ''}: a sweep shows which there are`;
}

/** Its labels are asked for anew: the list of secrets that a sweep reads may lag. */
export async function storeOf(
  snapshot: Snapshot,
  { store }: DeclaredCredential,
  connection: Connection,
  home: string,
): Promise<StoreFacts | 'unknown' | 'none'> {
  const { secret: arn } = store;
  const found = secretIn(snapshot, arn);
  if (typeof found === 'string') return found;
  try {
    const versions = await connection
      .gateways(home)
      .secrets(arn.split(':')[3] ?? '')
      .versions(arn);
    const labelled = versions.map(({ VersionId: id = '', VersionStages: stages = [] }) => ({ id, stages }));
    return storeFacts(found, labelled);
  } catch {
    return 'unknown';
  }
}
