import type { Approval, Asked } from '../../core/rotation/plan.ts';
import type { RotationClock } from '../../ports/rotation.ts';

/** Who waits for an approval. */
export interface Waiting {
  readonly rotation: string;
  readonly approval: Asked;
  /** Wakes the execution that waits; it decides nothing. */
  readonly token: string;
  /** Milliseconds since the epoch at which people were told last. */
  readonly toldAt: number;
}

/** What is kept of executions that wait for a person. */
export interface RotationQuestions {
  read(rotation: string): Promise<Waiting | undefined>;
  keep(waiting: Waiting): Promise<void>;
  /** Nobody waits any more. */
  forget(rotation: string): Promise<void>;
}

export interface AskPorts {
  readonly questions: RotationQuestions;
  readonly clock: RotationClock;
  tell(subject: string, text: string): Promise<void>;
  /** What somebody is asked to do by hand, line by line; empty: nothing any more. */
  byHand(rotation: string): Promise<readonly string[]>;
}

export interface Question {
  readonly rotation: string;
  /** The step that waits: `rotate.deactivate`. */
  readonly at: string;
  readonly approval: Asked;
  readonly token: string;
}

const DAY = 86_400_000;

const WHAT: Readonly<Record<Approval, string>> = {
  deactivate: 'The old credential may be deactivated. It can be activated again.',
  delete: 'The old credential may be deleted. It is Inactive, and its deletion can not be undone.',
  users: 'The old credential is still used by somebody whom no dependent explains.',
};

/** An approval is of one thing, which the command must name. */
const FLAG: Readonly<Record<Approval, string>> = {
  deactivate: '--deactivate',
  delete: '--delete',
  users: '--accept-users',
};

/**
 * Keeps the token of an execution that waits, and tells people: once, and again each day, however often it is asked.
 * The answer is written into the ledger by `nightwarden approve`; what wakes the execution is no answer.
 */
export async function askPerson(
  { rotation, at, approval, token }: Question,
  ports: AskPorts,
): Promise<'told' | 'kept'> {
  const { questions, clock } = ports;
  const now = clock.now();
  const former = await questions.read(rotation);
  const isFresh = former?.approval === approval && now < former.toldAt + DAY;
  if (!isFresh) {
    const what = { rotation, at };
    if (approval === 'copy') await tellByHand(what, ports);
    else await ports.tell(`Nightwarden: ${rotation} waits for your approval`, textOf({ ...what, approval }));
  }
  await questions.keep({ rotation, approval, token, toldAt: isFresh ? former.toldAt : now });
  return isFresh ? 'kept' : 'told';
}

async function tellByHand(
  { rotation, at }: Pick<Question, 'rotation' | 'at'>,
  ports: AskPorts,
): Promise<void> {
  const lines = await ports.byHand(rotation);
  if (lines.length === 0) return;
  const text = [
    `Rotation ${rotation} waits at ${at} until somebody has done this by hand.`,
    '',
    ...lines,
    '',
    `Look at it:   nightwarden status ${rotation}`,
  ];
  await ports.tell(`Nightwarden: ${rotation} needs your hands`, text.join('\n'));
}

function textOf({
  rotation,
  at,
  approval,
}: Pick<Question, 'rotation' | 'at'> & { readonly approval: Approval }): string {
  return [
    `Rotation ${rotation} waits at ${at} for an approval: ${approval}.`,
    WHAT[approval],
    '',
    `Look at it:   nightwarden status ${rotation}`,
    `Approve it:   nightwarden approve ${rotation} ${FLAG[approval]}`,
    `Or take the old one back:   nightwarden abort ${rotation}`,
    '',
    'Whoever asked for the plan, or wrote its dependents down, can not approve it.',
  ].join('\n');
}
