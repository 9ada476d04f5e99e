import type { Table } from '../../aws/dynamodb.ts';
import type { PagePorts } from './page-people.ts';

/** Longer than from any page to its next. */
const KEPT_SECONDS = 21 * 86_400;

/** `ROTATIONS#OPEN / PAGED#…`, beside the index of open rows and not of it: when people were paged for something last. */
export function pagesTable(table: Table): PagePorts['pages'] {
  const keyOf = (id: string) => ({ pk: 'ROTATIONS#OPEN', sk: `PAGED#${id}` });
  return {
    async read(id) {
      const toldAt = (await table.get(keyOf(id)))?.toldAt;
      return typeof toldAt === 'number' ? toldAt : undefined;
    },
    keep: (id, toldAt) =>
      table.put({ ...keyOf(id), toldAt, expiresAt: Math.floor(toldAt / 1000) + KEPT_SECONDS }),
  };
}
