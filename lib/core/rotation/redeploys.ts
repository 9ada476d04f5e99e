import type { Row } from './ledger.ts';
import type { Live } from './live.ts';
import type { PlannedDependent } from './plan.ts';
import { copyAt, wasPublished } from './published.ts';
import type { Answer, Scene } from './scene.ts';

/** Dependents that take a value only when they start, and so are started anew once it lies where they read it. */

/**
 * Whom the row's step is about. Forward those who read the copy that it is at; on the way back, and of contain, whoever
 * reads a copy that was ever to be published: what starts by itself may have taken it meanwhile.
 */
function concerned(row: Row): readonly PlannedDependent[] {
  const { table } = row.place;
  const here = copyAt(row)?.id;
  const published = new Set(row.plan.copies.filter((copy) => wasPublished(row, copy)).map(({ id }) => id));
  const isWave = table === 'rotate' || table === 'repair';
  return row.plan.dependents.filter(
    ({ redeployed, copy }) => redeployed === true && (isWave ? copy === here : published.has(copy)),
  );
}

/**
 * What began from then on has taken what was published last. AWS's clock is not ours: half of the time that it is given
 * to spread is left for the difference, and for what somebody else began just before.
 */
function dueSince({ times, plan }: Row): number {
  return (times.published ?? Number.NEGATIVE_INFINITY) + plan.durations.settle / 2;
}

/** @returns the id of a dependent; null: each was begun anew, by whomever */
export function nextToRedeploy(row: Row, live: Live): { readonly next: string | null } | 'unread' {
  const due = dueSince(row);
  for (const { id } of concerned(row)) {
    const told = live.deployments?.[id] ?? 'unknown';
    if (told === 'unknown') return 'unread';
    if (told.began < due) return { next: id };
  }
  return { next: null };
}

/** None that takes the value is under way, and none of ours has yet to be shown. One of before is not waited for. */
export function deploymentsOver({ row, live }: Scene): Answer {
  const due = dueSince(row);
  const all = concerned(row).map(({ id }): Answer => {
    const told = live.deployments?.[id] ?? 'unknown';
    if (told === 'unknown') return 'unknown';
    if (told.began >= due) return told.state === 'underWay' ? 'no' : 'yes';
    const called = row.redeployed?.[id];
    return called !== undefined && called >= due ? 'no' : 'yes';
  });
  if (all.includes('no')) return 'no';
  return all.includes('unknown') ? 'unknown' : 'yes';
}

/** What starts now finds it wherever it looks. */
export function spread({ row, live }: Scene): Answer {
  const { times, plan } = row;
  const isSpread = times.published === null || live.at >= times.published + plan.durations.settle;
  return isSpread || concerned(row).length === 0 ? 'yes' : 'no';
}

export function hasFailed({ deployments }: Live, id: string): boolean {
  const told = deployments?.[id] ?? 'unknown';
  return told !== 'unknown' && told.state === 'failed';
}
