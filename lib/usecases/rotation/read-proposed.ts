import { identify } from '../../aws/connect.ts';
import type { Estate, Subject } from '../../core/model/estate.ts';
import type { SlotFact } from '../../core/rotation/build/facts.ts';
import { factsIn } from '../../core/rotation/known-facts.ts';
import type { Known } from '../../core/rotation/live.ts';
import type { Proposal } from '../../core/rotation/proposals.ts';
import { declarationOf } from '../../core/trust/dependence.ts';
import { InputError } from '../../ports/input-error.ts';
import type { Read } from './begin-proposed.ts';
import { type AccountFacts, type Facts, type Reading, readCredentials, storeOf } from './read-credential.ts';

export interface ProposedReading extends Reading {
  /** What the run that proposes has read of the account. */
  readonly estate: () => Promise<Estate>;
  /** Where global services are asked. */
  readonly home: string;
}

/**
 * Credentials as they are now. An account is read once for all that is to be changed or taken away. What leaked does not
 * wait for that: its facts are what its own run read of IAM a moment ago, and its keys and the labels of its secret anew.
 */
export function proposedReader(chosen: readonly Proposal[], reading: ProposedReading): Read {
  const others = chosen.filter(({ kind }) => kind !== 'contain').map(({ credential }) => credential);
  let all: Promise<Facts> | undefined;
  let estate: Promise<Estate> | undefined;
  return async ({ kind, credential }) => {
    if (kind === 'contain') {
      estate ??= reading.estate();
      return readLeaked(credential, await estate, reading);
    }
    all ??= readCredentials(others, reading);
    return (await all)(credential);
  };
}

async function readLeaked(
  credential: string,
  estate: Estate,
  { connection, policy, home, now }: ProposedReading,
): Promise<AccountFacts> {
  const subject = estate.subjects.find((each) => each.credential.id === credential);
  if (subject === undefined) throw new InputError(`${credential}: the run that proposes it has not read it`);
  const declared = declarationOf(subject.credential, policy.rotation.credentials);
  const aws = connection.gateways(home);
  const [slots, store, caller] = await Promise.all([
    slotsNow(subject, (user) => aws.iam.accessKeys(user)),
    declared === undefined ? null : storeOf(estate.snapshot, declared, connection, home),
    identify(aws.sts),
  ]);
  return {
    ...factsIn(estate, subject, declared),
    at: now().getTime(),
    home,
    slots,
    store,
    requester: caller.arn,
  };
}

interface ListedKey {
  readonly AccessKeyId?: string | undefined;
  readonly Status?: string | undefined;
}

/** Contain goes on without knowing them. When they were used last is nothing to it. */
async function slotsNow(
  { credential }: Subject,
  accessKeys: (user: string) => Promise<readonly ListedKey[]>,
): Promise<Known<readonly SlotFact[]>> {
  if (credential.kind !== 'access-key') return 'unknown';
  try {
    const keys = await accessKeys(credential.userName);
    return keys.flatMap(({ AccessKeyId: id, Status: status }) =>
      id !== undefined && (status === 'Active' || status === 'Inactive')
        ? [{ id, status, lastUsed: { state: 'unknown', missing: 'iam:GetAccessKeyLastUsed' } } as const]
        : [],
    );
  } catch {
    return 'unknown';
  }
}
