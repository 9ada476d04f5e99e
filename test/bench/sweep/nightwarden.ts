import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { DEFAULT_POLICY } from '../../../lib/core/model/policy.ts';
import { addDays } from '../../../lib/core/model/time.ts';
import { keepBook, openBook } from '../../../lib/sources/iam/key-book.ts';
import { directoryMemory } from '../../../lib/sources/memory/directory.ts';
import { isDue } from '../../../lib/sources/turns.ts';
import { type Lab, labEnvironment } from '../../lab/lab.ts';
import { LabError } from '../../lab/lab-error.ts';
import type { World } from '../../lab/world.ts';
import { measure } from '../measure.ts';
import { type Extent, minimumCalls, NO_ROTA } from './minimum.ts';
import type { Run, Tool } from './tool.ts';

const PROGRAM = join(import.meta.dirname, '..', '..', '..', 'bin', 'nightwarden.ts');
/** Calls a second, as many as a policy file may say: pacing is for AWS, not for a race. */
const LIFTED = 1000;
/** CreateAccessKey, UpdateAccessKey, DeleteAccessKey. */
const KEY_EVENTS = 3;

const report = z.object({
  credentials: z.array(z.object({ kind: z.string() })),
  findings: z.array(z.unknown()),
  gaps: z.array(z.object({ missing: z.string() })),
});

/** What distinguishes one way of sweeping from another. */
interface Night {
  readonly name: string;
  readonly extent: Extent;
  readonly policy: { readonly lookupPages: number; readonly rotaReads: number };
  readonly options?: readonly string[];
  readonly once?: boolean;
  /** What the night before remembered. */
  readonly cache?: (lab: Lab) => Promise<string>;
}

/** Our ways of sweeping one account: what the peers read, then more, then less because it is known. */
export function nights(world: World): readonly Tool[] {
  const keys = keysOf(world);
  const least = { lookupPages: 1, rotaReads: 0 };
  const first = extentOf(world, 1);
  const known = { ...first, keyEvents: KEY_EVENTS };
  const secrets = world.secrets.length;
  const rota = { users: world.users.length, signers: signersOf(world), secrets };
  const before = nightBefore(world);
  const due = () =>
    world.users.filter(({ name }) => isDue(arnOf(world, name), addDays(now(), -1), now())).length;
  return [
    { name: 'Nightwarden, first night', extent: first, policy: least },
    {
      name: '… CloudTrail of every key',
      extent: extentOf(world, keys),
      policy: { ...least, lookupPages: keys },
    },
    {
      name: '… all of the rota (--deep)',
      extent: { ...first, rota },
      policy: least,
      options: ['--deep'],
      once: true,
    },
    {
      name: '… quiet night, with its seventh of the keys',
      extent: { ...known, listedUsers: due() },
      policy: least,
      cache: (lab: Lab) => before(lab, 'yesterday'),
    },
    {
      name: '… quiet night, none to list',
      extent: { ...known, listedUsers: 0 },
      policy: least,
      cache: (lab: Lab) => before(lab, 'today'),
    },
  ].map((night) => toTool(night, keys));
}

function toTool({ name, extent, policy, options = [], once = false, cache }: Night, keys: number): Tool {
  return {
    name,
    once,
    minimum: minimumCalls(extent),
    async prepare(lab, folder): Promise<Run> {
      const [file, out, memory] = ['policy.yaml', 'report.json', 'cache'].map((part) =>
        join(folder, part),
      ) as [string, string, string];
      await writeFile(file, policyText(policy));
      if (cache !== undefined) await cp(await cache(lab), memory, { recursive: true });
      const known = cache === undefined ? [] : ['--cache', memory];
      const sweep = ['sweep', '--policy', file, '--format', 'json', '--out', out, ...known, ...options];
      return {
        command: [process.execPath, PROGRAM, ...sweep],
        findings: async () => checked(report.parse(JSON.parse(await readFile(out, 'utf8'))), keys),
      };
    },
  };
}

/** The memory of a night that is not measured, as of today, when no turn is due again, or as of yesterday. */
function nightBefore(world: World): (lab: Lab, day: 'today' | 'yesterday') => Promise<string> {
  const made = new Map<Lab, Promise<void>>();
  async function make(lab: Lab): Promise<void> {
    const policy = join(lab.folder, 'policy.yaml');
    await writeFile(policy, policyText({ lookupPages: 1, rotaReads: 0 }));
    const cache = join(lab.folder, 'today');
    const sweep = ['sweep', '--policy', policy, '--cache', cache, '--out', join(lab.folder, 'report')];
    await measure([process.execPath, PROGRAM, ...sweep], { env: labEnvironment(lab) });
    const { book } = await openBook(await directoryMemory(cache), world.account);
    const older = Array.from(
      book,
      ([name, user]) => [name, { ...user, listedAt: addDays(user.listedAt, -1) }] as const,
    );
    await keepBook(await directoryMemory(join(lab.folder, 'yesterday')), world.account, new Map(older));
  }
  return async (lab, day) => {
    const making = made.get(lab) ?? make(lab);
    made.set(lab, making);
    await making;
    return join(lab.folder, day);
  };
}

function extentOf(world: World, trailPages: number): Extent {
  return {
    users: world.users.length,
    groups: world.groups.length,
    roles: world.roles.length,
    policies: world.managedPolicies.length + world.awsPolicies.length,
    listedUsers: world.users.length,
    keyEvents: 0,
    singles: 0,
    rota: NO_ROTA,
    regions: world.regions.map((region) => ({
      secrets: world.secrets.filter((secret) => secret.region === region).length,
      functions: world.functions.filter((made) => made.region === region).length,
      trailPages,
    })),
  };
}

function keysOf({ users }: World): number {
  return users.flatMap((user) => user.keys ?? []).length;
}

/** Nobody here has a password. */
function signersOf({ users }: World): number {
  return users.filter(({ keys = [] }) => keys.some(({ status }) => status !== 'Inactive')).length;
}

function arnOf({ account }: World, userName: string): string {
  return `arn:aws:iam::${account}:user/${userName}`;
}

function now(): string {
  return new Date().toISOString();
}

function policyText({ lookupPages, rotaReads }: Night['policy']): string {
  const budgets = Object.keys(DEFAULT_POLICY.budgets).map((service) => `  ${service}: ${LIFTED}`);
  return ['budgets:', ...budgets, `lookupPages: ${lookupPages}`, `rotaReads: ${rotaReads}`, ''].join('\n');
}

/** What the peers read as well: without it a sweep is no result. */
const READ_BY_ALL: ReadonlySet<string> = new Set([
  'iam:GetAccountAuthorizationDetails',
  'iam:GetCredentialReport',
  'iam:ListAccessKeys',
  'iam:GetAccessKeyLastUsed',
  'secretsmanager:ListSecrets',
  'lambda:ListFunctions',
]);

/** A sweep that missed something is no result. */
function checked({ credentials, findings, gaps }: z.output<typeof report>, keys: number): number {
  const read = credentials.filter(({ kind }) => kind === 'access-key').length;
  if (read !== keys) throw new LabError(`expected a sweep that read ${keys} access keys, it read ${read}`);
  const unread = gaps.find(({ missing }) => READ_BY_ALL.has(missing));
  if (unread !== undefined) throw new LabError(`expected a sweep without gaps, ${unread.missing} was one`);
  return findings.length;
}
