// https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html (the four steps; a
// version that is laid out has its label and no value yet)
// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotateSecret.html
// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html (ResourceNotFoundException)
import { GetFunctionCommand, InvokeCommand } from '@aws-sdk/client-lambda';
import {
  DescribeSecretCommand,
  PutSecretValueCommand,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { type Answer, faultAnswer, jsonAnswer } from '../answer.ts';
import type { Call } from '../call.ts';
import type { Identities } from '../identities.ts';
import type { Imitation } from '../imitation.ts';
import type { Upstream } from '../upstream.ts';

const STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'];

/** How a rotation ended, by its token; AWS tells it in CloudTrail (RotationSucceeded, RotationFailed). */
type Ended = Readonly<Record<string, 'succeeded' | 'failed'>>;

/**
 * Calls the function of a rotation where there is one, step after step, and stops at the first that fails. ministack
 * makes the new version current by itself, with the old value: that is put right before the caller has its answer.
 */
export function rotateSecret(upstream: Upstream, who: Identities): Imitation {
  let ended: Record<string, 'succeeded' | 'failed'> = {};
  const asked = new Set<string>();

  async function keep(token: string, invoke: () => Promise<'succeeded' | 'failed'>): Promise<void> {
    ended = { ...ended, [token]: await invoke().catch(() => 'failed' as const) };
  }

  /** A token that is known is the same rotation; while another version is pending none is begun. */
  async function answer(call: Call): Promise<Answer | undefined> {
    const { SecretId, ClientRequestToken: token } = call.json;
    if (call.service !== 'secretsmanager' || call.action !== 'RotateSecret') return undefined;
    if (typeof SecretId !== 'string' || typeof token !== 'string') return undefined;
    const { accountId } = await who.of(call.accessKeyId);
    const secrets = upstream.secrets(accountId, call.region);
    const told = await secrets.send(new DescribeSecretCommand({ SecretId })).catch(() => undefined);
    const labels = Object.entries(told?.VersionIdsToStages ?? {});
    if (labels.some(([version]) => version === token))
      return jsonAnswer({ ARN: told?.ARN, Name: told?.Name, VersionId: token });
    const isOpen = labels.some(
      ([, stages]) => stages.includes('AWSPENDING') && !stages.includes('AWSCURRENT'),
    );
    const message = "A previous rotation isn't complete. That rotation will be reattempted.";
    return isOpen ? faultAnswer(call, { status: 400, code: 'InvalidRequestException', message }) : undefined;
  }

  async function observe(call: Call, answer: Answer): Promise<void> {
    if (call.service !== 'secretsmanager' || call.action !== 'RotateSecret' || answer.status !== 200) return;
    const told = JSON.parse(answer.body.toString()) as { readonly ARN: string; readonly VersionId: string };
    if (asked.has(told.VersionId)) return;
    asked.add(told.VersionId);
    const { accountId } = await who.of(call.accessKeyId);
    const secrets = upstream.secrets(accountId, call.region);
    const secret = await secrets.send(new DescribeSecretCommand({ SecretId: told.ARN }));
    const by = secret.RotationLambdaARN ?? '';
    const functions = upstream.functions(accountId, call.region);
    const isThere = await functions.send(new GetFunctionCommand({ FunctionName: by })).then(
      () => true,
      () => false,
    );
    const isLater = call.json.RotateImmediately === false;
    if (!isThere && !isLater) return;
    const former = Object.entries(secret.VersionIdsToStages ?? {}).find(([, labels]) =>
      labels.includes('AWSPREVIOUS'),
    )?.[0];
    await secrets.send(
      new UpdateSecretVersionStageCommand({
        SecretId: told.ARN,
        VersionStage: 'AWSCURRENT',
        MoveToVersionId: former,
        RemoveFromVersionId: told.VersionId,
      }),
    );
    if (isLater) return;
    // ministack leaves the label where it was, too.
    for (const [version, labels] of Object.entries(secret.VersionIdsToStages ?? {})) {
      if (version === told.VersionId || !labels.includes('AWSPENDING')) continue;
      const off = { SecretId: told.ARN, VersionStage: 'AWSPENDING', RemoveFromVersionId: version };
      await secrets.send(new UpdateSecretVersionStageCommand(off));
    }
    const empty = { SecretId: told.ARN, ClientRequestToken: told.VersionId, VersionStages: ['AWSPENDING'] };
    await secrets.send(new PutSecretValueCommand(empty));
    const invoke = async (): Promise<'succeeded' | 'failed'> => {
      for (const Step of STEPS) {
        const event = { Step, SecretId: told.ARN, ClientRequestToken: told.VersionId };
        const Payload = Buffer.from(JSON.stringify(event));
        const { FunctionError } = await functions.send(new InvokeCommand({ FunctionName: by, Payload }));
        if (FunctionError !== undefined) return 'failed';
      }
      return 'succeeded';
    };
    void keep(told.VersionId, invoke);
  }

  /** An empty version is told of by its labels alone. */
  function amend(call: Call, answer: Answer): Answer {
    if (call.service !== 'secretsmanager' || call.action !== 'GetSecretValue' || answer.status !== 200)
      return answer;
    const told = JSON.parse(answer.body.toString()) as Readonly<Record<string, unknown>>;
    if (told.SecretString !== undefined || told.SecretBinary !== undefined) return answer;
    const message = "Secrets Manager can't find the specified secret value.";
    return faultAnswer(call, { status: 400, code: 'ResourceNotFoundException', message });
  }

  return {
    answer,
    observe,
    amend,
    controls: { rotations: { get: (): Ended => ended } },
    reset() {
      ended = {};
      asked.clear();
    },
  };
}
