import { type Approved, approveBy, attestBy } from '../../core/rotation/approver.ts';
import { isEnded, type Row } from '../../core/rotation/ledger.ts';
import type { Approval } from '../../core/rotation/plan.ts';
import { abort } from '../../core/rotation/requests.ts';
import { InputError } from '../../ports/input-error.ts';
import type { RotationClock, RotationLedger } from '../../ports/rotation.ts';
import type { RotationStarter } from '../../ports/rotation-starter.ts';

export type Requested =
  | { readonly state: 'taken'; readonly row: Row }
  | { readonly state: 'refused'; readonly because: string; readonly todo: string };

export interface RequestPorts {
  readonly ledger: Pick<RotationLedger, 'read' | 'write'>;
  readonly starter: RotationStarter;
  /** Wakes an execution that waits for a person. */
  readonly wake: (rotation: string) => Promise<void>;
  readonly clock: RotationClock;
  readonly sleep: (ms: number) => Promise<void>;
}

/** A call is under way, or somebody wrote first: looked at again this often, a second apart. */
const TRIES = 30;

/**
 * Writes a person's approval into a plan.
 * @param by ARN of the caller
 * @throws {InputError} when there is no such plan
 */
export async function approvePlan(
  rotation: string,
  what: Approval,
  by: string,
  ports: RequestPorts,
): Promise<Requested> {
  return request(rotation, ports, (row) => approveBy(row, what, by, ports.clock.now()));
}

/**
 * Writes a person's word into a plan that they have put a value into a copy by hand.
 * @param by ARN of the caller
 * @throws {InputError} when there is no such plan
 */
export async function attestCopy(
  rotation: string,
  copy: string,
  by: string,
  ports: RequestPorts,
): Promise<Requested> {
  return request(rotation, ports, (row) => attestBy(row, copy, by, ports.clock.now()));
}

/**
 * Asks for the old credential back.
 * @throws {InputError} when there is no such plan
 */
export async function abortPlan(rotation: string, ports: RequestPorts): Promise<Requested> {
  return request(rotation, ports, (row) => {
    const asked = abort(row);
    return asked === null ? notAborted(row) : { state: 'taken', row: asked };
  });
}

async function request(
  rotation: string,
  { ledger, starter, wake, sleep }: RequestPorts,
  ask: (row: Row) => Approved,
): Promise<Requested> {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const row = await ledger.read(rotation);
    if (row === undefined)
      throw new InputError(
        `${JSON.stringify(rotation.slice(0, 80))}: no such plan: nightwarden status lists those that are under way`,
      );
    const asked = ask(row);
    if (asked.state === 'refused') return asked;
    if (asked.state === 'taken' && (await ledger.write(row, asked.row))) {
      // An execution that ended when the plan parked is not there to go on with it; the reconciler is, anyway.
      await starter.start(rotation, row.plan.kind).catch(() => {});
      // Whoever may not wake it leaves that to the reconciler too.
      await wake(rotation).catch(() => {});
      return asked;
    }
    await sleep(1_000);
  }
  return {
    state: 'refused',
    because: 'somebody is acting on it all the time',
    todo: 'try again in a minute; nightwarden status shows what it does',
  };
}

function notAborted(row: Row): Approved {
  const { state, noReturn, plan, rotation } = row;
  const see = `see nightwarden status ${rotation} --runbook for what can be done by hand`;
  if (isEnded(row)) return { state: 'refused', because: `it has ended already (${state})`, todo: see };
  if (plan.kind === 'contain')
    return {
      state: 'refused',
      because: 'what leaked is never given back: containing can not be aborted',
      todo: see,
    };
  if (noReturn)
    return {
      state: 'refused',
      because: 'it is past its point of no return: the old one is being deleted',
      todo: see,
    };
  return {
    state: 'refused',
    because: 'somebody asked for that already',
    todo: `watch it: nightwarden status ${rotation} --wait`,
  };
}
