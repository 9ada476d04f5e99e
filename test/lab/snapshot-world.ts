import { chmod, cp, glob, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { terminalProgress } from '../../lib/cli/progress.ts';
import { AS_OF, smallShop } from '../worlds/small-shop/world.ts';
import { runScript, unlessInterrupted } from './interrupt.ts';
import { startLab } from './lab.ts';
import { LabError } from './lab-error.ts';
import { nightwarden } from './nightwarden.ts';
import { seed } from './seed.ts';
import { shiftMoments } from './shift.ts';
import { writeSideFiles } from './side-files.ts';

const WORLD = join(import.meta.dirname, '..', 'worlds', 'small-shop');
const progress = terminalProgress(process.stderr);

/**
 * Writes the files of test/worlds/small-shop anew: builds the account, collects it, and moves every moment so that
 * the files are of AS_OF. Ids that AWS makes up are new each time.
 */
await runScript(async (signal) => {
  const lab = await startLab({ progress, signal });
  try {
    const seeded = await unlessInterrupted(signal, seed(lab, smallShop, progress));
    const collected = join(lab.folder, 'collected');
    const code = await nightwarden(lab, ['collect', '--out', collected], signal);
    if (code !== 0)
      throw new LabError(`nightwarden collect ended with exit code ${code}: its reason stands above`);
    const manifest = JSON.parse(await readFile(join(collected, 'manifest.json'), 'utf8')) as {
      takenAt: string;
    };
    await replaceFiles(collected, Date.parse(AS_OF) - Date.parse(manifest.takenAt));
    await writeSideFiles(WORLD, seeded, Date.parse(AS_OF));
  } finally {
    await lab.stop();
  }
});

async function replaceFiles(collected: string, shift: number): Promise<void> {
  await rm(join(WORLD, 'cloudtrail'), { recursive: true, force: true });
  for await (const entry of glob('**/*.{json,csv,json.gz}', { cwd: collected })) {
    const target = join(WORLD, entry);
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
