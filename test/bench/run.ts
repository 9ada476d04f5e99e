import { terminalProgress } from '../../lib/cli/progress.ts';
import { runScript } from '../lab/interrupt.ts';
import { LabError } from '../lab/lab-error.ts';
import { readArguments } from './arguments.ts';
import { compareBundles } from './deploy/bundles.ts';
import { measureWorkers } from './deploy/memory.ts';
import { bundlesReport, memoryReport } from './deploy/report.ts';
import { benchFiles, filesReport } from './files/index.ts';
import { benchRotate } from './rotate/index.ts';
import { rotateReport } from './rotate/report.ts';
import { simulationReport } from './simulate/report.ts';
import { benchSweep } from './sweep/index.ts';
import { sweepReport } from './sweep/report.ts';
import { benchTrail, trailReport } from './trail/index.ts';

type Bench = (args: readonly string[], signal: AbortSignal) => Promise<string>;

const progress = terminalProgress(process.stderr);
const BENCHES: Readonly<Record<string, Bench>> = { sweep, files, trail, deploy, simulate, rotate };

/** `npm run bench -- sweep|files|trail|deploy|simulate|rotate`: the table on stdout, progress on stderr. */
await runScript(async (signal) => {
  const [name = '', ...args] = process.argv.slice(2);
  const bench = Object.hasOwn(BENCHES, name) ? BENCHES[name] : undefined;
  if (bench === undefined)
    throw new LabError(
      `expected ${Object.keys(BENCHES).join(', ')}, got ${name || 'nothing'}: npm run bench -- sweep`,
    );
  const report = await bench(args, signal);
  process.stdout.write(report);
});

async function sweep(args: readonly string[], signal: AbortSignal): Promise<string> {
  const { numbers, texts } = readArguments(
    args,
    { users: 2000, keys: 3000, secrets: 2000, runs: 3 },
    { peers: 'custodian,prowler', latency: '0' },
  );
  const peers = texts.peers === 'none' ? [] : texts.peers.split(',');
  if (numbers.keys > 2 * numbers.users)
    throw new LabError(`--keys: expected at most two a user, got ${numbers.keys} of ${numbers.users} users`);
  if (!/^\d{1,4}$/.test(texts.latency))
    throw new LabError(`--latency: expected milliseconds from 0 to 9999, got ${texts.latency}`);
  const options = { ...numbers, peers, latencyMs: Number(texts.latency), progress, signal };
  return sweepReport(await benchSweep(options), options);
}

async function files(args: readonly string[], signal: AbortSignal): Promise<string> {
  const { numbers, texts } = readArguments(args, { runs: 3 }, { principals: '1000,3000,10000' });
  const sizes = texts.principals.split(',').map(Number);
  if (!sizes.every((size) => Number.isInteger(size) && size > 0))
    throw new LabError(`--principals: expected whole numbers such as 1000,3000, got ${texts.principals}`);
  return filesReport(await benchFiles({ ...numbers, sizes, progress, signal }), numbers.runs);
}

async function trail(args: readonly string[], signal: AbortSignal): Promise<string> {
  const { numbers } = readArguments(args, { records: 300_000, runs: 3 }, {});
  const options = { ...numbers, progress, signal };
  return trailReport(await benchTrail(options), options);
}

async function deploy(args: readonly string[], signal: AbortSignal): Promise<string> {
  const { numbers } = readArguments(
    args,
    { runs: 5, users: 2000, keys: 3000, secrets: 2000, memory: 256 },
    {},
  );
  const bundles = bundlesReport(compareBundles(numbers.runs, progress), numbers.runs);
  const options = { ...numbers, progress, signal };
  return `${bundles}\n${memoryReport(await measureWorkers(options), options)}`;
}

async function simulate(args: readonly string[]): Promise<string> {
  const { numbers, texts } = readArguments(
    args,
    { accounts: 1000, regions: 17, 'at-once': 10 },
    { trail: 'lookup-events' },
  );
  const { accounts, regions, 'at-once': atOnce } = numbers;
  const { trail: source } = texts;
  if (source !== 'lookup-events' && source !== 'trail')
    throw new LabError(`--trail: expected lookup-events or trail, got ${source}`);
  if (atOnce > 1000) throw new LabError(`--at-once: expected at most 1,000, got ${atOnce}`);
  const options = { accounts, regions, atOnce, trail: source } as const;
  // The CDK is loaded by whoever simulates alone.
  const { simulate: run } = await import('./simulate/index.ts');
  progress.step(`a night of ${accounts} accounts`);
  const simulated = await run(options);
  progress.done();
  return simulationReport(simulated, options);
}

async function rotate(args: readonly string[], signal: AbortSignal): Promise<string> {
  const { texts } = readArguments(args, {}, { copies: '0,1,5,10,20' });
  const copies = texts.copies.split(',').map(Number);
  if (!copies.every((number) => Number.isInteger(number) && number >= 0 && number <= 50))
    throw new LabError(`--copies: expected whole numbers from 0 to 50 such as 1,5, got ${texts.copies}`);
  return rotateReport(await benchRotate({ copies, progress, signal }));
}
