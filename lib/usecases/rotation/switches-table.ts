import type { Table } from '../../aws/dynamodb.ts';
import type { Switch } from '../../core/rotation/switch.ts';
import type { RotationClock, RotationSwitches, SwitchId } from '../../ports/rotation.ts';

const POSITIONS: ReadonlySet<unknown> = new Set(['run', 'pause', 'freeze']);

/** `SWITCHES / rotate` and `contain`, each with its position, who set it and when. */
export function switchesTable(table: Table, clock: RotationClock): RotationSwitches {
  async function positionOf(which: SwitchId): Promise<Switch> {
    try {
      const row = await table.get({ pk: 'SWITCHES', sk: which });
      if (row === undefined) return 'run';
      return POSITIONS.has(row.position) ? (row.position as Switch) : 'unreadable';
    } catch {
      return 'unreadable';
    }
  }
  return {
    async read() {
      const [rotate, contain] = await Promise.all([positionOf('rotate'), positionOf('contain')]);
      return { rotate, contain };
    },
    set: (which, position, by) => table.put({ pk: 'SWITCHES', sk: which, position, by, at: clock.now() }),
  };
}
