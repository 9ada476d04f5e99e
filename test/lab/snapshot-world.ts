import { chmod, cp, glob, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { terminalProgress } from '../../lib/cli/progress.ts';
import { hostileFiles } from '../worlds/hostile/make.ts';
import { BUILT_WORLDS, type BuiltWorld, type WorldName } from '../worlds/index.ts';
import { AS_OF } from '../worlds/small-shop/world.ts';
import { denyEveryRead } from './denied.ts';
import { runScript, unlessInterrupted } from './interrupt.ts';
import { type Lab, startLab } from './lab.ts';
import { LabError } from './lab-error.ts';
import { nightwarden } from './nightwarden.ts';
import { seed } from './seed.ts';
import { shiftMoments } from './shift.ts';
import { writeSideFiles } from './side-files.ts';
import { tellTheSame } from './unchanged.ts';

const WORLDS = join(import.meta.dirname, '..', 'worlds');
const NOTHING_READ = 3;
const progress = terminalProgress(process.stderr);

/** No account gives such files: it is made from those of small-shop, by hand and by machine. */
const HOSTILE = 'hostile';

/**
 * `snapshot-world.ts [NAME…]`: writes the files of test/worlds anew, of all worlds or of those named: builds the account, collects it, and moves every moment so that the files are of AS_OF. Ids that AWS makes up are new
 * each time, so files that tell the same as before but for them stay as they are.
 */
await runScript(async (signal) => {
  const names = process.argv.slice(2);
  for (const name of wanted(names)) {
    const lab = await startLab({ progress, signal, account: BUILT_WORLDS[name].world.account });
    try {
      await snapshot(lab, join(WORLDS, name), BUILT_WORLDS[name], signal);
    } finally {
      await lab.stop();
    }
  }
  if (names.length === 0 || names.includes(HOSTILE)) await writeHostile();
});

async function writeHostile(): Promise<void> {
  for (const [path, content] of await hostileFiles()) {
    const target = join(WORLDS, HOSTILE, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, content);
  }
}

function wanted(names: readonly string[]): readonly WorldName[] {
  const known = Object.keys(BUILT_WORLDS) as WorldName[];
  const strange = names.filter((name) => name !== HOSTILE && !known.some((each) => each === name));
  if (strange.length > 0)
    throw new LabError(`expected names of ${[...known, HOSTILE].join(', ')}, got ${strange.join(', ')}`);
  return names.length === 0 ? known : known.filter((name) => names.includes(name));
}

async function snapshot(
  lab: Lab,
  folder: string,
  { world, denied = false }: BuiltWorld,
  signal: AbortSignal,
): Promise<void> {
  const seeded = await unlessInterrupted(signal, seed(lab, world, progress));
  if (denied) await denyEveryRead(lab);
  const collected = join(lab.folder, 'collected');
  const policy = join(lab.folder, 'fast.yaml');
  await writeFile(policy, 'budgets: { cloudtrail: 100, iam: 100 }\n');
  const code = await nightwarden(lab, ['collect', '--deep', '--out', collected, '--policy', policy], signal);
  if (code !== (denied ? NOTHING_READ : 0))
    throw new LabError(`nightwarden collect ended with exit code ${code}: its reason stands above`);
  const manifest = JSON.parse(await readFile(join(collected, 'manifest.json'), 'utf8')) as {
    takenAt: string;
  };
  const [asOf, takenAt] = [Date.parse(AS_OF), Date.parse(manifest.takenAt)];
  await writeSideFiles(collected, seeded, asOf);
  if (await tellTheSame(folder, collected, { asOf, takenAt })) {
    progress.step('comparing with what was there');
    progress.done('the same: left as it is');
    return;
  }
  await replaceFiles(folder, collected, asOf - takenAt);
  await writeSideFiles(folder, seeded, asOf);
}

async function replaceFiles(folder: string, collected: string, shift: number): Promise<void> {
  await rm(join(folder, 'cloudtrail'), { recursive: true, force: true });
  for await (const entry of glob('**/*.{json,csv,json.gz}', { cwd: collected })) {
    const target = join(folder, entry);
    await mkdir(dirname(target), { recursive: true });
    if (entry.endsWith('.gz')) {
      await writeFile(
        target,
        gzipSync(shiftMoments(gunzipSync(await readFile(join(collected, entry))).toString(), shift)),
      );
    } else {
      await cp(join(collected, entry), target);
      await writeFile(target, shiftMoments(await readFile(target, 'utf8'), shift));
    }
    await chmod(target, 0o644);
  }
}
