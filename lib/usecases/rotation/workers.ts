import * as z from 'zod/mini';
import type { Functions } from '../../aws/invoke.ts';
import { accountIn, workerName } from '../../core/rotation/accounts.ts';
import type { StepAnswer } from '../../core/rotation/answer.ts';
import { type PlaceName, STEP_NAMES } from '../../core/rotation/names.ts';
import type { Role } from '../../core/rotation/roles.ts';
import type { Probed, RotationProber } from '../../ports/rotation.ts';
import type { RotationWorkers } from '../../ports/rotation-workers.ts';

const role = z.enum(['observer', 'issuer', 'publisher', 'prober', 'switcher', 'reaper']);

const answer = z.object({
  rotation: z.string(),
  state: z.enum(['going', 'parked', 'refused', 'done', 'restored', 'blocked', 'superseded']),
  at: z.custom<PlaceName>((value) => typeof value === 'string' && Object.hasOwn(STEP_NAMES, value)),
  copy: z.number(),
  waves: z.array(z.number()),
  needs: z.nullable(role),
  because: z.string(),
  waitSeconds: z.number(),
  approval: z.nullable(z.enum(['deactivate', 'delete', 'users', 'copy'])),
  halted: z.boolean(),
});

const probed = z.object({
  proofs: z.record(z.string(), z.enum(['works', 'refused', 'unknown'])),
  dependents: z.record(z.string(), z.enum(['well', 'ill', 'unknown'])),
  signs: z.exactOptional(z.record(z.string(), z.nullable(z.string()))),
  copies: z.record(z.string(), z.nullable(z.string())),
  laidOut: z.exactOptional(z.enum(['empty', 'filled', 'unknown'])),
});

/** Calls the function of a role for a rotation. */
export type CallWorker = (rotation: string, role: Role, payload: object) => Promise<unknown>;

/** The workers beside whoever calls, as functions of their own. @param arns by role */
export function workersBeside(
  functions: Functions,
  arns: Readonly<Partial<Record<Role, string>>>,
): CallWorker {
  return async (_rotation, role, payload) => {
    const arn = arns[role];
    if (arn === undefined) throw new RangeError(`expected a function of the ${role}, got none`);
    return functions.invoke(arn, payload);
  };
}

/** Where the workers of an organisation's accounts are: in the hub's own Region. */
export interface WorkersPlace {
  readonly partition: string;
  readonly region: string;
}

/**
 * The workers of the account that a rotation's id names, under the names that they have in each.
 * @param functionsIn calls in an account, as what that account lets the hub become
 */
export function workersInAccounts(
  { partition, region }: WorkersPlace,
  functionsIn: (account: string) => Functions,
): CallWorker {
  const known = new Map<string, Functions>();
  return async (rotation, role, payload) => {
    const account = accountIn(rotation);
    if (account === undefined)
      throw new RangeError(`expected a rotation whose id names its account, got ${rotation}`);
    const functions = known.get(account) ?? functionsIn(account);
    known.set(account, functions);
    const arn = `arn:${partition}:lambda:${region}:${account}:function:${workerName(role)}`;
    return functions.invoke(arn, payload);
  };
}

/** The workers that take steps. */
export function stepping(call: CallWorker): RotationWorkers {
  return {
    step: async (rotation, asRole) =>
      answer.parse(await call(rotation, asRole, { rotation })) satisfies StepAnswer,
  };
}

/** The prober as a function of its own: whoever asks may not read what it reads. */
export function invokedProber(functions: Functions, arn: string): RotationProber {
  return {
    async probe(asked) {
      return probed.parse(await functions.invoke(arn, asked)) satisfies Probed;
    },
  };
}
