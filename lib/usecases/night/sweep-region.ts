import type { Part } from '../../ports/account-export.ts';
import { silent } from '../../ports/progress.ts';
import { ACCOUNT_SOURCES } from '../../sources/account-sources.ts';
import { redactFunctions } from '../../sources/files/redact-functions.ts';
import { readFunctions } from '../../sources/functions/live.ts';
import type { Hints } from '../../sources/iam/hints.ts';
import type { NamedPrincipals } from '../../sources/iam/users.ts';
import { SOURCES } from '../../sources/index.ts';
import { redactVariables } from '../../sources/redaction/index.ts';
import { readSecrets, secretsWithPolicies } from '../../sources/secrets/live.ts';
import { cleanerOf } from '../clean-part.ts';
import { readSources } from '../read-sources.ts';
import { turnsOf } from '../turns.ts';
import { keepParts } from './keep.ts';
import type { Reading, Target, Told } from './target.ts';
import { toldOf } from './told.ts';

/** Reads one Region's secrets, and the workloads in which copies of credentials lie. */
export async function sweepRegion(
  { run, account, partition, home }: Target,
  region: string,
  { connection, store, policy, watched, memory, now, sleep }: Reading,
): Promise<Told> {
  const aws = connection.gateways(home);
  const regions = [region];
  const { clients } = connection;
  const live = {
    account,
    partition,
    regions,
    home,
    clients,
    sleep,
    progress: silent,
    ...turnsOf(NOBODY, { account, memory: memory(region), policy, watched, now }),
    hints: NO_HINTS,
  };
  const [secrets, functions] = await Promise.all([
    readSecrets({ account, regions, gateway: aws.secrets, progress: silent }),
    readFunctions({ account, regions, gateway: aws.functions, redactVariables, progress: silent }),
  ]);
  const policed = secretsWithPolicies(secrets.secrets);
  const listed = await readSources(REGIONAL_SOURCES, { ...live, secrets: policed });
  const parts: readonly (readonly [string, Part])[] = [
    ['secrets', secrets.secrets],
    ['secretVersions', secrets.secretVersions],
    ['functions', functions],
    ...Object.entries(listed),
  ];
  const clean = cleanerOf(REGIONAL_SOURCES, { functions: redactFunctions });
  await keepParts(store, { run, account, place: region }, parts, clean);
  return toldOf(parts.map(([, part]) => part));
}

const REGIONAL_SOURCES = SOURCES.filter((source) => !ACCOUNT_SOURCES.includes(source));

/** What lies in a Region is not listed by principal. */
const NOBODY: Pick<NamedPrincipals, 'users' | 'roles'> = { users: [], roles: new Map() };
const NO_HINTS: Hints = { certificates: new Map(), signsIn: new Map(), roles: [], everyPrincipal: false };
