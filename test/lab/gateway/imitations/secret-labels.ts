// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html (VersionStages: a label that
// is already attached to a different version is removed from it)
import { DescribeSecretCommand, UpdateSecretVersionStageCommand } from '@aws-sdk/client-secrets-manager';
import type { Answer } from '../answer.ts';
import type { Call } from '../call.ts';
import type { Identities } from '../identities.ts';
import type { Imitation } from '../imitation.ts';
import type { Upstream } from '../upstream.ts';

/** A label is at one version: ministack leaves one that PutSecretValue gives also where it was. */
export function secretLabels(upstream: Upstream, who: Identities): Imitation {
  async function observe(call: Call, answer: Answer): Promise<void> {
    if (call.service !== 'secretsmanager' || call.action !== 'PutSecretValue' || answer.status !== 200)
      return;
    const {
      ARN: SecretId,
      VersionId,
      VersionStages = [],
    } = JSON.parse(answer.body.toString()) as {
      readonly ARN?: string;
      readonly VersionId?: string;
      readonly VersionStages?: readonly string[];
    };
    const { accountId } = await who.of(call.accessKeyId);
    const client = upstream.secrets(accountId, call.region);
    const { VersionIdsToStages = {} } = await client.send(new DescribeSecretCommand({ SecretId }));
    for (const VersionStage of VersionStages) {
      const holders = Object.entries(VersionIdsToStages).filter(([, labels]) =>
        labels.includes(VersionStage),
      );
      const former = holders.find(([version]) => version !== VersionId)?.[0];
      if (former === undefined) continue;
      const move = { SecretId, VersionStage, MoveToVersionId: VersionId, RemoveFromVersionId: former };
      await client.send(new UpdateSecretVersionStageCommand(move));
    }
  }
  return { observe };
}
