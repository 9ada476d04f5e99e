import { DEFAULT_POLICY } from '../../../lib/core/model/policy.ts';
import { short, table, whole } from '../figures.ts';
import { SIZES } from './accounts.ts';
import type { Simulated, SimulationOptions } from './index.ts';
import { costOf, PRICES, sumOf } from './prices.ts';
import { QUOTAS } from './quotas.ts';
import { ASSUMED } from './work.ts';

const DAYS = 30;

/** The night, and what it rests on. */
export function simulationReport(simulated: Simulated, options: SimulationOptions): string {
  const { wall, used, credentials, calls, slowest, concurrency, throttled } = simulated;
  const cost = costOf(used);
  const night = sumOf(cost);
  const allCalls = [...calls.values()].reduce((sum, n) => sum + n, 0);
  const facts = [
    ['wall time', duration(wall)],
    ['credentials', whole(credentials)],
    ['calls to the accounts', whole(allCalls)],
    ['state transitions', whole(used.transitions)],
    [
      'function calls',
      `${whole(used.lambdaRequests)}, ${whole(concurrency.most)} at once, ${whole(concurrency.refused)} refused`,
    ],
    ['waited for Step Functions', duration(throttled)],
    [
      'cost of the night',
      `$${night.toFixed(2)} ($${((night * 1000) / credentials).toFixed(4)} per 1,000 credentials)`,
    ],
    ['cost of a month', `$${whole(night * DAYS)}`],
  ];
  return `${[
    `${whole(options.accounts)} accounts × ${options.regions} Regions, ${options.atOnce} accounts at once, use of keys by ${options.trail}`,
    '',
    ...facts.map(([name = '', value = '']) => `${name.padEnd(26)} ${value}`),
    '',
    statesTable(simulated),
    '',
    `longest pole: account ${slowest.account}, ${slowest.size.name}, ${duration(slowest.seconds)}; most of the night goes to "${busiest(simulated)}"`,
    '',
    table(
      ['cost', 'US$', '%'],
      Object.entries(cost).map(([name, value]) => [name, value.toFixed(3), whole((100 * value) / night)]),
    ),
    '',
    ...assumptions(),
  ].join('\n')}\n`;
}

function statesTable({ states }: Simulated): string {
  const rows = [...states].toSorted(([, a], [, b]) => b.seconds - a.seconds);
  return table(
    ['state', 'calls', 'hours in all', 'mean s', 'longest s'],
    rows.map(([name, { calls, seconds, longest }]) => [
      name,
      whole(calls),
      short(seconds / 3600),
      short(seconds / calls),
      short(longest),
    ]),
  );
}

function busiest({ states }: Simulated): string {
  const [first] = [...states].toSorted(([, a], [, b]) => b.seconds - a.seconds);
  return first?.[0] ?? '';
}

function assumptions(): readonly string[] {
  const budgets = Object.entries(DEFAULT_POLICY.budgets).map(([name, n]) => `${name} ${n}`);
  return [
    'What it rests on',
    `  the state machine and memory sizes of the synthesised template; calls a second of each account: ${budgets.join(', ')}`,
    `  quotas: ${QUOTAS.transitions.perSecond} transitions/s, ${QUOTAS.starts.perSecond} starts/s (burst ${QUOTAS.starts.bucket}), ${QUOTAS.lambdaConcurrency} functions at once, ${QUOTAS.importsPerSecond} BatchImportFindings/s`,
    `  prices: us-east-1, read on ${PRICES.readOn}, no free tier`,
    `  a quiet night: key ids known, a seventh of the rota, ${ASSUMED.changed} % of the findings changed; no call fails`,
    `  assumed: ${ASSUMED.latency} s a call, ${ASSUMED.start} s until a function runs, ${ASSUMED.judging} s to judge 1,000 credentials`,
    ...SIZES.map(
      ({ name, share, ...size }) =>
        `  ${share / 10} % ${name}: ${Object.entries(size)
          .map(([what, n]) => `${whole(n)} ${what === 'busyRegions' ? 'busy Regions' : what}`)
          .join(', ')}`,
    ),
  ];
}

export function duration(seconds: number): string {
  if (seconds < 90) return `${short(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
