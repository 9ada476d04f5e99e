import * as z from 'zod/mini';
import { answerTo } from '../../lib/usecases/empty-on-delete.ts';
import { keepAccounts } from '../../lib/usecases/rotation/named-accounts.ts';
import { refuseWhileLive } from '../../lib/usecases/rotation/refuse-while-live.ts';
import { forgetAccounts, nameAccounts } from '../../lib/usecases/rotation/spokes-table.ts';
import { request } from '../_shared/cloudformation-request.ts';
import { rotationHome } from '../_shared/rotation.ts';
import { logger } from '../_shared/worker.ts';

const { ledger, table } = rotationHome();
/** Absent: the deployment carries out plans in its own account. */
const accounts = z.optional(z.object({ Accounts: z.optional(z.array(z.string())) }));
const input = z.extend(request, { ResourceProperties: accounts, OldResourceProperties: accounts });
const ports = {
  plansOf: (account: string) => ledger.openOf(account),
  name: (now: readonly string[]) => nameAccounts(table, now),
  forget: (left: readonly string[]) => forgetAccounts(table, left),
};

/** Asked by CloudFormation before the deployment's rotation goes, or an account of it: refuses while a plan is live. */
export async function handler(event: unknown): Promise<void> {
  const asked = input.parse(event);
  const now = asked.ResourceProperties?.Accounts;
  const before = asked.OldResourceProperties?.Accounts ?? [];
  const answer =
    now === undefined || asked.RequestType === 'Delete'
      ? await refuseWhileLive(asked, () => ledger.open())
      : await keepAccounts(asked, { now, before }, ports);
  logger.info('asked by CloudFormation', { request: asked.RequestType, status: answer.Status });
  await answerTo(asked, answer);
}
