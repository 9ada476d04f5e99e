import { short, table, whole } from '../figures.ts';
import type { BundleRow } from './bundles.ts';
import type { MemoryOptions, MemoryRow } from './memory.ts';

const HEAD = ['', 'KB', 'bare KB', 'KB more', 'KB at start', 'import ms', 'bare ms', '×'];
/** Packages that are named; the others are in the sum. */
const NAMED = 6;

/** The table, then where each handler's bytes beyond its clients come from. */
export function bundlesReport(rows: readonly BundleRow[], runs: number): string {
  return [
    `handlers as deployed, beside the same clients and commands of the SDK alone; medians of ${runs} imports, in turn`,
    '',
    table(
      HEAD,
      rows.map((row) => [
        row.name,
        kilo(row.bytes),
        kilo(row.bareBytes),
        kilo(row.bytes - row.bareBytes),
        kilo(row.startBytes),
        short(row.importMs),
        short(row.bareImportMs),
        short(row.importMs / row.bareImportMs),
      ]),
    ),
    '',
    'KB beyond the clients, by package:',
    ...rows.map(({ name, shares }) => `  ${name}: ${listed(shares)}`),
    '',
  ].join('\n');
}

/** What each worker took at most, for an account of that size. */
export function memoryReport(
  rows: readonly MemoryRow[],
  { users, keys, secrets, memory }: MemoryOptions,
): string {
  return [
    `workers of a night over ${whole(users)} users, ${whole(keys)} keys and ${whole(secrets)} secrets, with V8's limits of a function of ${memory} MiB`,
    '',
    table(
      ['', 'peak MiB', 'seconds'],
      rows.map(({ name, peakMb, seconds }) => [name, whole((peakMb * 1e6) / 2 ** 20), short(seconds)]),
    ),
    '',
  ].join('\n');
}

function listed(shares: BundleRow['shares']): string {
  const rest = shares.slice(NAMED).reduce((sum, [, bytes]) => sum + bytes, 0);
  const named = shares.slice(0, NAMED).map(([name, bytes]) => `${name} ${kilo(bytes)}`);
  return [...named, ...(rest === 0 ? [] : [`others ${kilo(rest)}`])].join(', ');
}

function kilo(bytes: number): string {
  return whole(bytes / 1000);
}
