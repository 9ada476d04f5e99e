import { type KeyFacts, type Refusal, refusal, type StoreFacts } from './facts.ts';

/** Whether the value can be stored anew, and nobody else moves its labels. */
export function storeGate({ declared, store, aim, subject }: KeyFacts): readonly Refusal[] {
  const { id, principal } = aim;
  const { credential } = subject;
  const which =
    credential.kind === 'service-specific-credential' ? `, service: { name: ${credential.service} }` : '';
  if (declared === undefined || store === null)
    return [
      refusal(
        'no-store',
        'the policy file does not say where its value is stored, nor who depends on it',
        `declare it under rotation.credentials (credential: ${id} or ${principal}${which}): docs/policy.yaml shows how`,
      ),
    ];
  const { secret } = declared.store;
  if (store === 'unknown')
    return [
      refusal(
        'unknown',
        `secret ${secret} could not be read`,
        'grant secretsmanager:ListSecrets and secretsmanager:ListSecretVersionIds in its Region to whoever asks, and rehearse again',
      ),
    ];
  if (store === 'none')
    return [
      refusal(
        'store-gone',
        `there is no secret ${secret}`,
        'make it with the value of the key, or correct rotation.credentials in the policy file',
      ),
    ];
  const own = declared.store.rotatedBy;
  return [...storeFaults(store), ...(own === undefined ? rotationFaults(store) : ownFaults(store, own))];
}

function storeFaults(store: StoreFacts): readonly Refusal[] {
  const { arn, deleted, owningService, primaryRegion, pending, current } = store;
  const found: Refusal[] = [];
  if (deleted)
    found.push(
      refusal(
        'store-gone',
        `secret ${arn} is scheduled for deletion`,
        'restore it (aws secretsmanager restore-secret), or declare the secret that took its place',
      ),
    );
  if (owningService !== null)
    found.push(
      refusal(
        'store-managed',
        `${owningService} manages secret ${arn}`,
        'rotate it there: that service moves its labels',
      ),
    );
  if (primaryRegion !== null)
    found.push(
      refusal(
        'store-replica',
        `secret ${arn} is a copy of the one in ${primaryRegion}`,
        `declare the original in ${primaryRegion} as the store, and this Region among its replicas`,
      ),
    );
  if (pending !== null && pending !== current)
    found.push(
      refusal(
        'stray-pending',
        `version ${pending} of secret ${arn} is AWSPENDING: a rotation was begun and not finished`,
        'find out whose it is; then take the label off (aws secretsmanager update-secret-version-stage --version-stage AWSPENDING --remove-from-version-id …)',
      ),
    );
  if (current === null)
    found.push(
      refusal(
        'no-current-version',
        `no version of secret ${arn} is AWSCURRENT`,
        'store the value of the key in it first',
      ),
    );
  return found;
}

/** Nobody else may move its labels. */
function rotationFaults({ arn, rotates }: StoreFacts): readonly Refusal[] {
  if (!rotates) return [];
  return [
    refusal(
      'store-rotates',
      `another rotation is configured on secret ${arn}`,
      'leave it to that one (declare the secret itself, with rotatedBy, and it can be started and watched), or turn it off: two would move the same labels (turning it off stops its schedule too)',
    ),
  ];
}

/** Only the function that was reviewed is started. */
function ownFaults({ arn, rotates, rotatedBy }: StoreFacts, reviewed: string): readonly Refusal[] {
  if (!rotates)
    return [
      refusal(
        'own-function',
        `the rotation of secret ${arn} is off`,
        `turn it on (aws secretsmanager rotate-secret --secret-id … --rotation-lambda-arn ${reviewed} --no-rotate-immediately …), or declare its value otherwise`,
      ),
    ];
  if (rotatedBy === reviewed) return [];
  return [
    refusal(
      'own-function',
      `the rotation of secret ${arn} calls ${rotatedBy ?? 'no function'}, and ${reviewed} was reviewed`,
      'find out who changed it; then review that function and name it as rotatedBy, or set it back',
    ),
  ];
}
