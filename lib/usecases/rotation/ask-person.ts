import type { Approval, Asked } from '../../core/rotation/plan.ts';
import type { RotationClock } from '../../ports/rotation.ts';

/** Who waits for an approval. */
export interface Waiting {
  readonly rotation: string;
  readonly approval: Asked;
  /** What is asked to be done by hand; empty: an approval. */
  readonly about: string;
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
  /** What nobody could see for whoever lets it be deactivated, line by line; empty: it was watched. */
  caution(rotation: string): Promise<readonly string[]>;
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

/** Where a function of its own makes the new value. */
const START =
  'The rotation of its secret may be started. Its own function may take the old value away: there may be no way back.';

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
  const lines = approval === 'copy' ? await ports.byHand(rotation) : [];
  const caution = approval === 'deactivate' ? await ports.caution(rotation) : [];
  // One rotation asks for several things by hand: for each copy, and for the way back.
  const [about = ''] = lines;
  const former = await questions.read(rotation);
  const isSame = former?.approval === approval && former.about === about;
  const toldAt = isSame && now < former.toldAt + DAY ? former.toldAt : null;
  if (toldAt === null) await tellOf({ rotation, at, approval, lines, caution }, ports);
  await questions.keep({ rotation, approval, about, token, toldAt: toldAt ?? now });
  return toldAt === null ? 'told' : 'kept';
}

interface Told extends Omit<Question, 'token'> {
  readonly lines: readonly string[];
  readonly caution: readonly string[];
}

/** What is done by hand already, nobody is told of. */
async function tellOf(
  { rotation, at, approval, lines, caution }: Told,
  { tell }: Pick<AskPorts, 'tell'>,
): Promise<void> {
  if (approval !== 'copy')
    return tell(
      `Nightwarden: ${rotation} waits for your approval`,
      textOf({ rotation, at, approval, caution }),
    );
  if (lines.length === 0) return;
  const text = [
    `Rotation ${rotation} waits at ${at} until somebody has done this by hand.`,
    '',
    ...lines,
    '',
    `Look at it:   nightwarden status ${rotation}`,
  ];
  await tell(`Nightwarden: ${rotation} needs your hands`, text.join('\n'));
}

function textOf({
  rotation,
  at,
  approval,
  caution,
}: Pick<Told, 'rotation' | 'at' | 'caution'> & { readonly approval: Approval }): string {
  return [
    `Rotation ${rotation} waits at ${at} for an approval: ${approval}.`,
    at === 'own.start' ? START : WHAT[approval],
    ...(caution.length === 0 ? [] : ['', ...caution]),
    '',
    `Look at it:   nightwarden status ${rotation}`,
    `Approve it:   nightwarden approve ${rotation} ${FLAG[approval]}`,
    `Or take the old one back:   nightwarden abort ${rotation}`,
    '',
    'Whoever asked for the plan, or wrote its dependents down, can not approve it.',
  ].join('\n');
}
