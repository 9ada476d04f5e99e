import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { DEFAULT_POLICY } from '../../../lib/core/model/policy.ts';
import { LabError } from '../../lab/lab-error.ts';
import type { World } from '../../lab/world.ts';
import { minimumCalls } from './minimum.ts';
import type { Run, Tool } from './tool.ts';

const PROGRAM = join(import.meta.dirname, '..', '..', '..', 'bin', 'nightwarden.ts');
/** Calls a second, as many as a policy file may say: pacing is for AWS, not for a race. */
const LIFTED = 1000;

const report = z.object({
  credentials: z.array(z.object({ kind: z.string() })),
  findings: z.array(z.unknown()),
  gaps: z.array(z.object({ missing: z.string() })),
});

/**
 * A first night: nothing is known of the account.
 * @param trail `one page`: what the peers read, and as little of CloudTrail as a policy file can ask for; `every key`: CloudTrail too
 */
export function firstNight(world: World, trail: 'one page' | 'every key'): Tool {
  const keys = world.users.flatMap((user) => user.keys ?? []).length;
  const trailPages = trail === 'every key' ? keys : 1;
  return {
    name:
      trail === 'every key'
        ? 'Nightwarden, first night, CloudTrail of every key'
        : 'Nightwarden, first night',
    minimum: minimumCalls({
      users: world.users.length,
      groups: world.groups.length,
      roles: world.roles.length,
      policies: world.managedPolicies.length + world.awsPolicies.length,
      listedUsers: world.users.length,
      singles: 0,
      regions: world.regions.map((region) => ({
        secrets: world.secrets.filter((secret) => secret.region === region).length,
        functions: world.functions.filter((made) => made.region === region).length,
        trailPages,
      })),
    }),
    async prepare(_lab, folder): Promise<Run> {
      const [policy, out] = [join(folder, 'policy.yaml'), join(folder, 'report.json')];
      await writeFile(policy, policyText(trailPages));
      return {
        command: [process.execPath, PROGRAM, 'sweep', '--policy', policy, '--format', 'json', '--out', out],
        findings: async () => checked(report.parse(JSON.parse(await readFile(out, 'utf8'))), keys),
      };
    },
  };
}

function policyText(lookupPages: number): string {
  const budgets = Object.keys(DEFAULT_POLICY.budgets).map((service) => `  ${service}: ${LIFTED}`);
  return ['budgets:', ...budgets, `lookupPages: ${lookupPages}`, ''].join('\n');
}

/** A sweep that missed something is no result. */
function checked({ credentials, findings, gaps }: z.output<typeof report>, keys: number): number {
  const read = credentials.filter(({ kind }) => kind === 'access-key').length;
  if (read !== keys) throw new LabError(`expected a sweep that read ${keys} access keys, it read ${read}`);
  const unread = gaps.find(({ missing }) => /^(iam|secretsmanager|lambda):/.test(missing));
  if (unread !== undefined) throw new LabError(`expected a sweep without gaps, ${unread.missing} was one`);
  return findings.length;
}
