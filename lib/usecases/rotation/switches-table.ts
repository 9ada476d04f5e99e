import type { Row, Table } from '../../aws/dynamodb.ts';
import {
  changeSwitch,
  type Position,
  type SwitchChange,
  type SwitchTold,
} from '../../core/rotation/switch-change.ts';
import type { RotationClock, RotationSwitches, SwitchId } from '../../ports/rotation.ts';

const POSITIONS: ReadonlySet<unknown> = new Set(['run', 'pause', 'freeze'] satisfies Position[]);

/** `SWITCHES / rotate` and `contain`: position, who set it and when, and who asks for a freeze since when. */
const keyOf = (which: SwitchId) => ({ pk: 'SWITCHES', sk: which });

export function switchesTable(table: Table): RotationSwitches {
  return {
    async read(which) {
      try {
        return told(await table.get(keyOf(which))).position;
      } catch {
        return 'unreadable';
      }
    },
  };
}

/** How a switch stands. Fails where it can't be read: a person must not take that for a position. */
export async function readSwitch(table: Table, which: SwitchId): Promise<SwitchTold> {
  return told(await table.get(keyOf(which)));
}

function told(row: Row | undefined): SwitchTold {
  if (row === undefined) return { position: 'run', by: [], at: null, asked: null };
  const { position, by, at, askedBy, askedAt } = row;
  return {
    position: POSITIONS.has(position) ? (position as Position) : 'unreadable',
    by: [by].flat().filter((each) => typeof each === 'string'),
    at: typeof at === 'number' ? at : null,
    asked:
      typeof askedBy === 'string' && askedBy !== '' && typeof askedAt === 'number'
        ? { by: askedBy, at: askedAt }
        : null,
  };
}

/** Times that a wish is looked at again because somebody else's came between. */
const TRIES = 5;

/**
 * Sets a switch, or notes the first of the two who must want a freeze.
 * @param by ARN of the caller
 * @throws {Error} when others change it all the time
 */
export async function setSwitch(
  table: Table,
  { which, position, by }: { readonly which: SwitchId; readonly position: Position; readonly by: string },
  clock: RotationClock,
): Promise<SwitchChange> {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const row = await table.get(keyOf(which));
    const at = clock.now();
    const stands = told(row);
    const change = changeSwitch(stands, position, by, at);
    if (position === 'freeze' && stands.position === 'freeze') return change;
    if (await write(table, which, row, change, at)) return change;
  }
  throw new Error(`the ${which} switch was changed by others all the time: nothing was set`);
}

async function write(
  table: Table,
  which: SwitchId,
  row: Row | undefined,
  change: SwitchChange,
  at: number,
): Promise<boolean> {
  if (change.state === 'asked')
    // A switch that nobody ever set stands on run, and must go on to.
    return table.set(keyOf(which), { askedBy: change.by, askedAt: at }, { first: { position: 'run' } });
  const { position, by } = change;
  // Whoever ends a freeze, or pauses, overrules whatever was asked.
  const expected =
    position === 'freeze' ? { expected: { askedBy: row?.askedBy, askedAt: row?.askedAt } } : {};
  return table.set(keyOf(which), { position, by, at, askedBy: '', askedAt: 0 }, expected);
}
