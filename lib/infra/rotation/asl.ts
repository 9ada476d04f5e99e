import { INVOKE_ROLE, workerName } from '../../core/rotation/accounts.ts';
import { ANSWER_FIELDS } from '../../core/rotation/answer.ts';
import { type Role, WORKER_SECONDS } from '../../core/rotation/roles.ts';

/** A state, as the Amazon States Language writes it (JSONPath). */
export type State = Readonly<Record<string, unknown>> & { readonly Type: string };
export type States = Readonly<Record<string, State>>;

export interface Definition {
  readonly Comment: string;
  readonly StartAt: string;
  readonly States: States;
  readonly TimeoutSeconds?: number;
}

/** What CloudFormation fills in when the machine is made. */
export type Placeholder = Role | 'ask' | 'topic' | 'waiting' | 'partition' | 'region';

/** Whose functions a machine calls: the deployment's own, or in an organisation those of the account that the rotation names. */
export type Workers = 'own' | 'accounts';

export function filledIn(name: Placeholder): string {
  return `\${${name}}`;
}

/** Seconds that a worker is waited for. */
const WAITED_SECONDS = WORKER_SECONDS + 30;

/** Errors of which a machine ends, or leaves a wave: its own. */
export const ENDS_BY = { blocked: 'Blocked', notFinished: 'NotFinished', rolledBack: 'RolledBack' } as const;

/** Tells that Lambda could not take the call: https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html */
const BUSY = {
  ErrorEquals: [
    'Lambda.TooManyRequestsException',
    'Lambda.ServiceException',
    'Lambda.AWSLambdaException',
    'Lambda.SdkClientException',
  ],
  IntervalSeconds: 2,
  MaxAttempts: 8,
  BackoffRate: 2,
  MaxDelaySeconds: 120,
  JitterStrategy: 'FULL',
} as const;

/**
 * Each invocation reads the ledger anew and does what is left, so that it can be tried again whatever it failed of.
 * `patiently`: what puts something back, or stops a leak, is tried for hours; the rest is soon left to the reconciler.
 */
export function retries(how: 'soon' | 'patiently'): readonly object[] {
  const rest =
    how === 'soon'
      ? { IntervalSeconds: 5, MaxAttempts: 3, BackoffRate: 3, MaxDelaySeconds: 120 }
      : { IntervalSeconds: 10, MaxAttempts: 14, BackoffRate: 2, MaxDelaySeconds: 900 };
  return [BUSY, { ErrorEquals: ['States.ALL'], ...rest, JitterStrategy: 'FULL' }];
}

interface TaskProps {
  readonly next: string;
  readonly failed: string;
  readonly how: 'soon' | 'patiently';
  readonly workers: Workers;
}

/** A worker goes on with the rotation in its role, and tells where it stands. */
export function invoke(role: Role, { next, failed, how, workers }: TaskProps): State {
  return {
    Type: 'Task',
    ...(workers === 'own' ? ownWorker(role) : workerOfAccount(role)),
    ResultPath: '$.answer',
    TimeoutSeconds: WAITED_SECONDS,
    Retry: retries(how),
    Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: null, Next: failed }],
    Next: next,
  };
}

function ownWorker(role: Role): object {
  return { Resource: filledIn(role), Parameters: { 'rotation.$': '$.rotation' } };
}

/** A rotation's id begins with its account. */
const ACCOUNT = "States.ArrayGetItem(States.StringSplit($.rotation, '-'), 0)";

/**
 * The function of that name in the rotation's account, called as a role there, for which Step Functions gives the ARN of
 * this machine as external id. https://docs.aws.amazon.com/step-functions/latest/dg/concepts-access-cross-acct-resources.html
 */
function workerOfAccount(role: Role): object {
  const [partition, region] = [filledIn('partition'), filledIn('region')];
  const name = `arn:${partition}:lambda:${region}:{}:function:${workerName(role)}`;
  return {
    Resource: `arn:${partition}:states:::lambda:invoke`,
    Parameters: {
      'FunctionName.$': `States.Format('${name}', ${ACCOUNT})`,
      Payload: { 'rotation.$': '$.rotation' },
    },
    Credentials: {
      'RoleArn.$': `States.Format('arn:${partition}:iam::{}:role/${INVOKE_ROLE}', ${ACCOUNT})`,
    },
    ResultSelector: Object.fromEntries(ANSWER_FIELDS.map((field) => [`${field}.$`, `$.Payload.${field}`])),
  };
}

export interface Rule {
  readonly when: object;
  readonly next: string;
}

export function choose(rules: readonly Rule[], otherwise: string): State {
  return {
    Type: 'Choice',
    Choices: rules.map(({ when, next }) => ({ ...when, Next: next })),
    Default: otherwise,
  };
}

export function all(...conditions: readonly object[]): object {
  return { And: conditions };
}

export function isText(path: string, text: string): object {
  return { Variable: path, StringEquals: text };
}

export function isNull(path: string): object {
  return { Variable: path, IsNull: true };
}
