import type { Row } from '../../../core/rotation/ledger.ts';
import type { Role } from '../../../core/rotation/roles.ts';
import {
  decideServed,
  mayTryAgain,
  type SecretSeen,
  type ServedDecision,
} from '../../../core/rotation/served/decision.ts';
import { type ServedRequest, servedId } from '../../../core/rotation/served/request.ts';
import { InputError } from '../../../ports/input-error.ts';
import type { RotationClock, RotationLedger } from '../../../ports/rotation.ts';
import type { RotationStarter } from '../../../ports/rotation-starter.ts';
import type { RotationWorkers } from '../../../ports/rotation-workers.ts';
import { type BeginServedPorts, beginServed } from './begin.ts';

export interface ServePorts extends BeginServedPorts {
  readonly ledger: Pick<RotationLedger, 'read' | 'fence' | 'begin' | 'open'>;
  readonly workers: RotationWorkers;
  /** Takes a plan on once Secrets Manager has been answered. */
  readonly starter: RotationStarter;
  readonly clock: RotationClock;
  readonly sleep: (ms: number) => Promise<void>;
  readonly describe: (secret: string) => Promise<SecretSeen>;
  /** ARN of the function that is asked. */
  readonly own: string;
  /** Milliseconds that one request may take. */
  readonly withinMs: number;
}

/** Plans of one request that were refused, after which somebody must look. */
const MOST_ATTEMPTS = 20;
/** Between two looks at what only time brings: a key that has yet to spread. */
const MOST_WAIT_MS = 5_000;

/**
 * Answers one step of a rotation that Secrets Manager asks for. The plan in the ledger is the truth, and the workers
 * take it on: this begins it, and waits until the step that was asked for is behind it. Asked again, it finds it there.
 * @throws {InputError} when the step is not taken: in words of our own, which say what to do
 */
export async function serve(request: ServedRequest, ports: ServePorts): Promise<void> {
  const until = ports.clock.now() + ports.withinMs;
  let { rotation, row } = await planFor(request, ports.ledger);
  const seen = await ports.describe(request.secret);
  let decision = decideServed(request, seen, row, ports.own);
  if (decision.do === 'begin') {
    await beginServed(request, rotation, seen.rotatedBy ?? ports.own, ports);
    row = await ports.ledger.read(rotation);
    decision = { do: 'drive' };
  }
  let role: Role = 'observer';
  while (decision.do === 'drive') {
    if (ports.clock.now() >= until) throw notYet(request, rotation);
    const { needs, waitSeconds } = await ports.workers.step(rotation, role);
    row = await ports.ledger.read(rotation);
    decision = decideServed(request, await ports.describe(request.secret), row, ports.own);
    role = needs ?? 'observer';
    if (decision.do === 'drive' && needs === null)
      await ports.sleep(Math.min(waitSeconds * 1000, MOST_WAIT_MS));
  }
  await goOn(request, row, decision, ports.starter);
  if (decision.do === 'refuse')
    throw new InputError(`${request.secret}: ${decision.because}; ${decision.todo}`);
}

/** The plan that this request has, or the id of the one that it would have: one that was refused made nothing. */
async function planFor(
  request: ServedRequest,
  ledger: Pick<RotationLedger, 'read'>,
): Promise<{ readonly rotation: string; readonly row: Row | undefined }> {
  for (let attempt = 1; attempt < MOST_ATTEMPTS; attempt += 1) {
    const rotation = servedId(request, attempt);
    const row = await ledger.read(rotation);
    if (row === undefined || !mayTryAgain(row)) return { rotation, row };
  }
  const rotation = servedId(request, MOST_ATTEMPTS);
  return { rotation, row: await ledger.read(rotation) };
}

/** An execution watches, quarantines, or goes back. One that is not started now the reconciler starts. */
async function goOn(
  { step }: ServedRequest,
  row: Row | undefined,
  decision: ServedDecision,
  starter: RotationStarter,
): Promise<void> {
  const isOver = decision.do === 'nothing' ? step === 'finishSecret' : row?.place.table === 'rollback';
  if (row?.state !== 'going' || !isOver) return;
  await starter.start(row.rotation, row.plan.kind).catch(() => undefined);
}

function notYet({ step, secret }: ServedRequest, rotation: string): InputError {
  return new InputError(
    `${secret}: ${step} is not done yet: plan ${rotation} waits; see nightwarden status ${rotation}, and rotate the secret again when it may go on`,
  );
}
