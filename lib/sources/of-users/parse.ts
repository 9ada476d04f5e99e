import type { Fact } from '../../core/model/facts.ts';
import { addDays, day, type Instant } from '../../core/model/time.ts';
import type { Manifest } from '../../ports/account-export.ts';
import { oneLine } from '../parse/one-line.ts';
import type { PartReader } from '../parse/part-reader.ts';
import type { Known } from '../source.ts';

/** Of an account of which no details were read. */
export const NOBODY: Known = {
  users: new Map(),
  profiles: new Map(),
  authorization: { status: 'unread', missing: 'iam:GetAccountAuthorizationDetails', origin: 'IAM' },
};

interface Held {
  readonly id: string;
  readonly userName: string;
  readonly readAt?: Instant | undefined;
}

/** What a credential has of the user who holds it. */
export function holderOf(userName: string, { account, partition }: Manifest, { users }: Known) {
  const user = users.get(userName);
  return {
    principal: user?.arn ?? `arn:${partition}:iam::${account}:user/${userName}`,
    account,
    region: null,
    tags: user?.tags ?? {},
    userName,
  };
}

/** A week, and a day for the night that it ends in. */
const READ_WITHIN_DAYS = 8;

/** Tells of those whose user is not known, and of those that were read too long ago to still hold. */
export function gapHeld(
  reader: PartReader,
  held: readonly Held[],
  { users, authorization }: Known,
  { facts, takenAt }: { readonly facts: readonly Fact[]; readonly takenAt: Instant },
): void {
  const oldest = addDays(takenAt, -READ_WITHIN_DAYS);
  for (const { id, userName, readAt } of held) {
    if (readAt !== undefined && readAt < oldest) {
      const reason = `${reader.at('')}: ${id} was read on ${day(readAt)}, more than a week before the moment of judging`;
      reader.gap({ reason, facts, subject: id, badInput: false });
    }
    // Where users were not read, or only in part, those gaps tell it.
    if (authorization.status !== 'complete' || users.has(userName)) continue;
    reader.gap({
      reason: `${authorization.origin}: user ${oneLine(userName)}, who holds ${id}, is not in it`,
      facts: ['users', 'policies'],
      subject: id,
      missing: authorization.missing,
      badInput: false,
    });
  }
}
