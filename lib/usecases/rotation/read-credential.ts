import { type Connection, connect } from '../../aws/connect.ts';
import type { Estate, Subject } from '../../core/model/estate.ts';
import type { Policy } from '../../core/model/policy.ts';
import type { Snapshot } from '../../core/model/snapshot.ts';
import type { PlanFacts, StoreFacts } from '../../core/rotation/build/index.ts';
import { secretIn, slotsIn, storeFacts } from '../../core/rotation/known-facts.ts';
import type { DeclaredCredential } from '../../core/rotation/policy.ts';
import { declarationOf, dependenceOf } from '../../core/trust/dependence.ts';
import { enrich } from '../../core/trust/enrich.ts';
import { usageBook } from '../../core/trust/usage.ts';
import { InputError } from '../../ports/input-error.ts';
import { NothingReadError } from '../../ports/nothing-read-error.ts';
import type { Progress } from '../../ports/progress.ts';
import { SOURCES } from '../../sources/index.ts';
import { assemble } from '../assemble.ts';
import { readLiveAccount } from '../read-account.ts';
import { readPeople } from '../read-people.ts';
import { credentialNamed, only, userOf } from './one-credential.ts';

export interface CredentialRequest {
  /** Access key id, ARN of a user with one key, or ARN of the secret that a declaration names as its store. */
  readonly credential: string;
  readonly profile?: string;
  readonly regions?: readonly string[];
  readonly roster?: string;
  readonly exposures?: string;
}

export interface Reading {
  readonly policy: Policy;
  readonly now: () => Date;
  readonly progress: Progress;
}

/** Everything of a plan's facts that is read of the account. */
export type AccountFacts = Omit<PlanFacts, 'kind' | 'policy' | 'open' | 'contained'>;

/** Where a copy of a key may lie, and what may read its secret. */
const PLACES: ReadonlySet<string> = new Set([
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

/**
 * Reads what a plan of one credential is made from, live: a sweep's own reads, of one user's keys and of the places
 * where they may lie. It changes nothing and reads no value.
 * @throws {InputError} when the account has no such credential
 * @throws {NothingReadError} when AWS can't be reached, or the credential's own facts could not be read
 */
export async function readCredential(request: CredentialRequest, reading: Reading): Promise<AccountFacts> {
  const { profile, regions, roster, exposures } = request;
  const { policy, now, progress } = reading;
  const connection = connect({ profile, budgets: policy.budgets });
  const home = (await connection.configuredRegion()) ?? regions?.[0] ?? 'us-east-1';
  const named = credentialNamed(request.credential, policy.rotation.credentials);
  const user = await userOf(connection, home, named);
  const declared = policy.rotation.credentials.filter(
    ({ credential }) => credential === named || credential.endsWith(`/${user}`),
  );
  const files = {
    ...(roster === undefined ? {} : { roster }),
    ...(exposures === undefined ? {} : { exposures }),
  };
  const people = await readPeople(files, now().toISOString());
  const account = await readLiveAccount({
    ...(profile === undefined ? {} : { profile }),
    ...(regions === undefined ? {} : { regions }),
    // Of now, not the credential report's: it may be 4 hours old.
    watched: new Set([user.toLowerCase(), named.toLowerCase()]),
    policy,
    progress,
    sink: usageBook(),
    now,
    deep: true,
    connection: only(connection, user, declared),
    sources: SOURCES.filter(({ part }) => PLACES.has(part)),
  });
  const snapshot = assemble(account, people.in(account.manifest));
  const estate = enrich(snapshot, policy);
  const subject = subjectOf(estate, named, user);
  const declaration = declarationOf(subject.credential, policy.rotation.credentials);
  const caller = await connection.gateways(home).sts.caller();
  return {
    at: now().getTime(),
    partition: snapshot.partition,
    account: snapshot.account,
    home,
    subject,
    declared: declaration,
    dependence: dependenceOf(estate, subject, declaration),
    slots: slotsIn(snapshot, subject),
    store: declaration === undefined ? null : await storeOf(snapshot, declaration, connection, home),
    gaps: snapshot.gaps,
    requester: caller.arn,
  };
}

function subjectOf({ subjects, snapshot }: Estate, name: string, user: string): Subject {
  const exact = subjects.find(({ credential }) => credential.id === name);
  if (exact !== undefined) return exact;
  const keys = subjects.filter(
    ({ credential }) =>
      credential.kind === 'access-key' && credential.userName === user && !credential.id.includes('#'),
  );
  const [first, second] = keys;
  if (first !== undefined && second === undefined && first.credential.principal === name) return first;
  const [gap] = snapshot.gaps.filter(({ facts }) => facts.includes('access-keys'));
  if (gap !== undefined && keys.length === 0)
    throw new NothingReadError(`the keys of user ${user} could not be read: ${gap.reason}; ${gap.remedy}`);
  const ids = keys.map(({ credential }) => credential.id);
  throw new InputError(
    ids.length > 1
      ? `${name}: this user has two keys: name one of ${ids.join(', ')}`
      : `${name}: user ${user} has no such key${ids.length === 1 ? `, only ${ids[0]}` : ''}: a sweep shows which keys there are`,
  );
}

async function storeOf(
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
