import { setTimeout as sleep } from 'node:timers/promises';
import type { PlanStatus } from '../../../lib/core/rotation/plan-status.ts';
import type { Progress } from '../../../lib/ports/progress.ts';
import { unlessInterrupted } from '../interrupt.ts';
import type { Lab } from '../lab.ts';
import { LabError } from '../lab-error.ts';
import { type Callers, keepCalling } from './callers.ts';
import { type Desk, openDesk } from './drive.ts';
import { seedTeams, type Team, teamOf } from './shop.ts';

const ORDERS = teamOf('orders');
const BILLING = teamOf('billing', true);

/** Whoever declared the teams' dependents; not whoever asks for the plans. */
const AUTHOR = 'arn:aws:iam::111122223333:user/platform';

export interface TourOptions {
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/**
 * Two keys are rotated by the deployed functions, under workloads that call all the time: one to its end, one back,
 * for its canary fails on the new key.
 * @returns what people are shown
 */
export async function rotateTwo(lab: Lab, { progress, signal }: TourOptions): Promise<string> {
  progress.step('building two teams whose functions live on a key');
  const teams = await unlessInterrupted(signal, seedTeams(lab, [ORDERS, BILLING]));
  const desk = await openDesk(lab, teams, { author: AUTHOR });
  progress.done(`${teams.flatMap(({ dependents }) => dependents).length} functions that call all the time`);
  const callers = keepCalling(lab, teams);
  try {
    return await unlessInterrupted(signal, shown(desk, teams, { lab, callers, progress }));
  } finally {
    await callers.stop();
  }
}

interface Around {
  readonly lab: Lab;
  readonly callers: Callers;
  readonly progress: Progress;
}

async function shown(desk: Desk, teams: readonly Team[], around: Around): Promise<string> {
  const { progress } = around;
  progress.step('rehearsing both rotations');
  const rehearsals = await Promise.all(teams.map(({ accessKeyId }) => desk.plan('rehearse', accessKeyId)));
  progress.done('nothing changed so far');
  const rotations = await Promise.all(teams.map(({ accessKeyId }) => desk.begin('rotate', accessKeyId)));
  const ends = await followed(desk, rotations, around);
  const told = teams.map((team, index) => story(team, ends[index], around.callers));
  return [
    '',
    `$ nightwarden rehearse ${teams[0]?.accessKeyId ?? ''}`,
    rehearsals[0]?.stdout ?? '',
    ...told,
  ].join('\n');
}

async function followed(
  desk: Desk,
  rotations: readonly string[],
  { lab, callers, progress }: Around,
): Promise<readonly PlanStatus[]> {
  progress.step('rotating both keys in the deployed functions');
  const over = new AbortController();
  const ticking = (async () => {
    while (!over.signal.aborted) {
      const made = [...ORDERS.dependents, ...BILLING.dependents].map(({ name }) => callers.of(name).made);
      progress.detail(
        `${made.reduce((sum, each) => sum + each, 0)} calls of their workloads, ${lab.gateway.calls().length} of all`,
      );
      await sleep(1_000);
    }
  })();
  try {
    const ends = await Promise.all(rotations.map((rotation) => desk.follow(rotation)));
    progress.done(ends.map(({ state }) => state).join(', '));
    return ends;
  } finally {
    over.abort();
    await ticking;
  }
}

function story(team: Team, end: PlanStatus | undefined, callers: Callers): string {
  if (end === undefined) throw new LabError(`no end of the rotation of ${team.user}: see .lab/ministack.log`);
  const calls = team.dependents.map(({ name, breaksOnNew }) => {
    const { made, failed, lastFailure } = callers.of(name);
    const why = breaksOnNew === true ? '  its partner refuses the new key' : saidOf(lastFailure);
    return `  ${name.padEnd(16)} ${String(made).padStart(5)} calls, ${failed} failed${why}`;
  });
  return [
    `$ nightwarden status ${end.rotation}`,
    ...end.timeline.map((line) => `  ${line}`),
    'Its dependents meanwhile',
    ...calls,
    '',
  ].join('\n');
}

function saidOf(lastFailure: string | null): string {
  return lastFailure === null ? '' : `  the last one: ${lastFailure}`;
}
