import { REVOKE, revoking } from '../exposure/revoking.ts';
import type { Redeploy } from '../where.ts';

/** Lines of AWS's command line, as a person would paste them. Ids and names only: no command holds or shows a value. */

const PLAIN = /^[\w@%+=:,./-]+$/;

/** A word as a shell takes it. */
export function word(text: string): string {
  return PLAIN.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** @param options by their names without dashes; true: a flag */
export function aws(
  service: string,
  operation: string,
  options: Readonly<Record<string, string | true>>,
): string {
  const given = Object.entries(options).map(
    ([name, value]) => `--${name}${value === true ? '' : ` ${word(value)}`}`,
  );
  return ['aws', service, operation, ...given].join(' ');
}

/** What is done to a credential of a user by hand, in the words of its kind. */
export interface CredentialCommands {
  readonly list: string;
  readonly setStatus: (id: string, status: 'Active' | 'Inactive') => string;
  readonly remove: (id: string) => string;
  /** Into a file that only its maker can read. */
  readonly create: (file: string, user?: string) => string;
  readonly lastUsed: (id: string) => readonly string[];
  /** What CloudTrail has of it in a Region, or of its user; empty: nothing. */
  readonly uses: (id: string, region: string) => readonly string[];
}

export function credentialCommands(user: string, service: string | undefined): CredentialCommands {
  if (service !== undefined) return serviceCommands(user, service);
  return {
    list: listKeys(user),
    setStatus: (id, status) => setStatus(user, id, status),
    remove: (id) => deleteKey(user, id),
    create: (file, of = user) => createKey(of, file),
    lastUsed: (id) => [lastUsed(id)],
    uses: (id, region) => [usesOf(id, region)],
  };
}

function serviceCommands(user: string, service: string): CredentialCommands {
  const one = (id: string) => ({ 'user-name': user, 'service-specific-credential-id': id });
  return {
    list: aws('iam', 'list-service-specific-credentials', { 'user-name': user, 'service-name': service }),
    setStatus: (id, status) => aws('iam', 'update-service-specific-credential', { ...one(id), status }),
    remove: (id) => aws('iam', 'delete-service-specific-credential', one(id)),
    create: (file, of = user) => {
      const create = { 'user-name': of, 'service-name': service };
      return `(umask 077; ${aws('iam', 'create-service-specific-credential', create)} > ${word(file)})`;
    },
    // Nobody keeps it.
    lastUsed: () => [],
    uses: (_id, region) => {
      const attribute = `AttributeKey=Username,AttributeValue=${user}`;
      return [aws('cloudtrail', 'lookup-events', { 'lookup-attributes': attribute, region })];
    },
  };
}

export function listKeys(user: string): string {
  return aws('iam', 'list-access-keys', { 'user-name': user });
}

function lastUsed(key: string): string {
  return aws('iam', 'get-access-key-last-used', { 'access-key-id': key });
}

function usesOf(key: string, region: string): string {
  const attribute = `AttributeKey=AccessKeyId,AttributeValue=${key}`;
  return aws('cloudtrail', 'lookup-events', { 'lookup-attributes': attribute, region });
}

export function setStatus(user: string, key: string, status: 'Active' | 'Inactive'): string {
  return aws('iam', 'update-access-key', { 'user-name': user, 'access-key-id': key, status });
}

function deleteKey(user: string, key: string): string {
  return aws('iam', 'delete-access-key', { 'user-name': user, 'access-key-id': key });
}

/** Into a file that only its maker can read: the answer holds the value, and is shown nowhere. */
function createKey(user: string, file: string): string {
  return `(umask 077; ${aws('iam', 'create-access-key', { 'user-name': user })} > ${word(file)})`;
}

export function versions(secret: string, region: string): string {
  return aws('secretsmanager', 'list-secret-version-ids', { 'secret-id': secret, region });
}

export function moveCurrent(secret: string, to: string, from: string, region: string): string {
  return aws('secretsmanager', 'update-secret-version-stage', {
    'secret-id': secret,
    'version-stage': 'AWSCURRENT',
    'move-to-version-id': to,
    'remove-from-version-id': from,
    region,
  });
}

export function describeSecret(secret: string, region: string): string {
  return aws('secretsmanager', 'describe-secret', { 'secret-id': secret, region });
}

/** By its own function, with whatever schedule it has. */
export function rotate(secret: string, region: string): string {
  return aws('secretsmanager', 'rotate-secret', { 'secret-id': secret, region });
}

/** What a function has told in the last hour. */
export function logsOf(fn: string, region: string): string {
  const name = fn.split(':')[6] ?? '';
  return aws('logs', `tail ${word(`/aws/lambda/${name}`)}`, { since: '1h', region });
}

export function dropPending(secret: string, from: string, region: string): string {
  return aws('secretsmanager', 'update-secret-version-stage', {
    'secret-id': secret,
    'version-stage': 'AWSPENDING',
    'remove-from-version-id': from,
    region,
  });
}

/** Into a file that only its maker can read. */
export function fetchVersion(secret: string, version: string, region: string, file: string): string {
  const get = aws('secretsmanager', 'get-secret-value', {
    'secret-id': secret,
    'version-id': version,
    query: 'SecretString',
    output: 'text',
    region,
  });
  return `(umask 077; ${get} > ${word(file)})`;
}

export function storeVersion(secret: string, file: string, region: string): string {
  return aws('secretsmanager', 'put-secret-value', {
    'secret-id': secret,
    'secret-string': `file://${file}`,
    region,
  });
}

export function putParameter(name: string, file: string, region: string): string {
  return aws('ssm', 'put-parameter', {
    name,
    type: 'SecureString',
    value: `file://${file}`,
    overwrite: true,
    region,
  });
}

export function fetchEnvironment(fn: string, region: string, file: string): string {
  const get = aws('lambda', 'get-function-configuration', {
    'function-name': fn,
    query: 'Environment',
    output: 'json',
    region,
  });
  return `(umask 077; ${get} > ${word(file)})`;
}

export function putEnvironment(fn: string, region: string, file: string): string {
  return aws('lambda', 'update-function-configuration', {
    'function-name': fn,
    environment: `file://${file}`,
    region,
  });
}

export function aliasOf(fn: string, alias: string, region: string): string {
  return aws('lambda', 'get-alias', { 'function-name': fn, name: alias, region });
}

export function versionsOf(fn: string, region: string): string {
  return aws('lambda', 'list-versions-by-function', {
    'function-name': fn,
    query: 'Versions[].[Version,LastModified]',
    output: 'text',
    region,
  });
}

export function moveAlias(fn: string, alias: string, version: string, region: string): string {
  return aws('lambda', 'update-alias', {
    'function-name': fn,
    name: alias,
    'function-version': version,
    region,
  });
}

/** Starts the tasks of a service anew, and shows its deployments. */
export function redeploy({ cluster, service, region }: Redeploy): readonly string[] {
  return [
    aws('ecs', 'update-service', { cluster, service, 'force-new-deployment': true, region }),
    aws('ecs', 'describe-services', {
      cluster,
      services: service,
      query: 'services[].deployments[].[status,rolloutState,createdAt]',
      output: 'text',
      region,
    }),
  ];
}

/** The name of the inline policy by which contain denies everything, and of the one that denies older sessions. */
export const DENY_ALL = 'NightwardenDenyAll';
export const DENY_SESSIONS = 'NightwardenDenySessions';

const EVERYTHING = '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}';

export function denyAll(user: string): string {
  return aws('iam', 'put-user-policy', {
    'user-name': user,
    'policy-name': DENY_ALL,
    'policy-document': EVERYTHING,
  });
}

export function denyAllByAws(user: string, partition: string): string {
  return aws('iam', 'attach-user-policy', {
    'user-name': user,
    'policy-arn': `arn:${partition}:iam::aws:policy/AWSDenyAll`,
  });
}

export function policiesOf(user: string): readonly string[] {
  return [
    aws('iam', 'list-user-policies', { 'user-name': user }),
    aws('iam', 'list-attached-user-policies', { 'user-name': user }),
  ];
}

/**
 * Denies the sessions of one name that began before a moment, and no other of the role.
 * @param session by which the policy is named
 * @param userId `AROA…:SESSION-NAME`
 * @param before milliseconds since the epoch
 */
export function revokeSession(role: string, session: string, userId: string, before: number): string {
  return aws('iam', 'put-role-policy', {
    'role-name': role,
    'policy-name': `${REVOKE}${session}`,
    'policy-document': JSON.stringify(revoking([userId], before)),
  });
}

/** Files that held a value. */
export function shred(...files: readonly string[]): string {
  return `shred -u ${files.map(word).join(' ')}`;
}
