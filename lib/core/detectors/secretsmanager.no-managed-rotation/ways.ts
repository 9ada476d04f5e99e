import type { Secret } from '../../model/credential.ts';
import { day } from '../../model/time.ts';

/** A ready way to rotate a secret, and by what it is known. No value is read, so metadata must tell. */
export interface Way {
  readonly points: number;
  /** After "although": `its function rotates it no more`. */
  readonly how: string;
  /** After "rotation is off, and": what shows the way. */
  readonly because: string;
  readonly remedy: string;
}

/** @returns the surest way that a secret's metadata shows; undefined when it shows none, which proves nothing */
export function wayToRotate(secret: Secret): Way | undefined {
  return byFunction(secret) ?? byPartner(secret) ?? byPast(secret) ?? byDatabase(secret);
}

const FIRST_LOOK =
  'Ask its owner why rotation is off, and see that whoever reads the secret reads it anew (a value kept from start-up breaks); then';

/** Secrets Manager keeps the function when rotation is turned off. */
function byFunction({ rotationFunction }: Secret): Way | undefined {
  if (rotationFunction === undefined) return undefined;
  return {
    points: 50,
    how: 'it has a rotation function',
    because: `it has a rotation function, ${rotationFunction}`,
    remedy: `${FIRST_LOOK} see that its rotation function is still there, and turn rotation on, which rotates at once.`,
  };
}

/**
 * Of a managed external secret the type is the partner's: Secrets Manager rotates it without a function.
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/mes-partners.html
 */
function byPartner({ partnerType }: Secret): Way | undefined {
  if (partnerType === undefined) return undefined;
  return {
    points: 50,
    how: 'Secrets Manager rotates its kind with the partner',
    because: `its type is ${partnerType}, which Secrets Manager rotates with the partner`,
    remedy: `${FIRST_LOOK} give Secrets Manager the partner's metadata and a role, and turn rotation on, which rotates at once.`,
  };
}

function byPast({ rotation: { lastRotatedAt } }: Secret): Way | undefined {
  if (lastRotatedAt === undefined) return undefined;
  return {
    points: 50,
    how: 'it was rotated before',
    because: `it was last rotated on ${day(lastRotatedAt)}`,
    remedy: `${FIRST_LOOK} find what rotated it, and turn rotation on, which rotates at once.`,
  };
}

/**
 * Database engines as the `engine` of a database secret names them, and their services. AWS has a rotation function
 * ready for each, and RDS, Aurora and Redshift manage their administrator's password themselves.
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_secret_json_structure.html
 */
const ENGINES: Readonly<Record<string, string>> = {
  mysql: 'MySQL',
  mariadb: 'MariaDB',
  postgres: 'PostgreSQL',
  postgresql: 'PostgreSQL',
  oracle: 'Oracle',
  sqlserver: 'SQL Server',
  db2: 'Db2',
  'aurora-mysql': 'Aurora MySQL',
  'aurora-postgresql': 'Aurora PostgreSQL',
  mongo: 'DocumentDB',
  docdb: 'DocumentDB',
  documentdb: 'DocumentDB',
  redshift: 'Redshift',
};

const DATABASE: Pick<Way, 'points' | 'how' | 'remedy'> = {
  points: 40,
  how: 'its kind of database has a ready way to',
  remedy: `${FIRST_LOOK} let the database's own service manage the password (RDS, Aurora and Redshift can), or give the secret AWS's rotation function for its engine, and turn rotation on, which rotates at once.`,
};

function byDatabase({ name, tags }: Secret): Way | undefined {
  // The query editors of RDS and of Redshift name and tag what they store.
  // https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/query-editor.html
  if (/^rds-db-credentials\/(?:cluster|db)-/.test(name))
    return { ...DATABASE, because: 'its name is what the query editor of RDS gives a database user' };
  if (Object.hasOwn(tags, 'Redshift'))
    return { ...DATABASE, because: 'its tag Redshift marks a Redshift user' };
  const engine = Object.entries(tags)
    .find(([key]) => key.toLowerCase() === 'engine')?.[1]
    .toLowerCase();
  const service = engine !== undefined && Object.hasOwn(ENGINES, engine) ? ENGINES[engine] : undefined;
  return service === undefined ? undefined : { ...DATABASE, because: `its tag engine names ${service}` };
}
