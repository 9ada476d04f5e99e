import * as z from 'zod/mini';
import { readEnvironment } from './environment.ts';

const days = z.pipe(z.string(), z.transform(Number));
const list = z.pipe(
  z.string(),
  z.transform((text) => text.split(',').filter((item) => item !== '')),
);

/** What a worker is told by its environment: names and ARNs, never a secret. */
const settings = z.object({
  NIGHTWARDEN_TABLE: z.string(),
  NIGHTWARDEN_BUCKET: z.string(),
  /** The Region of the deployment. */
  AWS_REGION: z.string(),
  /** Where global services are asked. */
  NIGHTWARDEN_HOME_REGION: z.string(),
  NIGHTWARDEN_PARTITION: z.string(),
  /** The account of the deployment, 12 digits. */
  NIGHTWARDEN_ACCOUNT: z.string(),
  NIGHTWARDEN_RUN_DAYS: days,
  /** Regions to sweep; empty: all that are enabled. */
  NIGHTWARDEN_REGIONS: list,
  /** Names of the roles in each spoke; absent: the worker's own role reads and publishes. */
  NIGHTWARDEN_READ_ROLE: z.optional(z.string()),
  NIGHTWARDEN_PUBLISH_ROLE: z.optional(z.string()),
  /** Lists the organisation's accounts, in its management account. */
  NIGHTWARDEN_ACCOUNTS_ROLE: z.optional(z.string()),
  NIGHTWARDEN_MANAGEMENT_ACCOUNT: z.optional(z.string()),
  NIGHTWARDEN_EXTERNAL_ID: z.optional(z.string()),
  /** Accounts that are left out. */
  NIGHTWARDEN_EXCLUDED: z.optional(list),
  /** Where a trail's files lie; absent: CloudTrail is asked key by key. */
  NIGHTWARDEN_TRAIL_BUCKET: z.optional(z.string()),
  NIGHTWARDEN_TRAIL_REGION: z.optional(z.string()),
  NIGHTWARDEN_TRAIL_PREFIX: z.optional(z.string()),
  NIGHTWARDEN_TRAIL_ORGANISATION: z.optional(z.string()),
  NIGHTWARDEN_TRAIL_DAYS: z.optional(days),
  /** ARNs of the ECS services that plans may redeploy. */
  NIGHTWARDEN_REDEPLOYS: z.optional(list),
  NIGHTWARDEN_TOPIC: z.optional(z.string()),
  /** ARN of the sweep's state machine. */
  NIGHTWARDEN_MACHINE: z.optional(z.string()),
});
export type Settings = z.output<typeof settings>;

/** @throws {Error} naming the variable, never its value, when the deployment forgot one */
export function readSettings(environment: NodeJS.ProcessEnv = process.env): Settings {
  return readEnvironment(settings, environment);
}
