import type { Table } from '../../aws/dynamodb.ts';
import type { Asked } from '../../core/rotation/plan.ts';
import type { RotationClock } from '../../ports/rotation.ts';
import type { RotationQuestions } from './ask-person.ts';

const KEPT_SECONDS = 7 * 86_400;
const APPROVALS: ReadonlySet<unknown> = new Set(['deactivate', 'delete', 'users', 'copy'] satisfies Asked[]);

/** `ROTATION#… / QUESTION`, beside the rotation's row: what is asked, since when, and whom to wake. */
export function questionsTable(table: Table, clock: RotationClock): RotationQuestions {
  const keyOf = (rotation: string) => ({ pk: `ROTATION#${rotation}`, sk: 'QUESTION' });
  return {
    async read(rotation) {
      const found = await table.get(keyOf(rotation));
      if (found === undefined || !APPROVALS.has(found.approval)) return undefined;
      const { approval, about = '', token, toldAt } = found;
      return {
        rotation,
        approval: approval as Asked,
        about: String(about),
        token: String(token),
        toldAt: Number(toldAt),
      };
    },
    keep: ({ rotation, approval, about, token, toldAt }) =>
      table.put({
        ...keyOf(rotation),
        approval,
        about,
        token,
        toldAt,
        expiresAt: Math.floor(clock.now() / 1000) + KEPT_SECONDS,
      }),
    async forget(rotation) {
      await table.transact([{ remove: keyOf(rotation) }]);
    },
  };
}
