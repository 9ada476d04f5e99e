import { short, table, whole } from '../figures.ts';
import type { RotateRow } from './index.ts';

/** What changes something in AWS, by the action: all else of the account is read. */
const WRITES = /:(Create|Put|Update|Delete|Attach|Add)/;

/** The table, then what a rotation of the most copies asks by service and action. */
export function rotateReport(rows: readonly RotateRow[]): string {
  const last = rows.at(-1);
  return [
    'one rotation of a key that lies in a secret and in so many parameters, from begin to end, when nothing goes wrong',
    '',
    table(
      ['copies', 'invocations', 'calls', 'writes', 'reads', 'of the ledger', 'seconds'],
      rows.map((row) => {
        const { writes, reads, ledger } = sumsOf(row);
        const all = writes + reads + ledger;
        return [
          whole(row.copies),
          whole(row.invocations),
          ...[all, writes, reads, ledger].map(whole),
          short(row.seconds),
        ];
      }),
    ),
    '',
    ...(last === undefined ? [] : [`of ${whole(last.copies)} copies: ${listed(last)}`, '']),
  ].join('\n');
}

/** Calls that write in the account, that read there, and those of Nightwarden's own table. */
export function sumsOf({ calls }: RotateRow): Readonly<Record<'writes' | 'reads' | 'ledger', number>> {
  const sums = { writes: 0, reads: 0, ledger: 0 };
  for (const [name, count] of calls) {
    if (name.startsWith('dynamodb:')) sums.ledger += count;
    else if (WRITES.test(name)) sums.writes += count;
    else sums.reads += count;
  }
  return sums;
}

function listed({ calls }: RotateRow): string {
  return [...calls]
    .toSorted(([, a], [, b]) => b - a)
    .map(([name, count]) => `${name} ${whole(count)}`)
    .join(', ');
}
