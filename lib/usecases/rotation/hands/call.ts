import { isGone } from '../../../aws/errors.ts';
import { HalfDoneError, isDenied, NotCalledError, outcomeOf } from '../../../aws/rotation/outcome.ts';
import type { Call } from '../../../core/rotation/calls.ts';
import type { Answered } from '../../../core/rotation/invocation.ts';
import type { Row } from '../../../core/rotation/ledger.ts';
import type { KeyId } from '../../../core/rotation/plan.ts';
import { RemoteError } from '../../../remote/call.ts';
import { kindOf } from '../kinds/index.ts';
import { gatewaysOf } from './gateways.ts';
import { type Hand, type Held, secretOf } from './hand.ts';
import { issueKey, issueSuccessor, stageVersion } from './issue.ts';
import { dropPending, moveCurrent } from './labels.ts';
import type { HandsPorts } from './ports.ts';
import { writeCopy } from './publish.ts';
import { reasonOf } from './reading.ts';
import { seal } from './seal.ts';

/** Makes one call and says what it came to. What AWS said goes no further: it may hold what was sent. */
export async function makeCall(ports: HandsPorts, held: Held, row: Row, call: Call): Promise<Answered> {
  const gateways = gatewaysOf(ports.clients, row.plan.where);
  try {
    const kind = kindOf(row.plan).hands({
      gateways,
      row,
      issuerRole: ports.issuerRole,
      clock: ports.clock,
      onTrouble: (what, cause) => ports.onTrouble?.(what, reasonOf(cause)),
    });
    const hand = { ports, gateways, kind, held, row };
    if (call.do === 'writeCopy') return written(await writeCopy(hand, call));
    return { outcome: 'done', created: await make(hand, call) };
  } catch (error) {
    const outcome = meaningOf(call, error);
    if (outcome === 'done') return { outcome, created: null };
    ports.onTrouble?.(`${call.do} was not done (${outcome})`, reasonOf(causeOf(error)));
    return { outcome };
  }
}

function written(sign: string | null): Answered {
  return { outcome: 'done', created: null, ...(sign === null ? {} : { sign }) };
}

async function make(hand: Hand, call: Exclude<Call, { do: 'writeCopy' }>): Promise<KeyId | null> {
  const { kind } = hand;
  switch (call.do) {
    case 'createKey':
      return issueKey(hand);
    case 'createSuccessor':
      return issueSuccessor(hand);
    case 'stageVersion':
      await stageVersion(hand, call);
      return null;
    case 'moveCurrent':
      await moveCurrent(hand, call);
      return null;
    case 'redeploy':
      await redeploy(hand, call.dependent);
      return null;
    case 'dropPending':
      await dropPending(hand, call);
      return null;
    case 'startRotation':
      await hand.gateways.rotations.start(secretOf(hand.row), call.version);
      return null;
    case 'setStatus':
      await kind.setStatus(call.key, call.status);
      return null;
    case 'deleteKey':
      await kind.remove(call.key);
      return null;
    case 'denyAll':
      await kind.denyAll();
      return null;
    case 'denySessions':
      await kind.denySessions(call.before);
      return null;
    case 'seal':
      await seal(hand);
      return null;
  }
}

function redeploy({ gateways, row }: Hand, dependent: string): Promise<void> {
  const place = row.plan.where.redeploys?.[dependent];
  if (place === undefined) throw new NotCalledError(`the plan does not say what ${dependent} runs as`);
  return gateways.services(place.region).redeploy(place);
}

function meaningOf(call: Call, error: unknown): Answered['outcome'] {
  if (call.do === 'denyAll' || call.do === 'denySessions') {
    // Nothing can act as a user that is gone, and its sessions went with it.
    if (isGone(error)) return 'done';
    // Deactivation never waits for a Deny that this role may not put.
    if (call.do === 'denyAll' && isDenied(error)) return 'refused';
  }
  if (call.do === 'seal' && (isDenied(causeOf(error)) || isNoBucket(error))) return 'refused';
  return error instanceof RemoteError ? error.outcome : outcomeOf(error);
}

function causeOf(error: unknown): unknown {
  const isOurs = error instanceof NotCalledError || error instanceof HalfDoneError;
  return isOurs && error.cause !== undefined ? error.cause : error;
}

function isNoBucket(error: unknown): boolean {
  return error instanceof Error && error.name === 'NoSuchBucket';
}
