import * as z from 'zod/mini';
import { stackOutputs } from '../../lib/aws/cloudformation.ts';
import { systemClock } from '../../lib/aws/pacing.ts';
import { answerTo } from '../../lib/usecases/empty-on-delete.ts';
import { enlist, findHub } from '../../lib/usecases/rotation/spoke.ts';
import { tellDeployed, tellGone } from '../../lib/usecases/rotation/spokes-table.ts';
import { request } from '../_shared/cloudformation-request.ts';
import { told } from '../_shared/environment.ts';
import { clock, hubClients, tableIn } from '../_shared/rotation.ts';
import { logger } from '../_shared/worker.ts';

const account = told('NIGHTWARDEN_ACCOUNT');
const region = told('AWS_REGION');
const clients = hubClients();
const input = z.extend(request, {
  ResourceProperties: z.object({ For: z.enum(['hub', 'plans']), Table: z.optional(z.string()) }),
});

/** Asked by CloudFormation: where the hub keeps its ledger, and whether the workers of this account may come or go. */
export async function handler(event: unknown): Promise<void> {
  const asked = input.parse(event);
  const { For, Table: table = '' } = asked.ResourceProperties;
  const { rows, ledger } = tableIn(clients, region, table);
  const answer =
    For === 'hub'
      ? await findHub(asked, () => stackOutputs(clients, region, 'NightwardenHub'), systemClock.sleep)
      : await enlist(asked, {
          plans: () => ledger.openOf(account),
          arrive: () => tellDeployed(rows, account, clock.now()),
          leave: () => tellGone(rows, account),
        });
  logger.info('asked by CloudFormation', { request: asked.RequestType, for: For, status: answer.Status });
  await answerTo(asked, answer);
}
