import type { Sweep } from '../../core/evidence/scope.ts';
import type { Shown } from '../../core/model/estate.ts';
import type { Finding } from '../../core/model/finding.ts';
import type { Gap } from '../../core/model/gap.ts';
import type { ObjectStore } from '../../ports/object-store.ts';
import { readJson } from './json.ts';
import { judgedKey, sweepKey } from './layout.ts';

/** What the sweep's document does not tell of a judgement, and without which nothing may be called gone. */
export interface Judged extends Pick<Sweep, 'read' | 'detectors'> {
  /** Ids of findings that could not be judged. */
  readonly unknown: readonly string[];
  /** Where findings on global credentials are published. */
  readonly homeRegion: string;
}

/** What is read again of the sweep's document. */
interface ToldSweep {
  readonly account: string;
  readonly partition: string;
  readonly regions: readonly string[];
  readonly findings: readonly Finding[];
  readonly gaps: readonly Gap[];
  readonly credentials: readonly ToldCredential[];
}

type ToldCredential = Omit<Shown['credential'], 'userName'> & {
  readonly owner: Shown['ownership']['owner'];
  readonly environment: string | null;
  readonly details: Readonly<Record<string, unknown>>;
};

export interface ReadJudgement {
  readonly judged: Judged;
  readonly sweep: Omit<ToldSweep, 'credentials'>;
  /** The credentials that have a finding. */
  readonly subjects: readonly Shown[];
}

/**
 * What an account was judged to have, as it was kept: whoever publishes it judges nothing again.
 * @throws {Error} when the run did not judge it
 */
export async function readJudgement(
  store: ObjectStore,
  run: string,
  account: string,
): Promise<ReadJudgement> {
  const judged = (await readJson(store, judgedKey(run, account))) as Judged | undefined;
  const told = (await readJson(store, sweepKey(run, account))) as ToldSweep | undefined;
  if (judged === undefined || told === undefined)
    throw new Error(`expected what run ${run} judged of account ${account}, found none: judge it again`);
  const { credentials, ...sweep } = told;
  const found = new Set(sweep.findings.map(({ subject }) => subject));
  return { judged, sweep, subjects: credentials.filter(({ id }) => found.has(id)).map(shownOf) };
}

function shownOf({ owner, environment, details, ...credential }: ToldCredential): Shown {
  const { id, kind, principal, status, tags } = credential;
  const { userName } = details;
  const named = { id, kind, principal, status, tags, ...(kind === 'access-key' ? { userName } : {}) };
  return { credential: named as Shown['credential'], ownership: { owner }, environment };
}
