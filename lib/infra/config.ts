import * as z from 'zod';
import { trail } from './trail-config.ts';

const region = z
  .string()
  .regex(/^[a-z]{2,6}(-[a-z]{2,12}){1,3}-\d{1,2}$/, { error: 'a Region such as eu-west-1' });
const account = z.string().regex(/^\d{12}$/, { error: 'an account of 12 digits' });
const days = z.int().min(1).max(3650);

function isTimeZone(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
    return true;
  } catch {
    return false;
  }
}

const schedule = z
  .strictObject({
    cron: z
      .string()
      .regex(/^\S+( \S+){5}$/, { error: 'six fields: minutes hours day-of-month month day-of-week year' })
      .default('0 3 * * ? *')
      .describe('When the night begins, as six cron fields of EventBridge Scheduler.'),
    timeZone: z
      .string()
      .refine(isTimeZone, { error: 'an IANA time zone such as Europe/Berlin' })
      .default('UTC')
      .describe('IANA time zone of the cron fields; it may have summer time.'),
    flexibleMinutes: z
      .int()
      .min(0)
      .max(1440)
      .default(15)
      .describe(
        'Minutes by which the start may be put off, so that not everybody calls AWS at once; 0: none.',
      ),
    enabled: z.boolean().default(true).describe('Whether the night begins by itself.'),
    everyDays: z
      .int()
      .min(0)
      .max(6)
      .default(1)
      .describe('Days from one night to the next, after which its absence is an alarm; 0: no such alarm.'),
  })
  .prefault({});

const retention = z
  .strictObject({
    snapshotDays: days.default(400).describe('Days that what a run read and found stays in the bucket.'),
    replacedDays: days.default(30).describe('Days that a replaced version of an object stays.'),
    runDays: days.default(400).describe('Days that a run stays in the table.'),
    logDays: days.default(90).describe("Days that the workers' logs stay."),
    keepOnDestroy: z
      .boolean()
      .default(true)
      .describe('Whether table and bucket outlive the stack; false: everything goes with it.'),
  })
  .prefault({});

const organisation = z.strictObject({
  id: z
    .string()
    .regex(/^o-[a-z0-9]{10,32}$/, { error: 'an organisation id such as o-a1b2c3d4e5' })
    .describe('Id of the organisation: only its principals are trusted.'),
  managementAccount: account.describe('It has a stack of its own: service-managed StackSets skip it.'),
  hubAccount: account.describe('Security tooling account: state, schedule and state machines.'),
  externalId: z
    .string()
    .regex(/^[\w+=,.@:/-]{8,1224}$/, { error: '8 or more letters, digits or +=,.@:/-' })
    .describe('Shared by the hub and the roles of the spokes.'),
  organisationalUnits: z
    .array(z.string().regex(/^(ou|r)-[a-z0-9-]+$/, { error: 'an id such as ou-ab12-cd34ef56' }))
    .min(1)
    .describe('Where the spokes are deployed.'),
  excludedAccounts: z.array(account).default([]).describe('Accounts that are not swept.'),
});

/** A secret by which the workers are let in elsewhere. */
const opening = z.string().regex(/^arn:[\w-]+:secretsmanager:[a-z0-9-]+:\d{12}:secret:\S+$/, {
  error: 'the ARN of a secret',
});

/** What lies behind a network of the account's own. */
const databases = z.strictObject({
  subnets: z
    .array(z.string().regex(/^subnet-[0-9a-f]{8,17}$/, { error: 'an id such as subnet-0a1b2c3d' }))
    .min(1)
    .max(16)
    .describe(
      'Subnets in which the functions of rotation stand, with a way to the databases and, by endpoints or NAT, to AWS.',
    ),
  securityGroups: z
    .array(z.string().regex(/^sg-[0-9a-f]{8,17}$/, { error: 'an id such as sg-0a1b2c3d' }))
    .min(1)
    .max(5)
    .describe('Their security groups: the databases let them in.'),
  admins: z
    .array(opening)
    .max(20)
    .default([])
    .describe(
      "Secrets of the databases' admins, as the policy file names them: every function of rotation may read these. None: only secrets that a function of their own rotates are tried there.",
    ),
});

/** Each has two roles and their policies in the hub, whose stack may have 500 resources. */
const MOST_ACCOUNTS = 50;

/** What is run for a dependent to tell whether it is well. */
const ownCommand = z.strictObject({
  taskDefinition: z
    .string()
    .regex(/^arn:[\w-]+:ecs:[a-z0-9-]+:\d{12}:task-definition\/[\w-]+$/, {
      error: 'the ARN of a task definition without its revision',
    })
    .describe('Whose newest revision is run; nothing of it is overridden, and it is given no credential.'),
  cluster: z
    .string()
    .regex(/^arn:[\w-]+:ecs:[a-z0-9-]+:\d{12}:cluster\/[\w-]+$/, { error: 'the ARN of a cluster' })
    .describe('In which it runs.'),
  roles: z
    .array(z.string().regex(/^arn:[\w-]+:iam::\d{12}:role\/[\w+=,.@/-]+$/, { error: 'the ARN of a role' }))
    .max(4)
    .describe('Those of its task and of its execution: the prober may pass these to ECS.'),
});

