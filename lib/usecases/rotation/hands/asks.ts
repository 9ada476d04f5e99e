import type { GuardId } from '../../../core/rotation/guards.ts';
import { isUnseen } from '../../../core/rotation/kinds/abilities.ts';
import { isEnded, type Row } from '../../../core/rotation/ledger.ts';
import type { KeyId, VersionId } from '../../../core/rotation/plan.ts';
import { type ProofAsked, proofsAsked } from '../../../core/rotation/proofs.ts';
import { readsOf } from '../../../core/rotation/reads.ts';
import type { StepId } from '../../../core/rotation/step.ts';
import { guardsAt, type Tables } from '../../../core/rotation/tables.ts';

/** What a look has to read for the row's present step, and what it may leave unknown. */
export interface Asks {
  readonly proofs: readonly ProofAsked[];
  readonly dependents: readonly string[];
  /** Those whose deployments are looked at. */
  readonly deployments: readonly string[];
  readonly copies: readonly string[];
  /** Whether anything stands against the principal. */
  readonly denied: boolean;
  readonly uses: readonly KeyId[];
  readonly store: boolean;
  /** A version that Secrets Manager laid out empty, while the plan has yet to fill it; null: there is none. */
  readonly laidOut: VersionId | null;
  readonly successor: boolean;
}

/** Steps of contain that wait for nothing slow: what leaked is refused first. */
const URGENT: ReadonlySet<StepId> = new Set(['deny', 'quellAll', 'sessions']);

/** Until the new value is stored, the pending label alone does not say that it is. */
const UNSTORED: ReadonlySet<StepId> = new Set(['issue', 'stage']);

/** Guards that ask how dependents are. */
const HEALTH: readonly GuardId[] = ['dependentsWell', 'wellMeanwhile', 'readersWell'];

export function asksOf(tables: Tables, row: Row): Asks {
  const { plan, place, newKey } = row;
  const guards = guardsAt(tables, place);
  const urgent = plan.kind === 'contain' && URGENT.has(place.step);
  const over = isEnded(row);
  // A parked plan is watched over, and an illness is followed whatever the step asks.
  const health = HEALTH.some((guard) => guards.has(guard)) || row.state === 'parked' || row.illSince !== null;
  const watched = guards.has('oldQuiet') || guards.has('quietOrActive');
  const drained = guards.has('newQuiet') || guards.has('newQuietOrActive');
  const redeployed = plan.dependents.filter((each) => each.redeployed === true).map(({ id }) => id);
  const reads = readsOf(tables, row);
  const isStored = guards.has('storeWritable');
  // Whether a new value fits into what is stored: no other step reads the secret's own value.
  const stored = isStored ? plan.copies.filter(({ kind }) => kind === 'secret').map(({ id }) => id) : [];
  return {
    proofs: over ? [] : proofsAsked(tables, row),
    dependents: health && !over && !urgent ? plan.dependents.map(({ id }) => id) : [],
    deployments: (health || guards.has('deploymentsOver')) && !over && !urgent ? redeployed : [],
    // Which version is current says what its readers hold.
    copies: urgent || plan.where.rotatedBy !== undefined ? [] : [...reads.copies, ...stored],
    denied: reads.denied,
    uses:
      over || isUnseen(plan)
        ? []
        : [...(watched ? [plan.key] : []), ...(drained && newKey !== null ? [newKey] : [])],
    store: isStored,
    laidOut: UNSTORED.has(place.step) ? (plan.served?.version ?? null) : null,
    successor: plan.kind === 'contain' && !urgent,
  };
}
