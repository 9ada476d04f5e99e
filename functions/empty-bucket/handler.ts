import { isLeaving } from '../../lib/aws/cloudformation.ts';
import { bucketVersions } from '../../lib/aws/s3-versions.ts';
import { answerTo, emptyOnDelete } from '../../lib/usecases/empty-on-delete.ts';
import { request } from '../_shared/cloudformation-request.ts';
import { home } from '../_shared/wiring.ts';
import { logger } from '../_shared/worker.ts';

const { clients, settings } = home();
const versions = bucketVersions(clients, settings.AWS_REGION, settings.NIGHTWARDEN_BUCKET);

/** Empties the deployment's bucket when its stack is deleted and the bucket is not to be kept. */
export async function handler(event: unknown): Promise<void> {
  const asked = request.parse(event);
  const answer = await emptyOnDelete(asked, versions, (stack) =>
    isLeaving(clients, settings.AWS_REGION, stack),
  );
  logger.info('asked by CloudFormation', { request: asked.RequestType, status: answer.Status });
  await answerTo(asked, answer);
}