const rotation = z
  .strictObject({
    enabled: z
      .boolean()
      .default(false)
      .describe(
        'Whether plans (rotate, retire, contain) can be carried out: adds six functions with roles of their own, state machines, a reconciler, and what begins plans that the policy lets begin without a person. In an organisation the functions are in each of rotation.accounts, the rest is in the hub.',
      ),
    accounts: z
      .array(account)
      .max(MOST_ACCOUNTS)
      .default([])
      .describe(
        'Accounts of an organisation in which plans may be carried out; each opts in by its stack NightwardenRotation-ACCOUNT. The management account only if it is named.',
      ),
    reconcileMinutes: z
      .int()
      .min(5)
      .max(60)
      .default(15)
      .describe('Minutes from one run of the reconciler to the next.'),
    breakGlass: z
      .array(
        z.string().regex(/^arn:[\w-]+:iam::\d{12}:(?:user|role)\/[\w+=,.@/-]+$/, {
          error: 'the ARN of an IAM user or role',
        }),
      )
      .max(20)
      .default([])
      .describe(
        'Users and roles that no plan may touch, whatever it says: a Deny in each role that writes to IAM.',
      ),
    served: z
      .array(
        z.string().regex(/^arn:[\w-]+:secretsmanager:[\w-]+:\d{12}:secret:[\w/+=.@-]+-\w{6}$/, {
          error: 'the ARN of a secret',
        }),
      )
      .max(50)
      .default([])
      .describe(
        'Secrets whose own rotation may name a function of this deployment (output RotateSecretArn), which then makes a plan of it; each must be the store of a credential in the policy file. None: there is no such function.',
      ),
    services: z
      .array(
        z.string().regex(/^arn:[\w-]+:ecs:[a-z0-9-]+:\d{12}:service\/[\w-]+\/[\w-]+$/, {
          error:
            'the ARN of an ECS service with its cluster: arn:aws:ecs:REGION:ACCOUNT:service/CLUSTER/SERVICE',
        }),
      )
      .max(50)
      .default([])
      .describe(
        'ECS services that plans may redeploy, so that their tasks take what was published; the policy file names the same ones. None: no function may redeploy anything.',
      ),
    starts: z
      .array(
        z.strictObject({
          secret: z.string().regex(/^arn:[\w-]+:secretsmanager:[\w-]+:\d{12}:secret:[\w/+=.@-]+-\w{6}$/, {
            error: 'the ARN of a secret',
          }),
          function: z.string().regex(/^arn:[\w-]+:lambda:[\w-]+:\d{12}:function:[\w-]{1,64}$/, {
            error: 'the ARN of a function, without a version or an alias',
          }),
        }),
      )
      .max(20)
      .default([])
      .describe(
        'Secrets that a function of their own rotates, and that function: the issuer may start these rotations, and no others. Each must be a credential of the policy file with the same function as rotatedBy.',
      ),
    ownCommands: z
      .array(ownCommand)
      .max(10)
      .default([])
      .describe(
        'Commands of their owners that the prober may run as tasks of ECS, as the policy file names them (by: task, with ownCommands: true). Whoever may change such a task definition decides what runs. None: nothing is run.',
      ),
    bridges: z
      .array(opening)
      .max(20)
      .default([])
      .describe(
        'Secrets that open bridges to third parties (docs/webhook-issuer.md), as the policy file names them (issuer: access): every function of rotation may read these.',
      ),
    databases: databases.optional(),
  })
  .prefault({});

/** Every option of a deployment, with its default and what it is for. */
export const CONFIG = z.strictObject({
  mode: z
    .enum(['single', 'organisation'])
    .default('single')
    .describe('One account by itself, or a hub with a spoke in every account.'),
  regions: z.array(region).default([]).describe('Regions to sweep; none named: all that are enabled.'),
  homeRegion: region
    .optional()
    .describe(
      'Region of the deployment, and where global services are asked. Without it: where the command line deploys to, for an organisation us-east-1.',
    ),
  guardDutyRegions: z
    .array(region)
    .default([])
    .describe(
      'Further Regions whose GuardDuty and Health events are heard at once; for a single account homeRegion must be named with them.',
    ),
  schedule,
  trail,
  secretReading: z
    .boolean()
    .default(true)
    .describe('Whether what workloads show in the open may be read (environments, parameters, user data).'),
  encryption: z
    .enum(['aws', 'customer'])
    .default('aws')
    .describe("By AWS's own keys, or by a customer managed key that the stack makes."),
  objectLockDays: z
    .int()
    .min(0)
    .max(3650)
    .default(0)
    .describe('Days in which nobody can delete what a run kept (compliance mode); 0: no lock.'),
  retention,
  accessLogBucket: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, { error: 'the name of a bucket' })
    .optional()
    .describe(
      "Bucket of the same Region that takes the evidence bucket's server access logs; it must let S3 write.",
    ),
  rotation,
  accountsAtOnce: z.int().min(1).max(1000).default(10).describe('Accounts that are swept side by side.'),
  toleratedFailurePercent: z
    .int()
    .min(0)
    .max(100)
    .default(20)
    .describe('Accounts in a hundred that may fail before the night itself counts as failed.'),
  notify: z.array(z.email()).default([]).describe('Who gets the summary of each run.'),
  permissionsBoundary: z
    .string()
    .regex(/^arn:[\w-]+:iam::(\d{12}|aws):policy\/.+$/, { error: 'the ARN of a managed policy' })
    .optional()
    .describe('Permissions boundary of every role that is made.'),
  organisation: organisation.optional().describe('Asked for when mode is organisation.'),
});
export type Config = z.output<typeof CONFIG>;
