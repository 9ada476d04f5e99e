import type { Call } from '../../lib/core/rotation/calls.ts';
import type { Row } from '../../lib/core/rotation/ledger.ts';
import type { EffectId } from '../../lib/core/rotation/step.ts';
import type { Step } from './steps.ts';
import { markUsed, sourceOf } from './uses.ts';
import { type Blur, type Dependent, EMPTY, isWell, lives, NEVER, OLD, type World, works } from './world.ts';

/** A dependent that takes a value only when its tasks start: upon a redeployment, or by themselves, at any moment. */

/** Whoever is not redeployed has none. */
export function rolloutOf({ plan }: Pick<World, 'plan'>, id: string): Pick<Dependent, 'rollout'> {
  const isRedeployed = plan.dependents.some((one) => one.id === id && one.redeployed === true);
  return isRedeployed ? { rollout: { began: NEVER, state: 'steady', next: OLD } } : {};
}

function withDependent(world: World, changed: Dependent): World {
  return { ...world, dependents: world.dependents.map((one) => (one.id === changed.id ? changed : one)) };
}

/** New tasks start, unless what they should take is gone; those of an earlier redeployment that had not come up are stopped. */
export function redeploy(world: World, id: string): World {
  const one = world.dependents.find((each) => each.id === id);
  if (one?.rollout === undefined) return world;
  const next = sourceOf(world, one) ?? EMPTY;
  return withDependent(world, { ...one, rollout: { began: world.now, state: 'underWay', next } });
}

/** Its tasks come up, and those of before are stopped. */
export function completed(world: World, one: Dependent): World {
  const { rollout, stuck } = one;
  if (rollout?.state !== 'underWay' || stuck || !isWell(world, { ...one, held: rollout.next })) return world;
  const used = markUsed(markUsed(world, one.held, 'known'), rollout.next, 'known');
  return withDependent(used, { ...one, held: rollout.next, rollout: { ...rollout, state: 'steady' } });
}

export function rolloutSteps(world: World, steps: Step[]): void {
  for (const one of world.dependents) {
    if (one.rollout === undefined) continue;
    const push = (label: string, after: World, hoped: boolean): void => {
      if (after !== world) steps.push({ label: () => label, world: after, wrongs: [], hoped });
    };
    push(`the deployment of ${one.id} is steady`, completed(world, one), true);
    push(`the tasks of ${one.id} start anew by themselves`, restarted(world, one), false);
    push(`the deployment of ${one.id} fails`, failed(world, one), false);
  }
}

/** By themselves, or upon somebody's own deployment: nobody may count on it. */
function restarted(world: World, one: Dependent): World {
  const source = sourceOf(world, one);
  const { rollout } = one;
  if (rollout === undefined || source === undefined || one.stuck) return world;
  if (source === one.held && source === rollout.next) return world;
  const used = markUsed(world, one.held, 'known');
  return withDependent(used, { ...one, held: source, rollout: { ...rollout, next: source } });
}

function failed(world: World, one: Dependent): World {
  const { rollout } = one;
  if (rollout?.state !== 'underWay' || isWell(world, { ...one, held: rollout.next })) return world;
  return withDependent(world, { ...one, rollout: { ...rollout, state: 'failed' } });
}

/** What a redeployment must find. */
export function ofRedeploying(
  seen: World,
  row: Row,
  effect: EffectId,
  call: Call,
  blur: Blur | null,
): string[] {
  if (effect !== 'redeploy' || call.do !== 'redeploy') return [];
  const one = seen.dependents.find(({ id }) => id === call.dependent);
  if (one?.rollout === undefined) return ['who is not redeployed is'];
  const found: string[] = [];
  const source = sourceOf(seen, one) ?? EMPTY;
  // What a person put there meanwhile is theirs; but nothing is started with what is being taken away.
  const isWrong = row.place.table === 'rollback' ? source === row.newKey : source !== row.newKey;
  if (row.plan.kind !== 'contain') {
    if (!lives(seen, source)) found.push('I3 its tasks are started with a dead credential');
    if (isWrong) found.push('redeployed before its copy holds what it should take');
  }
  if (row.place.table === 'rotate' && !seen.dependents.every((each) => isWell(seen, each)))
    found.push('I11 a redeployment goes on with an ill dependent');
  const { rollout } = one;
  const since = row.times.published ?? NEVER;
  const isOurs = rollout.state === 'underWay' && rollout.began > since;
  // Lost, and not shown yet: nobody could know.
  const isShown = blur !== 'stale' || (row.redeployed?.[one.id] ?? NEVER) > since;
  if (isOurs && isShown && works(seen, rollout.next)) found.push('redeployed again while it is under way');
  return found;
}

/** Nobody goes on from a copy while the tasks that are to take it have not come up. */
export function ofRefreshing({ dependents }: World, before: Row, after: Row): string[] {
  const { table, step, copy } = before.place;
  const isPassed = step === 'refresh' && (table === 'rotate' || table === 'repair');
  const isBack =
    after.place.step === 'refresh' || after.place.step === 'republish' || after.place.table === 'rollback';
  if (!isPassed || isBack || after.state !== 'going') return [];
  const here = before.plan.copies[copy]?.id;
  const since = before.times.published ?? NEVER;
  const late = dependents.filter(
    ({ id, rollout }) =>
      rollout?.state === 'underWay' &&
      rollout.began > since &&
      before.plan.dependents.some((one) => one.id === id && one.copy === here),
  );
  return late.map(({ id }) => `the deployment of ${id} is not waited for`);
}

/** A copy that fell back is not left before who reads it is started anew: they may have started in between. */
export function ofRepairing({ dependents }: World, before: Row, after: Row): string[] {
  const isLeft = before.place.table === 'repair' && after.place.table !== 'repair' && after.state === 'going';
  if (!isLeft) return [];
  const here = before.plan.copies[before.place.copy]?.id;
  const since = after.times.published ?? NEVER;
  const readers = before.plan.dependents.filter(({ copy }) => copy === here).map(({ id }) => id);
  const late = dependents.filter(
    ({ id, rollout }) => rollout !== undefined && rollout.began <= since && readers.includes(id),
  );
  return late.map(({ id }) => `a copy is repaired, and ${id} is not started anew`);
}

/** What a row and a world have in common of it: what is older than what was published last is all one. */
export function rolloutText({ dependents, now }: World, { times, redeployed }: Row): string {
  let text = '';
  for (const { id, rollout } of dependents) {
    if (rollout === undefined) continue;
    const since = times.published ?? NEVER;
    const called = redeployed?.[id];
    text += `${rollout.began === now ? '*' : ''}${rollout.began > since ? 'a' : 'b'}${rollout.state[0]}${rollout.next}`;
    text += called !== undefined && called > since ? 'c' : ',';
  }
  return text;
}
