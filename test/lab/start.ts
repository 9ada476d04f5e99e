import { terminalProgress } from '../../lib/cli/progress.ts';
import { smallShop } from '../worlds/small-shop/world.ts';
import { runScript, unlessInterrupted } from './interrupt.ts';
import { type Lab, startLab } from './lab.ts';
import { LabError } from './lab-error.ts';
import { nightwarden } from './nightwarden.ts';
import { countFindings, describeCounts, enableSecurityHub } from './security-hub.ts';
import { seed } from './seed.ts';
import { writeSideFiles } from './side-files.ts';

const progress = terminalProgress(process.stderr);
const startedAt = performance.now();

/** `npm start`: the main job, on an account that is built for it and gone afterwards. */
await runScript(async (signal) => {
  const lab = await startLab({ progress, signal });
  let found: string;
  try {
    found = await tour(lab, signal);
  } finally {
    progress.failed();
    progress.step('stopping the local AWS');
    await lab.stop();
    progress.done();
  }
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  process.stdout.write(`
The lab's Security Hub held ${found}.
It took ${seconds} s. Nothing left this machine, and all that was started has been stopped.

What to do next
  sweep your own account (it only reads)   npx nightwarden sweep --profile YOUR_PROFILE
  a like account from exported files       npx nightwarden sweep --from test/worlds/small-shop
  keep a lab running to play with          npm run lab
`);
});

async function tour(lab: Lab, signal: AbortSignal): Promise<string> {
  const seeded = await unlessInterrupted(signal, seed(lab, smallShop, progress));
  await unlessInterrupted(signal, enableSecurityHub(lab, smallShop.regions));
  const { roster, exposures } = await writeSideFiles(lab.folder, seeded);
  process.stderr.write('\n$ nightwarden sweep --publish --roster roster.csv --exposures exposures.json\n');
  const code = await nightwarden(
    lab,
    ['sweep', '--publish', '--roster', roster, '--exposures', exposures],
    signal,
  );
  if (code !== 0 && code !== 1)
    throw new LabError(`the sweep ended with exit code ${code}: its reason stands above`);
  process.stderr.write('\n');
  progress.step('asking Security Hub what it holds');
  const counts = await unlessInterrupted(signal, countFindings(lab, smallShop.regions));
  progress.done();
  return describeCounts(counts);
}
