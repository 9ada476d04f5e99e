import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PlanStatus } from '../../../lib/core/rotation/plan-status.ts';
import type { Rehearsal } from '../../../lib/core/rotation/rehearsal.ts';
import { nightwarden, type Run } from '../../bin/run.ts';
import { type Lab, labEnvironment } from '../lab.ts';
import { LabError } from '../lab-error.ts';
import { type PolicyOptions, policyOf, rosterOf } from './policy.ts';
import type { Team } from './shop.ts';

/** The command line over the lab's deployment, as somebody at a desk uses it. */
export interface Desk {
  /** Runs a command that plans, with the desk's policy and roster. */
  plan(...words: string[]): Promise<Run>;
  /** Shows a plan, and begins it by its hash. @returns its id */
  begin(kind: 'rotate' | 'retire' | 'contain', credential: string, ...words: string[]): Promise<string>;
  /** @param as whose credentials; absent: the account's root */
  ask(as: Partial<NodeJS.ProcessEnv>, ...words: string[]): Promise<Run>;
  status(rotation: string): Promise<PlanStatus>;
  /** Waits until nothing more happens by itself. */
  follow(rotation: string): Promise<PlanStatus>;
  /** Everything that any command wrote. */
  readonly told: readonly string[];
}

export async function openDesk(lab: Lab, teams: readonly Team[], options: PolicyOptions): Promise<Desk> {
  const policy = join(lab.folder, 'rotation-policy.yaml');
  const roster = join(lab.folder, 'rotation-roster.csv');
  await writeFile(policy, policyOf(teams, options));
  await writeFile(roster, rosterOf(teams));
  const env = { ...labEnvironment(lab), XDG_CACHE_HOME: join(lab.folder, 'cache'), NO_COLOR: '1' };
  const told: string[] = [];

  async function ask(as: Partial<NodeJS.ProcessEnv>, ...words: string[]): Promise<Run> {
    const done = await nightwarden(words, { ...env, ...as });
    told.push(done.stdout, done.stderr);
    return done;
  }

  const run = (...words: string[]) => ask({}, ...words);

  const plan = (...words: string[]) =>
    run(...words, '--policy', policy, '--roster', roster, '--region', 'us-east-1');

  async function status(rotation: string, ...words: string[]): Promise<PlanStatus> {
    const { stdout, stderr } = await run('status', rotation, '--format', 'json', ...words);
    if (stdout === '') throw new LabError(`no status of ${rotation}: ${stderr}`);
    return JSON.parse(stdout) as PlanStatus;
  }

  return {
    told,
    plan,
    ask,
    status,
    follow: (rotation) => status(rotation, '--wait'),
    async begin(kind, credential, ...words) {
      const shown = await plan(kind, credential, '--format', 'json', ...words);
      const rehearsal = JSON.parse(shown.stdout) as Rehearsal;
      if (rehearsal.hash === null)
        throw new LabError(`no plan: ${rehearsal.refusals.map(({ because }) => because).join('; ')}`);
      const begun = await plan(kind, credential, '--format', 'json', ...words, '--apply', rehearsal.hash);
      const { rotation } = JSON.parse(begun.stdout) as { readonly rotation?: string };
      if (rotation === undefined)
        throw new LabError(`the plan did not begin: ${begun.stdout}${begun.stderr}`);
      return rotation;
    },
  };
}
