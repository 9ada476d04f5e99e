import { palette, showsColour } from '../../lib/cli/palette.ts';
import { terminalProgress } from '../../lib/cli/progress.ts';
import { nightOf } from '../../lib/core/nights/run.ts';
import { toTable } from '../../lib/core/reports/table/index.ts';
import { judgeStored } from '../../lib/usecases/night/judge-stored.ts';
import { smallShop } from '../worlds/small-shop/world.ts';
import { bootstrap, deploy } from './deploy.ts';
import { runScript, unlessInterrupted } from './interrupt.ts';
import { type Lab, startLab } from './lab.ts';
import { type Deployment, deploymentOf, handOver, labStore, type NightOutput, runNight } from './night.ts';
import { rotateTwo } from './rotation/tour.ts';
import { countFindings, describeCounts, enableSecurityHub } from './security-hub.ts';
import { type Seeded, seed } from './seed.ts';
import { writeSideFiles } from './side-files.ts';
import { askedWhoCalls } from './world.ts';

const STACK = 'Nightwarden';
const world = askedWhoCalls(smallShop);
/** All of it, rotation too, which has to be asked for. */
const CONFIG = { rotation: { enabled: true } };
const progress = terminalProgress(process.stderr);
const startedAt = performance.now();

/**
 * `npm start`: Nightwarden deployed in an account that is built for it, through one night and two rotations, and gone
 * afterwards.
 */
await runScript(async (signal) => {
  const lab = await startLab({ progress, signal, auth: true, lastUsedResolutionMs: 0 });
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
The account's Security Hub held ${found}.
It took ${seconds} s. Nothing left this machine, and all that was started has been stopped.

What to do next
  sweep your own account (it only reads)   npx nightwarden sweep --profile YOUR_PROFILE
  deploy the night in your own account     npx cdk deploy
  look at what a rotation would do         npx nightwarden rehearse ACCESS_KEY_ID --policy docs/policy.yaml
  a like account from exported files       npx nightwarden sweep --from test/worlds/small-shop
  keep a lab running to play with          npm run lab
`);
});

async function tour(lab: Lab, signal: AbortSignal): Promise<string> {
  // Beside the building of the account, which leaves the second half of the machine idle.
  const [seeded] = await unlessInterrupted(
    signal,
    Promise.all([seed(lab, world, progress), bootstrap(lab, { signal })]),
  );
  await unlessInterrupted(signal, enableSecurityHub(lab, smallShop.regions));
  const deployment = await deployStack(lab, signal);
  const night = await sweepBy(deployment, { lab, seeded, signal });
  await show(deployment, night, lab);
  progress.step('asking Security Hub what it holds');
  const counts = await unlessInterrupted(signal, countFindings(lab, smallShop.regions));
  progress.done();
  process.stdout.write(await rotateTwo(lab, { progress, signal }));
  return describeCounts(counts);
}

async function deployStack(lab: Lab, signal: AbortSignal): Promise<Deployment> {
  progress.step('deploying Nightwarden (cdk deploy)');
  let made = 0;
  const onLine = (line: string) => {
    const resource = /CREATE_COMPLETE +\| (\S+)/.exec(line)?.[1];
    if (resource === undefined) return;
    made += 1;
    progress.detail(resource);
  };
  const outputs = await deploy(lab, { stacks: [STACK], config: CONFIG, signal, onLine });
  progress.done(`${made} resources`);
  return deploymentOf(outputs[STACK]);
}

interface Around {
  readonly lab: Lab;
  readonly seeded: Seeded;
  readonly signal: AbortSignal;
}

/** Starts the state machine that the schedule starts, with what a person told beside the account. */
async function sweepBy(deployment: Deployment, { lab, seeded, signal }: Around): Promise<NightOutput> {
  progress.step('running the night in the deployed functions');
  const run = nightOf(new Date().toISOString());
  await handOver(lab, deployment, await writeSideFiles(lab.folder, seeded), run);
  lab.gateway.resetCalls();
  const calls = () => lab.gateway.calls().filter(({ service }) => service !== 'states').length;
  const onWait = () => progress.detail(`${calls()} calls to AWS`);
  const input = { reason: 'schedule', run };
  const night = await unlessInterrupted(signal, runNight(lab, deployment, { input, signal, onWait }));
  progress.done(`${night.state}, ${calls()} calls to AWS`);
  return night;
}

/** What the night found, as a sweep shows it: judged again from what it kept. */
async function show(deployment: Deployment, { run }: NightOutput, lab: Lab): Promise<void> {
  const { account } = lab;
  const target = {
    run,
    account,
    partition: 'aws',
    home: 'us-east-1',
    regions: smallShop.regions,
    reach: 'all',
  } as const;
  const store = labStore(lab, deployment);
  const { estate, judged } = await judgeStored(store, target, { latest: undefined, now: () => new Date() });
  const width = Math.max(60, Math.min(process.stdout.columns || 110, 140));
  process.stdout.write(
    `\n${toTable(estate, judged, { palette: palette(showsColour(process.stdout)), width, next: [] })}\n`,
  );
}
