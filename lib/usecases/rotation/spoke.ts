import type { OpenRows } from '../../ports/rotation.ts';
import type { Answer, Asked } from '../empty-on-delete.ts';
import { refuseWhileLive } from './refuse-while-live.ts';

/** A role that was just made can be used some seconds later: how often it is asked again, and after how long. */
const TRIES = 12;
const PAUSE_MS = 5_000;

/**
 * Tells the stack of an account where the hub keeps ledger and evidence. Never throws.
 * @param outputs of the hub's stack, asked as the role that the hub has for this account
 */
export async function findHub(
  asked: Asked,
  outputs: () => Promise<Readonly<Record<string, string>> | undefined>,
  sleep: (ms: number) => Promise<void>,
): Promise<Answer> {
  const who = whoOf(asked, 'nightwarden-hub');
  if (asked.RequestType === 'Delete') return { Status: 'SUCCESS', ...who };
  for (let tries = 1; ; tries += 1) {
    try {
      const { StateTable: Table, EvidenceBucket: Bucket } = (await outputs()) ?? {};
      if (Table !== undefined && Bucket !== undefined)
        return { Status: 'SUCCESS', Data: { Table, Bucket }, ...who };
      return { Status: 'FAILED', Reason: 'the hub has no stack NightwardenHub: deploy it first', ...who };
    } catch (error) {
      if (tries < TRIES) {
        await sleep(PAUSE_MS);
        continue;
      }
      return {
        Status: 'FAILED',
        Reason: `the hub does not let this account in (${nameOf(error)}): name it under rotation.accounts, deploy NightwardenHub, then this stack`,
        ...who,
      };
    }
  }
}

export interface EnlistPorts {
  /** The plans of this account that are not over. */
  readonly plans: () => Promise<Pick<OpenRows, 'rows' | 'unreadable'>>;
  /** Tells the ledger what the workers know that are deployed now. */
  readonly arrive: () => Promise<void>;
  /** Tells it that there are none any more. */
  readonly leave: () => Promise<void>;
}

/** The workers of an account come, and go while no plan of it is live. Never throws. */
export async function enlist(asked: Asked, { plans, arrive, leave }: EnlistPorts): Promise<Answer> {
  if (asked.RequestType === 'Delete') {
    // First, so that nothing begins here any more while it is looked whether something is live.
    const left = await done(asked, leave);
    if (left.Status === 'FAILED') return left;
    const answer = await refuseWhileLive(asked, plans);
    if (answer.Status === 'FAILED') await arrive().catch(() => {});
    return answer;
  }
  return done(asked, arrive);
}

async function done(asked: Asked, tell: () => Promise<void>): Promise<Answer> {
  const who = whoOf(asked, 'nightwarden-live-plans');
  try {
    await tell();
    return { Status: 'SUCCESS', ...who };
  } catch (error) {
    return { Status: 'FAILED', Reason: `the hub's ledger could not be written (${nameOf(error)})`, ...who };
  }
}

function whoOf({ StackId, RequestId, LogicalResourceId, PhysicalResourceId }: Asked, fallback: string) {
  return { PhysicalResourceId: PhysicalResourceId ?? fallback, StackId, RequestId, LogicalResourceId };
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown error';
}
