import { clip, count, printable } from '../reports/text.ts';
import type { PlanKind } from '../rotation/plan.ts';
import type { Proposal } from '../rotation/proposals.ts';

/** What a run proposes in all its accounts; nothing of it is begun. */
export interface Proposed {
  readonly counts: Readonly<Record<PlanKind, number>>;
  /** The most urgent ones; bounded, where the counts are whole. */
  readonly first: readonly ProposedPlan[];
}

/** A proposal as people are told of it. */
export interface ProposedPlan extends Pick<Proposal, 'credential' | 'kind' | 'state' | 'why'> {
  /** 12 digits. */
  readonly account: string;
  /** What to do first: a command where nothing stands in its way. */
  readonly next: string;
}

const KINDS: readonly PlanKind[] = ['contain', 'retire', 'rotate'];
const STATES: readonly Proposal['state'][] = ['planned', 'unknown', 'refused'];
/** Most that are kept beside the counts, and that a message tells of. */
const KEPT = 25;
const TOLD = 5;
const LONGEST = 300;

export const NOTHING_PROPOSED: Proposed = { counts: { contain: 0, retire: 0, rotate: 0 }, first: [] };

/** Adds the proposals of one account to those of others. */
export function alsoProposed(
  { counts, first }: Proposed,
  account: string,
  proposals: readonly Proposal[],
): Proposed {
  const of = (kind: PlanKind) => counts[kind] + proposals.filter((each) => each.kind === kind).length;
  const more = proposals.map(({ credential, kind, state, why, next }) => ({
    account,
    credential,
    kind,
    state,
    why,
    next: clip(next[0] ?? '', LONGEST),
  }));
  return {
    counts: { contain: of('contain'), retire: of('retire'), rotate: of('rotate') },
    first: [...first, ...more].toSorted(byUrgency).slice(0, KEPT),
  };
}

/** What can be done at once comes before what something stands in the way of. */
function byUrgency(a: ProposedPlan, b: ProposedPlan): number {
  return (
    KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) ||
    STATES.indexOf(a.state) - STATES.indexOf(b.state) ||
    (a.account + a.credential < b.account + b.credential ? -1 : 1)
  );
}

/** The proposals as lines of a message; none where nothing is proposed. */
export function proposedLines({ counts, first }: Proposed): readonly string[] {
  const all = KINDS.reduce((sum, kind) => sum + counts[kind], 0);
  if (all === 0) return [];
  const kinds = KINDS.filter((kind) => counts[kind] > 0).map((kind) => `${counts[kind]} to ${kind}`);
  const told = first.slice(0, TOLD);
  const more = all - told.length;
  return [
    `${count(all, 'plan')} proposed: ${kinds.join(', ')}`,
    ...told.map(
      ({ kind, credential, account, state, why, next }) =>
        `  ${kind} ${printable(credential)}, account ${account}: ${printable(why)}; ${WHAT[state]}: ${printable(next)}`,
    ),
    ...(more > 0 ? [`  … and ${more.toLocaleString('en-GB')} more`] : []),
  ];
}

const WHAT: Readonly<Record<Proposal['state'], string>> = {
  planned: 'see the plan',
  unknown: 'look first',
  refused: 'first',
};
