import * as z from 'zod';
import { isCredentialName } from '../../core/model/people.ts';
import { DEFAULT_LOOKS } from '../../core/rotation/exposure/looks.ts';
import type { Durations } from '../../core/rotation/plan.ts';
import {
  DEFAULT_ROTATION,
  type DeclaredCredential,
  LEAK_SIGNS,
  type RotationPolicy,
  STORE,
} from '../../core/rotation/policy.ts';
import { policyFaults } from '../../core/rotation/policy-faults.ts';
import { copy } from './copy-schema.ts';
import { database } from './database-schema.ts';
import { arn, duration, name, region, secretArn, wholeOf } from './fields.ts';
import { issuer } from './issuer-schema.ts';
import { probe } from './probe-schema.ts';
import { service } from './service-schema.ts';
import { shape } from './shape-schema.ts';

const DEFAULTS = DEFAULT_ROTATION;
const KINDS = ['rotate', 'retire', 'contain'] as const;

const approvals = z.array(
  z.enum(['deactivate', 'delete'], { error: 'deactivate or delete: what a person must have approved' }),
  { error: 'a list of deactivate and delete' },
);
const containApprovals = z.array(
  z.enum(['delete'], { error: 'delete: containing waits for nobody, only deleting does' }),
  { error: 'a list of delete' },
);

const clock = z
  .string({ error: 'a time such as "09:00", in quotes' })
  .regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, { error: 'a time such as "09:00", in quotes' });

const window = z.strictObject(
  {
    timeZone: z
      .string({ error: 'a time zone such as Europe/Berlin' })
      .refine(isTimeZone, { error: 'a time zone such as Europe/Berlin' }),
    days: z
      .array(
        z
          .int({ error: 'a day from 1 (Monday) to 7 (Sunday)' })
          .min(1, { error: 'a day from 1 (Monday) to 7 (Sunday)' })
          .max(7, { error: 'a day from 1 (Monday) to 7 (Sunday)' }),
        { error: 'a list of days from 1 (Monday) to 7 (Sunday)' },
      )
      .min(1, { error: 'at least one day' }),
    from: clock,
    until: clock,
  },
  { error: 'timeZone, days, from and until of a change window' },
);

const durations = z
  .strictObject(
    Object.fromEntries(
      Object.entries(DEFAULTS.durations).map(([each, standard]) => [each, duration.default(standard)]),
    ) as Record<keyof Durations, z.ZodDefault<typeof duration>>,
    { error: 'durations such as watch: 7d' },
  )
  .default(DEFAULTS.durations);

const plans = wholeOf(0, 'a whole number of plans, 0 or more');
const caps = z
  .strictObject(
    {
      night: plans.default(DEFAULTS.caps.night),
      account: plans.default(DEFAULTS.caps.account),
      owner: plans.default(DEFAULTS.caps.owner),
      containAnHour: plans.default(DEFAULTS.caps.containAnHour),
    },
    { error: 'caps with their numbers of plans' },
  )
  .default(DEFAULTS.caps);

const looks = z.strictObject(
  {
    soon: duration.default(DEFAULT_LOOKS.soon),
    soonFor: duration.default(DEFAULT_LOOKS.soonFor),
    later: duration.default(DEFAULT_LOOKS.later),
  },
  { error: 'soon, soonFor and later: durations such as 1h' },
);

const source = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], {
  error: 'an address or a CIDR block',
});

const dependent = z.strictObject(
  {
    name,
    environment: name.nullable().default(null),
    owner: name.nullable().default(null),
    reads: name.default(STORE),
    probes: z.array(probe, { error: 'a list of probes' }).default([]),
    refresh: duration.nullable().default(null),
    redeploy: z.exactOptional(
      z.strictObject(
        {
          in: z.literal('ecs-service', { error: 'ecs-service' }),
          cluster: name,
          service: name,
          region,
        },
        { error: 'in: ecs-service, with its cluster, service and region' },
      ),
    ),
    seenAs: z
      .strictObject(
        {
          sources: z
            .array(source, { error: 'a list of addresses or CIDR blocks' })
            .min(1, { error: 'at least one address or CIDR block' }),
        },
        { error: 'sources: addresses or CIDR blocks' },
      )
      .nullable()
      .default(null),
    arn: arn.nullable().default(null),
  },
  { error: 'name, reads, probes, … of a dependent' },
);

const aCredential =
  "an access key id, the id of a service-specific credential, the ARN of a user, or of the secret of a database user, of a third party's token or of what its own function rotates";
