import { answerTo } from '../../lib/usecases/empty-on-delete.ts';
import { refuseWhileLive } from '../../lib/usecases/rotation/refuse-while-live.ts';
import { request } from '../_shared/cloudformation-request.ts';
import { rotationHome } from '../_shared/rotation.ts';
import { logger } from '../_shared/worker.ts';

const { ledger } = rotationHome();

/** Asked by CloudFormation before the deployment's rotation goes: refuses while a plan is live. */
export async function handler(event: unknown): Promise<void> {
  const asked = request.parse(event);
  const answer = await refuseWhileLive(asked, () => ledger.open());
  logger.info('asked by CloudFormation', { request: asked.RequestType, status: answer.Status });
  await answerTo(asked, answer);
}
