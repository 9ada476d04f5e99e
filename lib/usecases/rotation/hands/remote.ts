import type { RotationClients } from '../../../aws/rotation/limits.ts';
import { prepared } from '../../../aws/rotation/outcome.ts';
import { secretVersionsGateway } from '../../../aws/rotation/secret-versions.ts';
import type { Known } from '../../../core/rotation/live.ts';
import { OURS } from '../../../core/rotation/marks.ts';
import type { KeyId, Plan } from '../../../core/rotation/plan.ts';
import type { Target } from '../../../core/rotation/where.ts';
import { tokenIn } from '../../../remote/call.ts';
import { githubActions } from '../../../remote/github-actions.ts';
import { gitlabVariables } from '../../../remote/gitlab-variables.ts';
import { kindOf } from '../kinds/index.ts';
import type { Value } from '../kinds/kind.ts';
import { regionOf } from './gateways.ts';

type Remote<In extends Target['in']> = Extract<Target, { in: In }>;

/** Copies outside AWS. The token that opens each lies in a secret of the account, and is read for each call. */

/** @returns the sign of what was written */
export async function writeGithub(
  clients: RotationClients,
  target: Remote<'github-actions'>,
  { id, secret }: Value,
): Promise<string> {
  const place = await prepared(() => opened(clients, target), 'the token could not be read');
  return githubActions(place).write({ [target.accessKeyId]: id, [target.secretAccessKey]: secret });
}

/** When its secrets were last changed; null: one of them is not there. */
export async function githubSign(
  clients: RotationClients,
  target: Remote<'github-actions'>,
): Promise<string | null> {
  return githubActions(await opened(clients, target)).sign([target.accessKeyId, target.secretAccessKey]);
}

export async function writeGitlab(
  clients: RotationClients,
  target: Remote<'gitlab'>,
  value: Value,
): Promise<void> {
  const place = await prepared(() => opened(clients, target), 'the token could not be read');
  await gitlabVariables(place).write(namesOf(target), value);
}

/** The key id that its variables hold. The old id with another secret beside it is a write of ours that was cut off. */
export async function heldByGitlab(
  clients: RotationClients,
  target: Remote<'gitlab'>,
  plan: Plan,
): Promise<Known<KeyId | null>> {
  const { id, secret } = await gitlabVariables(await opened(clients, target)).values(namesOf(target));
  if (id !== plan.key || plan.secret === null) return id === '' ? null : id;
  const { arn, version } = plan.secret;
  const stored = await secretVersionsGateway(clients, plan.where.region).value(arn, version);
  return kindOf(plan).valueIn(plan.where.shape, stored)?.secret === secret ? id : OURS;
}

function namesOf({ accessKeyId: id, secretAccessKey: secret }: Remote<'gitlab'>) {
  return { id, secret };
}

async function opened<T extends Remote<'github-actions'> | Remote<'gitlab'>>(
  clients: RotationClients,
  target: T,
) {
  const text = await secretVersionsGateway(clients, regionOf(target.token)).value(target.token, null);
  return { ...target, token: tokenIn(text) };
}
