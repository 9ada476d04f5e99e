import type { AccountGateway } from '../../aws/account.ts';
import { identify } from '../../aws/connect.ts';
import { AnswerError, faultOf } from '../../aws/errors.ts';
import { chooseRegions } from '../../aws/regions.ts';
import type { StsGateway } from '../../aws/sts.ts';
import { ACCOUNT_FACTS } from '../../core/model/facts.ts';
import type { SourceGap } from '../../core/model/gap.ts';
import { InputError } from '../../ports/input-error.ts';
import type { ObjectStore } from '../../ports/object-store.ts';
import { writeJson } from './json.ts';
import { ACCOUNT_PART, GLOBAL_PLACE, partKey } from './layout.ts';
import type { Target } from './target.ts';

export interface Opening extends Pick<Target, 'run' | 'account' | 'partition' | 'home' | 'reach'> {
  /** Absent: every Region that is enabled for the account. */
  readonly regions?: readonly string[];
}

export interface Opened extends Target {
  /** Regions that are there to be read; empty when the account itself could not be reached. */
  readonly readable: readonly string[];
  readonly state: 'open' | 'closed';
}

/** Who answers which account it is, and for its Regions. */
export interface Asked {
  readonly sts: StsGateway;
  readonly account: AccountGateway;
}

/** Finds out whether an account can be read and in which Regions. One that can't be is a gap in itself, and no failure. */
export async function openAccount(
  opening: Opening,
  { aws, store }: { readonly aws: Asked; readonly store: ObjectStore },
): Promise<Opened> {
  const { run, account, partition, home, reach, regions: asked } = opening;
  const target = { run, account, partition, home, reach };
  try {
    const caller = await identify(aws.sts);
    if (caller.account !== account)
      throw new AnswerError(`expected account ${account}, got ${caller.account}`);
    const choice = await chooseRegions({ account, gateway: aws.account, asked, home });
    await keep(store, target, choice.gaps, choice.readable.length === 0 ? 'unread' : 'partial');
    return {
      ...target,
      partition: caller.partition,
      regions: choice.meant,
      readable: choice.readable,
      state: 'open',
    };
  } catch (error) {
    await keep(store, target, [closedGap(error, account)], 'unread');
    return { ...target, regions: asked ?? [], readable: [], state: 'closed' };
  }
}

async function keep(
  store: ObjectStore,
  { run, account }: Pick<Target, 'run' | 'account'>,
  gaps: readonly SourceGap[],
  status: 'partial' | 'unread',
): Promise<void> {
  const part = { items: [], origin: 'account', missing: 'account', status, gaps };
  await writeJson(store, partKey(run, account, GLOBAL_PLACE, ACCOUNT_PART), part);
}

function closedGap(error: unknown, account: string): SourceGap {
  // What is wrong with the deployment itself says so in words of our own.
  if (error instanceof InputError)
    return {
      scope: { account },
      missing: 'account:ListRegions',
      reason: `the account was not read: ${error.message}`,
      remedy: "mend regions in the deployment's options",
      facts: ACCOUNT_FACTS,
      badInput: true,
    };
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  const fault = faultOf(cause, { action: 'sts:AssumeRole' });
  return {
    scope: { account },
    missing: 'sts:AssumeRole',
    reason: `the account could not be reached: ${fault.reason}`,
    remedy: "deploy the spoke stack in the account, and check its role's external id and trust",
    facts: ACCOUNT_FACTS,
  };
}
