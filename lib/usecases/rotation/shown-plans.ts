import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plan } from '../../core/rotation/plan.ts';
import { planSchema } from './plan-schema.ts';

/** Plans that were shown here, so that whoever applies one later is told what has changed. Ids and names only. */
export interface ShownPlans {
  remember(hash: string, plan: Plan): Promise<void>;
  /** @returns undefined when it was not shown here */
  recall(hash: string): Promise<Plan | undefined>;
}

/** Where a person's own programs keep what may be thrown away at any time. */
export function shownPlans(env: NodeJS.ProcessEnv = process.env): ShownPlans {
  const base = env.XDG_CACHE_HOME ?? (env.HOME === undefined ? undefined : join(env.HOME, '.cache'));
  if (base === undefined) return { remember: async () => {}, recall: async () => undefined };
  const folder = join(base, 'nightwarden', 'plans');
  const fileOf = (hash: string) => join(folder, `${hash}.json`);
  return {
    async remember(hash, plan) {
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        await writeFile(fileOf(hash), JSON.stringify(plan), { mode: 0o600 });
      } catch {
        // It only helps to explain: a plan is shown without it as well.
      }
    },
    async recall(hash) {
      try {
        return planSchema.safeParse(JSON.parse(await readFile(fileOf(hash), 'utf8'))).data;
      } catch {
        return undefined;
      }
    },
  };
}
