// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_SecretListEntry.html
// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DescribeSecret.html
// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ListSecretVersionIds.html
// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CancelRotateSecret.html
import { type Answer, amendJson, jsonAnswer } from '../answer.ts';
import { type Call, isRecord } from '../call.ts';
import type { Imitation } from '../imitation.ts';
import { epochSeconds } from '../moments.ts';
import type { SecretFacts } from './backdate.ts';

const DAY_SECONDS = 86_400;

/** Adds dates and rotation facts to what ListSecrets and DescribeSecret tell. */
export function secrets(facts: Map<string, SecretFacts>, now: () => number): Imitation {
  /** ministack knows no CancelRotateSecret; by ARN it is imitated, what else AWS would check is not. */
  function answer(call: Call): Answer | undefined {
    if (call.service !== 'secretsmanager' || call.action !== 'CancelRotateSecret') return undefined;
    const { SecretId: arn } = call.json;
    if (typeof arn !== 'string' || !arn.startsWith('arn:')) return undefined;
    return jsonAnswer({ ARN: arn, Name: arn.split(':').slice(6).join(':').slice(0, -7) });
  }

  function amend(call: Call, answer: Answer): Answer {
    if (call.service !== 'secretsmanager') return answer;
    if (call.action === 'DescribeSecret') return amendJson(answer, (secret) => complete(secret, facts));
    if (call.action === 'ListSecretVersionIds') return amendJson(answer, (list) => dateVersions(list, facts));
    if (call.action !== 'ListSecrets') return answer;
    return amendJson(answer, ({ SecretList: list }) => {
      for (const secret of Array.isArray(list) ? list.filter(isRecord) : []) complete(secret, facts);
    });
  }

  /** ministack's RotateSecret turns rotation on and copies the value; the lists need to know by what rule. */
  function observe(call: Call, answer: Answer): void {
    if (call.service !== 'secretsmanager' || answer.status !== 200) return;
    const { ARN: arn } = JSON.parse(answer.body.toString()) as { ARN?: string };
    if (arn === undefined) return;
    if (call.action === 'DeleteSecret') {
      // ListSecrets tells when deletion was asked for; ministack, when the window ends.
      if (call.json.ForceDeleteWithoutRecovery === true) facts.delete(arn);
      else facts.set(arn, { ...facts.get(arn), deletedAt: now() });
    }
    if (call.action === 'CreateSecret') facts.set(arn, { ...facts.get(arn), ...givenAtCreation(call) });
    if (call.action === 'CancelRotateSecret') facts.set(arn, { ...facts.get(arn), rotationEnabled: false });
    if (call.action !== 'RotateSecret') return;
    const { RotationRules: rules, RotationLambdaARN: lambda } = call.json;
    const asked: SecretFacts = {
      ...(isRecord(rules) && { rotationRules: rules }),
      ...(typeof lambda === 'string' && { rotationLambdaArn: lambda }),
    };
    facts.set(arn, { ...facts.get(arn), rotationEnabled: true, ...asked });
  }
  return { answer, amend, observe };
}

/** What CreateSecret is given and the lists tell, which ministack forgets. */
function givenAtCreation({ json: { KmsKeyId: key, Type: type } }: Call): SecretFacts {
  return {
    ...(typeof key === 'string' && { kmsKeyId: key }),
    ...(typeof type === 'string' && { type }),
  };
}

/** The pending version has a date of its own; the others are as old as the last change. */
function dateVersions(list: Record<string, unknown>, facts: ReadonlyMap<string, SecretFacts>): void {
  const known = facts.get(String(list.ARN)) ?? {};
  for (const version of Array.isArray(list.Versions) ? list.Versions.filter(isRecord) : []) {
    const stages: unknown = version.VersionStages;
    const isPending = Array.isArray(stages) && stages.includes('AWSPENDING');
    setMoment(
      version,
      'CreatedDate',
      isPending ? known.pendingSince : (known.lastChangedAt ?? known.createdAt),
    );
  }
}

function complete(secret: Record<string, unknown>, facts: ReadonlyMap<string, SecretFacts>): void {
  const known = facts.get(String(secret.ARN)) ?? {};
  setMoment(secret, 'CreatedDate', known.createdAt);
  setMoment(secret, 'LastChangedDate', known.lastChangedAt);
  setMoment(secret, 'LastAccessedDate', known.lastAccessedAt);
  setMoment(secret, 'LastRotatedDate', known.lastRotatedAt);
  setMoment(secret, 'NextRotationDate', known.nextRotationAt);
  if (known.rotationEnabled !== undefined) secret.RotationEnabled = known.rotationEnabled;
  if (known.rotationRules !== undefined) secret.RotationRules = known.rotationRules;
  if (known.rotationLambdaArn !== undefined) secret.RotationLambdaARN = known.rotationLambdaArn;
  if (known.owningService !== undefined) secret.OwningService = known.owningService;
  if (known.kmsKeyId !== undefined) secret.KmsKeyId = known.kmsKeyId;
  if (known.type !== undefined) secret.Type = known.type;
  if (secret.DeletedDate !== undefined && secret.DeletedDate !== null)
    setMoment(secret, 'DeletedDate', known.deletedAt);
  // AWS tells the day only: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_SecretListEntry.html
  const accessed = secret.LastAccessedDate;
  if (typeof accessed === 'number') secret.LastAccessedDate = accessed - (accessed % DAY_SECONDS);
  for (const [name, value] of Object.entries(secret)) if (value === null) delete secret[name];
}

function setMoment(secret: Record<string, unknown>, name: string, at: number | null | undefined): void {
  if (at === null) delete secret[name];
  else if (at !== undefined) secret[name] = epochSeconds(at);
}
