import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { handlerBundles } from '../../../lib/infra/bundling.ts';
import { type Progress, silent } from '../../../lib/ports/progress.ts';
import { type Lab, startLab } from '../../lab/lab.ts';
import { enableSecurityHub } from '../../lab/security-hub.ts';
import { seed } from '../../lab/seed.ts';
import { measure } from '../measure.ts';
import { type AccountSize, largeAccount, REGION } from '../sweep/account.ts';
import { untilReported } from '../sweep/reported.ts';
import { homeEnvironment, makeHome } from './home.ts';

export interface MemoryOptions extends AccountSize {
  /** MiB of the function that each worker is run as. */
  readonly memory: number;
  readonly progress?: Progress;
  readonly signal?: AbortSignal;
}

/** One worker's call. */
export interface MemoryRow {
  /** Of the handler. */
  readonly name: string;
  readonly seconds: number;
  /** The largest resident set of the process, 10⁶ bytes. */
  readonly peakMb: number;
}

const RUN = '2026-11-26';

/**
 * A night over a large account in the lab, each worker as its bundle in a process of its own, with V8's limits as
 * Lambda sets them for a function of that memory. A worker that does not get by with it ends the bench.
 */
export async function measureWorkers(options: MemoryOptions): Promise<readonly MemoryRow[]> {
  const { progress = silent, signal } = options;
  const lab = await startLab({ progress, ...(signal === undefined ? {} : { signal }) });
  try {
    await seed(lab, largeAccount(options), progress);
    await untilReported(lab, progress);
    await enableSecurityHub(lab, [REGION]);
    await makeHome(lab);
    return await night(lab, options);
  } finally {
    await lab.stop();
  }
}

async function night(lab: Lab, { memory, progress = silent, signal }: MemoryOptions) {
  const rows: MemoryRow[] = [];
  const work = async (name: string, event: object): Promise<object> => {
    progress.step(name);
    const { seconds, peakMb, answer } = await workOnce(lab, name, event, memory, signal);
    rows.push({ name, seconds, peakMb });
    progress.done(`${Math.round(peakMb)} MB`);
    return answer;
  };
  await work('begin-night', { reason: 'person', run: RUN });
  const target = await work('open-account', { run: RUN, account: lab.account, reach: 'all' });
  await work('sweep-iam', target);
  await work('sweep-cloudtrail', { ...target, region: REGION });
  await work('sweep-secrets', { ...target, region: REGION });
  const outcome = await work('assess', target);
  await work('publish', { ...target, outcome });
  return rows;
}

async function workOnce(
  lab: Lab,
  name: string,
  event: object,
  memory: number,
  signal: AbortSignal | undefined,
) {
  const [given, out] = [join(lab.folder, 'event.json'), join(lab.folder, 'answer.json')];
  await writeFile(given, JSON.stringify(event));
  const bundle = join(handlerBundles().get(name)?.folder ?? '', 'index.mjs');
  const command = [
    process.execPath,
    // As Lambda's own Node runtimes start theirs.
    `--max-semi-space-size=${Math.floor(memory * 0.05)}`,
    `--max-old-space-size=${Math.floor(memory * 0.9)}`,
    join(import.meta.dirname, 'work.mjs'),
    bundle,
    given,
  ];
  const { seconds, peakMb } = await measure(command, { env: homeEnvironment(lab, REGION), signal, out });
  return { seconds, peakMb, answer: JSON.parse(await readFile(out, 'utf8')) as object };
}
