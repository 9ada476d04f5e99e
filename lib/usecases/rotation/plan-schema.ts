import * as z from 'zod/mini';
import { CREDENTIAL_KINDS } from '../../core/rotation/kinds/abilities.ts';

const key = z.string();
const milliseconds = z.number().check(z.nonnegative());

const durations = z.strictObject({
  lease: milliseconds,
  refresh: milliseconds,
  watch: milliseconds,
  quarantine: milliseconds,
  drain: milliseconds,
  settle: milliseconds,
  patience: milliseconds,
  parkAfter: milliseconds,
  poll: milliseconds,
});

const tls = z.discriminatedUnion('verify', [
  z.strictObject({ verify: z.literal('system') }),
  z.strictObject({ verify: z.literal('ca'), file: z.string() }),
  z.strictObject({ verify: z.literal('none') }),
]);

const shape = z.discriminatedUnion('as', [
  z.strictObject({ as: z.literal('json'), accessKeyId: z.string(), secretAccessKey: z.string() }),
  z.strictObject({
    as: z.literal('smtp'),
    username: z.string(),
    password: z.string(),
    accessKeyId: z.string(),
    secretAccessKey: z.string(),
    region: z.string(),
  }),
  z.strictObject({ as: z.literal('database'), host: z.string(), port: z.number() }),
  z.strictObject({ as: z.literal('postgres'), host: z.string(), port: z.number(), dbname: z.string(), tls }),
  z.strictObject({ as: z.literal('opaque') }),
  z.strictObject({
    as: z.literal('service-password'),
    id: z.string(),
    username: z.string(),
    password: z.string(),
  }),
  z.strictObject({ as: z.literal('service-api-key'), id: z.string(), apiKey: z.string() }),
  z.strictObject({ as: z.literal('token'), id: z.string(), token: z.string() }),
]);

const database = z.strictObject({
  engine: z.literal('postgres'),
  host: z.string(),
  port: z.number(),
  dbname: z.string(),
  users: z.array(z.string()),
  secret: z.string(),
  admin: z.string(),
  tls,
});

const issuer = z.strictObject({
  api: z.string(),
  principal: z.string(),
  access: z.string(),
  secret: z.string(),
  abilities: z.strictObject({
    slots: z.literal([1, 2]),
    revertible: z.boolean(),
    retrySafe: z.boolean(),
    oldUsableAfter: z.boolean(),
    lastUsedSignal: z.enum(['kept', 'sampled', 'none']),
  }),
});

const remote = {
  accessKeyId: z.string(),
  secretAccessKey: z.string(),
  token: z.string(),
  api: z.string(),
};

const target = z.discriminatedUnion('in', [
  z.strictObject({ in: z.literal('secret'), arn: z.string(), replicas: z.array(z.string()) }),
  z.strictObject({ in: z.literal('parameter'), name: z.string(), region: z.string() }),
  z.strictObject({
    in: z.literal('lambda-environment'),
    arn: z.string(),
    accessKeyId: z.string(),
    secretAccessKey: z.string(),
    alias: z.nullable(z.string()),
  }),
  z.strictObject({ in: z.literal('github-actions'), repository: z.string(), ...remote }),
  z.strictObject({ in: z.literal('gitlab'), project: z.string(), ...remote }),
  z.strictObject({ in: z.literal('person'), who: z.string(), instructions: z.string() }),
]);

const probe = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('http'), url: z.string(), status: z.number() }),
  z.strictObject({ by: z.literal('lambda'), arn: z.string() }),
  z.strictObject({ by: z.literal('alarm'), name: z.string(), region: z.string() }),
  z.strictObject({
    by: z.literal('ecs-service'),
    cluster: z.string(),
    service: z.string(),
    region: z.string(),
  }),
  z.strictObject({ by: z.literal('seen') }),
  z.strictObject({
    by: z.literal('task'),
    region: z.string(),
    cluster: z.string(),
    family: z.string(),
    container: z.string(),
    launchType: z.enum(['FARGATE', 'EC2']),
    subnets: z.array(z.string()),
    securityGroups: z.array(z.string()),
    within: milliseconds,
  }),
]);

const where = z.strictObject({
  partition: z.string(),
  account: z.string(),
  region: z.string(),
  regions: z.array(z.string()),
  owner: z.nullable(z.string()),
  window: z.nullable(
    z.strictObject({
      timeZone: z.string(),
      days: z.array(z.number()),
      from: z.string(),
      until: z.string(),
    }),
  ),
  shape,
  database: z.exactOptional(database),
  rotatedBy: z.exactOptional(z.string()),
  service: z.exactOptional(
    z.strictObject({
      name: z.string(),
      repository: z.nullable(z.string()),
      days: z.nullable(z.number()),
    }),
  ),
  issuer: z.exactOptional(issuer),
  targets: z.record(z.string(), target),
  probes: z.record(z.string(), z.array(probe)),
  redeploys: z.exactOptional(
    z.record(
      z.string(),
      z.strictObject({
        in: z.literal('ecs-service'),
        cluster: z.string(),
        service: z.string(),
        region: z.string(),
      }),
    ),
  ),
  seenAs: z.record(z.string(), z.strictObject({ sources: z.array(z.string()) })),
  noWayBack: z.array(z.string()),
});

/** A plan as it is stored and handed from one place to another: every field, and no other. */
export const planSchema = z.strictObject({
  kind: z.enum(['rotate', 'retire', 'contain']),
  credentialKind: z.enum(CREDENTIAL_KINDS),
  principal: z.string(),
  key,
  slots: z.array(z.strictObject({ id: key, status: z.enum(['Active', 'Inactive']) })),
  secret: z.nullable(z.strictObject({ arn: z.string(), version: z.string() })),
  copies: z.array(
    z.strictObject({
      id: z.string(),
      kind: z.enum(['secret', 'copy']),
      writeOnly: z.exactOptional(z.literal(true)),
      byHand: z.exactOptional(z.literal(true)),
    }),
  ),
  dependents: z.array(
    z.strictObject({ id: z.string(), copy: z.string(), redeployed: z.exactOptional(z.literal(true)) }),
  ),
  approvals: z.array(z.enum(['deactivate', 'delete', 'users'])),
  durations,
  policyVersion: z.string(),
  where,
  spares: z.exactOptional(z.array(key)),
  served: z.exactOptional(z.strictObject({ version: z.string(), by: z.string() })),
});
