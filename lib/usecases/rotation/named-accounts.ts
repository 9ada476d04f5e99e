import type { OpenRows } from '../../ports/rotation.ts';
import type { Answer, Asked } from '../empty-on-delete.ts';
import { refuseWhileLive } from './refuse-while-live.ts';

export interface NamedAccountsPorts {
  /** The plans of one account that are not over. */
  readonly plansOf: (account: string) => Promise<Pick<OpenRows, 'rows' | 'unreadable'>>;
  readonly name: (accounts: readonly string[]) => Promise<void>;
  readonly forget: (accounts: readonly string[]) => Promise<void>;
}

export interface NamedAccounts {
  readonly now: readonly string[];
  /** Those that the deployment before named. */
  readonly before: readonly string[];
}

/**
 * Keeps the accounts that the hub lets in. One in which a plan is live can't be taken out: with its role in the hub its
 * workers would lose the ledger, and the way back with it. Refused as an update, before anything is deleted. Never throws.
 */
export async function keepAccounts(
  asked: Asked,
  { now, before }: NamedAccounts,
  { plansOf, name, forget }: NamedAccountsPorts,
): Promise<Answer> {
  const { StackId, RequestId, LogicalResourceId, PhysicalResourceId = 'nightwarden-live-plans' } = asked;
  const who = { PhysicalResourceId, StackId, RequestId, LogicalResourceId };
  const left = before.filter((account) => !now.includes(account));
  for (const account of left) {
    const answer = await refuseWhileLive({ ...asked, RequestType: 'Delete' }, () => plansOf(account));
    if (answer.Status === 'FAILED')
      return {
        ...answer,
        Reason: `account ${account} can not be taken out of rotation.accounts: ${answer.Reason}`,
      };
  }
  try {
    await name(now);
    await forget(left);
    return { Status: 'SUCCESS', ...who };
  } catch (error) {
    const fault = error instanceof Error ? error.name : 'unknown error';
    return { Status: 'FAILED', Reason: `the ledger could not be written (${fault})`, ...who };
  }
}
