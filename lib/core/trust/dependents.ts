import type { Credential } from '../model/credential.ts';
import type { Dependent } from '../model/dependent.ts';
import type { Usage } from '../model/usage.ts';
import { hasEnvironment, type Workload } from '../model/workload.ts';
import { functionArn } from './ownership.ts';

/** A workload with what its tags say of it. */
export interface OwnedWorkload {
  readonly workload: Workload;
  readonly environment: string | null;
  readonly owner: string | null;
}

/** Workloads by what binds them to a credential, so that each is looked up once. */
export interface Holders {
  readonly byArn: ReadonlyMap<string, OwnedWorkload>;
  readonly byRole: ReadonlyMap<string, readonly OwnedWorkload[]>;
  readonly byKeyId: ReadonlyMap<
    string,
    readonly { readonly variable: string; readonly workload: OwnedWorkload }[]
  >;
}

export function indexHolders(workloads: readonly OwnedWorkload[]): Holders {
  const byArn = new Map<string, OwnedWorkload>();
  const byRole = new Map<string, OwnedWorkload[]>();
  const byKeyId = new Map<string, { variable: string; workload: OwnedWorkload }[]>();
  for (const workload of workloads) {
    const { arn, role, environment } = workload.workload;
    // One that has two roles comes twice: what tells more of it comes first.
    if (!byArn.has(arn)) byArn.set(arn, workload);
    if (role !== undefined) append(byRole, role, workload);
    if (environment.state !== 'read') continue;
    for (const { keyId, name } of environment.variables) {
      if (keyId !== undefined) append(byKeyId, keyId, { variable: name, workload });
    }
  }
  return { byArn, byRole, byKeyId };
}

/** Who holds a credential, and who was seen using it. */
export function dependentsOf(
  credential: Credential,
  holders: Holders,
  usage: Usage | undefined,
): readonly Dependent[] {
  return [...holdersOf(credential, holders), ...usersOf(credential, usage)];
}

function holdersOf(credential: Credential, { byArn, byRole, byKeyId }: Holders): readonly Dependent[] {
  if (credential.kind === 'plaintext') {
    const workload = byArn.get(functionArn(credential.id));
    const names = credential.variables.map(({ name }) => name).toSorted();
    return workload ? [holder(credential, workload, placed(workload, names.join(', ')))] : [];
  }
  if (credential.kind === 'role-session') {
    return (byRole.get(credential.principal) ?? []).map((workload) =>
      holder(credential, workload, 'execution role'),
    );
  }
  const carriers = byKeyId.get(credential.id) ?? [];
  return carriers.map(({ variable, workload }) => holder(credential, workload, placed(workload, variable)));
}

/** `environment variable DB_PASSWORD`, `output Url`, `user data`. */
function placed({ workload }: OwnedWorkload, name: string): string {
  return hasEnvironment(workload.type) ? `environment variable ${name}` : name;
}

function holder(
  { id }: Credential,
  { workload, environment, owner }: OwnedWorkload,
  evidence: string,
): Dependent {
  return {
    credential: id,
    role: 'holder',
    name: workload.arn,
    environment,
    owner,
    evidence,
    confidence: 'high',
  };
}

function usersOf(credential: Credential, usage: Usage | undefined): readonly Dependent[] {
  if (usage === undefined) return lastUser(credential);
  const networks = usage.sourceIps.map((source) =>
    user(
      credential,
      isService(source) ? `service ${source}` : `network ${source}`,
      'source in CloudTrail',
      'medium',
    ),
  );
  // A caller writes its user agent itself: it is a hint at most.
  const clients = usage.userAgents
    .filter((agent) => !usage.sourceIps.includes(agent))
    .map((agent) => user(credential, `client ${agent}`, 'user agent in CloudTrail', 'low'));
  return [...networks, ...clients];
}

function lastUser(credential: Credential): readonly Dependent[] {
  const { lastUsed } = credential;
  if (lastUsed.state !== 'used' || lastUsed.service === undefined) return [];
  const where = lastUsed.region === undefined ? '' : ` in ${lastUsed.region}`;
  return [user(credential, `caller of ${lastUsed.service}${where}`, 'last use, as IAM tells it', 'low')];
}

function user(
  { id }: Credential,
  name: string,
  evidence: string,
  confidence: Dependent['confidence'],
): Dependent {
  return { credential: id, role: 'user', name, environment: null, owner: null, evidence, confidence };
}

/** CloudTrail names an AWS service by its host name in place of an address. */
function isService(source: string): boolean {
  return source.endsWith('.amazonaws.com');
}

function append<T>(index: Map<string, T[]>, key: string, item: T): void {
  const items = index.get(key);
  if (items) items.push(item);
  else index.set(key, [item]);
}
