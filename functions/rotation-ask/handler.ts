import * as z from 'zod/mini';
import { topic } from '../../lib/aws/sns.ts';
import { byHandText } from '../../lib/core/rotation/by-hand-text.ts';
import { cautionText } from '../../lib/core/rotation/caution.ts';
import type { Row } from '../../lib/core/rotation/ledger.ts';
import { askPerson } from '../../lib/usecases/rotation/ask-person.ts';
import { questionsTable } from '../../lib/usecases/rotation/questions-table.ts';
import { told } from '../_shared/environment.ts';
import { quietWorker } from '../_shared/quiet-worker.ts';
import { clock, rotationHome } from '../_shared/rotation.ts';

const { clients, region, table, ledger } = rotationHome();
const tell = topic(clients, region, told('NIGHTWARDEN_TOPIC'));
const questions = questionsTable(table, clock);
const input = z.object({
  rotation: z.string(),
  at: z.string(),
  approval: z.enum(['deactivate', 'delete', 'users', 'copy']),
  token: z.string(),
});

/** Lines about a rotation as it stands. */
function linesOf(text: (row: Row) => readonly string[]) {
  return async (rotation: string): Promise<readonly string[]> => {
    const row = await ledger.read(rotation);
    return row === undefined ? [] : text(row);
  };
}

/** Asks a person for an approval or for what only they can do, and keeps what wakes the execution that waits for it. */
export const handler = quietWorker(input, async (question) => ({
  asked: await askPerson(question, {
    questions,
    clock,
    byHand: linesOf(byHandText),
    caution: linesOf(cautionText),
    tell: (subject, text) => tell.send(subject, text),
  }),
}));
