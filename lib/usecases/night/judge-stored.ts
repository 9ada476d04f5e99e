import { type Judgement, judge } from '../../core/detectors/judge.ts';
import type { Estate } from '../../core/model/estate.ts';
import type { Policy } from '../../core/model/policy.ts';
import { enrich } from '../../core/trust/enrich.ts';
import type { Manifest } from '../../ports/account-export.ts';
import type { Latest } from '../../ports/night-state.ts';
import type { ObjectStore } from '../../ports/object-store.ts';
import { assemble } from '../assemble.ts';
import { readInputs } from './inputs.ts';
import { readJson } from './json.ts';
import { manifestKey } from './layout.ts';
import { readParts } from './parts.ts';
import type { Target } from './target.ts';

export interface StoredEstate {
  readonly estate: Estate;
  readonly policy: Policy;
}

export interface StoredJudgement extends StoredEstate {
  readonly judged: Judgement;
}

interface Looking {
  readonly latest: Latest | undefined;
  readonly now: () => Date;
}

/** Judges what the workers of a run kept of an account. Judging has no clock: whoever judges the same run gets the same. */
export async function judgeStored(
  store: ObjectStore,
  target: Target,
  looking: Looking,
): Promise<StoredJudgement> {
  const { estate, policy } = await storedEstate(store, target, looking);
  return { estate, judged: judge(estate, policy), policy };
}

/**
 * What the workers of a run kept of an account, put together. A run that reads IAM alone borrows the rest from the last one that read everything; one that should have read
 * everything borrows nothing: what its workers failed to read is a gap.
 */
export async function storedEstate(
  store: ObjectStore,
  target: Target,
  { latest, now }: Looking,
): Promise<StoredEstate> {
  const { run, account, partition, regions, reach } = target;
  const kept = (await readJson(store, manifestKey(run, account))) as Manifest | undefined;
  const manifest: Manifest = kept ?? { account, partition, regions, takenAt: now().toISOString() };
  const lender = reach === 'iam' ? (latest?.full ?? undefined) : undefined;
  const runs = lender === undefined || lender === run ? [run] : [run, lender];
  const [{ policy, people }, parts] = await Promise.all([
    readInputs(store, run, manifest.takenAt),
    readParts(store, manifest, runs),
  ]);
  return { estate: enrich(assemble(parts, people.in(manifest)), policy), policy };
}