const NAMED =
  /^AKIA|^ACCA[A-Z0-9]{12,124}$|^arn:[a-z0-9-]+:(iam::\d{12}:user\/|secretsmanager:[a-z0-9-]+:\d{12}:secret:)/;

const declared = z.strictObject(
  {
    credential: z
      .string({ error: aCredential })
      .refine((text) => NAMED.test(text) && (isCredentialName(text) || text.includes(':secretsmanager:')), {
        error: aCredential,
      }),
    authors: z
      .array(arn, { error: 'a list of ARNs of those who wrote this down' })
      .min(1, { error: 'at least one ARN: whoever wrote this down may not approve its plans' }),
    store: z.strictObject(
      {
        secret: secretArn,
        shape: shape.nullable().default(null),
        replicas: z.array(region, { error: 'a list of Regions' }).default([]),
        servedBy: z.exactOptional(arn),
        rotatedBy: z.exactOptional(arn),
        keepsOld: z.exactOptional(z.boolean({ error: 'true or false' })),
      },
      { error: 'secret and shape of where the value is stored' },
    ),
    database: database.nullable().default(null),
    service: z.exactOptional(service),
    issuer: z.exactOptional(issuer),
    regions: z.array(region, { error: 'a list of Regions' }).default([]),
    copies: z.array(copy, { error: 'a list of copies' }).default([]),
    dependents: z.array(dependent, { error: 'a list of dependents' }).default([]),
    watch: duration.nullable().default(null),
    quarantine: duration.nullable().default(null),
  },
  { error: 'credential, authors, store and dependents' },
);

/** How the value lies in its secret is told by whoever declares a key; of a database user it is AWS's own way. */
const credential = declared.transform((given, context): DeclaredCredential => {
  const { store, database: server, issuer: bridge, ...others } = given;
  const own = bridge === undefined ? {} : { issuer: { ...bridge, secret: store.secret } };
  const rest = { ...others, ...own };
  if (server === null) {
    if (store.shape !== null) return { ...rest, store: { ...store, shape: store.shape } };
    const message =
      'shape: as json, smtp, service-password, service-api-key or token, with the names of its fields (beside rotatedBy postgres or opaque too); or the database of a database user';
    context.issues.push({ code: 'custom', message, input: store, path: ['store', 'shape'] });
    return z.NEVER;
  }
  if (store.shape !== null) {
    const message = "no shape: a database user's secret has that of AWS";
    context.issues.push({ code: 'custom', message, input: store.shape, path: ['store', 'shape'] });
    return z.NEVER;
  }
  const { host, port } = server;
  return {
    ...rest,
    store: { ...store, shape: { as: 'database', host, port } },
    database: { ...server, secret: store.secret },
  };
});

/** What a policy file says of rotation; what it leaves out has its default. */
export const rotationSchema = z
  .strictObject(
    {
      unattended: z
        .array(z.enum(KINDS, { error: 'rotate, retire or contain' }), { error: 'a list of kinds of plan' })
        .default([...DEFAULTS.unattended]),
      autoContain: z
        .array(z.enum(LEAK_SIGNS, { error: LEAK_SIGNS.join(', ') }), { error: 'a list of signs of a leak' })
        .default([...DEFAULTS.autoContain]),
      approvals: z
        .strictObject(
          {
            rotate: approvals.default([...DEFAULTS.approvals.rotate]),
            retire: approvals.default([...DEFAULTS.approvals.retire]),
            contain: containApprovals.default(['delete']),
          },
          { error: 'approvals by kind of plan' },
        )
        .default({ rotate: ['delete'], retire: ['deactivate', 'delete'], contain: ['delete'] }),
      ownCommands: z.exactOptional(
        z.literal(true, { error: 'true, or leave it out: commands of their own are probes of nobody' }),
      ),
      approvalsWithin: duration.default(DEFAULTS.approvalsWithin),
      window: window.nullable().default(null),
      durations,
      caps,
      looks: z.exactOptional(looks),
      breakGlass: z.array(arn, { error: 'a list of ARNs of users and roles' }).default([]),
      credentials: z.array(credential, { error: 'a list of credentials' }).default([]),
    },
    { error: 'fields with their values' },
  )
  .superRefine((policy, context) => {
    // A part that was refused is not there to be looked at.
    if (context.issues.length > 0) return;
    for (const { path, expected } of policyFaults(policy))
      context.addIssue({ code: 'custom', path: [...path], message: expected, input: policy });
  }) satisfies z.ZodType<RotationPolicy>;

function isTimeZone(text: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
