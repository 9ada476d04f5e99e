import { join, relative } from 'node:path';
import { terminalProgress } from '../../lib/cli/progress.ts';
import { smallShop } from '../worlds/small-shop/world.ts';
import { runScript, unlessInterrupted } from './interrupt.ts';
import { type Lab, startLab } from './lab.ts';
import { LabError } from './lab-error.ts';
import { enableSecurityHub } from './security-hub.ts';
import { seed } from './seed.ts';
import { type SideFiles, writeSideFiles } from './side-files.ts';
import { LAB_FOLDER } from './venv.ts';

const progress = terminalProgress(process.stderr);

/** `npm run lab`: a seeded account that stays until Ctrl-C. */
await runScript(async (signal) => {
  const lab = await startLab({ progress, signal });
  try {
    const seeded = await unlessInterrupted(signal, seed(lab, smallShop, progress));
    await unlessInterrupted(signal, enableSecurityHub(lab, smallShop.regions));
    process.stdout.write(invitation(lab, await writeSideFiles(join(LAB_FOLDER, smallShop.account), seeded)));
    await unlessInterrupted(signal, lab.ended);
    throw new LabError(
      'the local AWS ended by itself: see .lab/ministack.log, then start again with npm run lab',
    );
  } finally {
    progress.failed();
    progress.step('stopping the local AWS');
    await lab.stop();
    progress.done();
  }
});

function invitation({ env }: Lab, { roster, exposures }: SideFiles): string {
  const lines = Object.entries(env).map(([name, value]) => `export ${name}='${value}'`);
  const files = `--roster ${relative('.', roster)} --exposures ${relative('.', exposures)}`;
  return `
In another terminal:

unset AWS_PROFILE AWS_DEFAULT_PROFILE AWS_SESSION_TOKEN AWS_IGNORE_CONFIGURED_ENDPOINT_URLS
${lines.join('\n')}

Then try
  npx nightwarden sweep ${files}
  npx nightwarden sweep ${files} --publish
  npx nightwarden collect --out .lab/collected
  aws iam list-users            (any AWS tool: it reaches the lab and nothing else)

Ctrl-C stops it.
`;
}
