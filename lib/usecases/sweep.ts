import { DETECTORS } from '../core/detectors/index.ts';
import type { Judgement } from '../core/detectors/judge.ts';
import { judge } from '../core/detectors/judge.ts';
import type { Estate } from '../core/model/estate.ts';
import { DEFAULT_POLICY, type Policy } from '../core/model/policy.ts';
import type { Instant } from '../core/model/time.ts';
import { count } from '../core/reports/text.ts';
import { enrich } from '../core/trust/enrich.ts';
import { usageBook } from '../core/trust/usage.ts';
import type { AccountExport } from '../ports/account-export.ts';
import { InputError } from '../ports/input-error.ts';
import type { Memory } from '../ports/memory.ts';
import type { Progress } from '../ports/progress.ts';
import { directoryMemory } from '../sources/memory/directory.ts';
import { readPolicy } from '../sources/policy/index.ts';
import { assemble } from './assemble.ts';
import type { PublishResult } from './publish-told.ts';
import { type RememberedPeople, readPeople } from './read-people.ts';

export interface SweepRequest {
  /** Read these files instead of a live account. */
  readonly from?: string;
  readonly profile?: string;
  readonly regions?: readonly string[];
  readonly asOf?: Instant;
  readonly roster?: string;
  readonly exposures?: string;
  readonly policy?: string;
  /** Folder of what is remembered between nights. */
  readonly cache?: string;
  /** What AWS tells of one principal at a time is read of all now. */
  readonly deep?: boolean;
  readonly publish?: boolean;
}

export interface SweepResult {
  readonly estate: Estate;
  readonly judged: Judgement;
  readonly policy: Policy;
  /** Read from AWS just now, not from files. */
  readonly live: boolean;
  readonly published?: PublishResult;
}

/** Reads one account, judges every credential in it, and publishes what it found when asked to. */
export async function sweep(
  request: SweepRequest,
  { now, progress }: { readonly now: () => Date; readonly progress: Progress },
): Promise<SweepResult> {
  if (request.publish === true && (request.from !== undefined || request.asOf !== undefined)) {
    throw new InputError(
      '--publish: expected a live sweep of now, got --from or --as-of; old files could archive what still holds: leave one of them out',
    );
  }
  refuseUnused(request);
  const policy = await readPolicyOrDefault(request.policy);
  const memory = request.cache === undefined ? undefined : await directoryMemory(request.cache);
  const people = await readPeople(request, now().toISOString(), memory);
  const read = await readAccount(request, { policy, people, memory, now, progress });
  const account = judgedAt(read, request.asOf);

  progress.step('judging');
  const snapshot = assemble(account, people.in(account.manifest));
  const estate = enrich(snapshot, policy);
  const judged = judge(estate, policy);
  progress.done(`${count(judged.findings.length, 'finding')}, ${count(judged.gaps.length, 'gap')}`);
  await people.remember();

  const result = { estate, judged, policy, live: request.from === undefined };
  if (request.publish !== true) return result;
  const { publishSweep } = await import('./publish-sweep.ts');
  const published = await publishSweep({ estate, judged, policy, profile: request.profile, now, progress });
  return { ...result, published };
}

/** Files are read as they are: who asks for one Region of them must not believe that the report is of it alone. */
function refuseUnused({ from, profile, regions, deep }: SweepRequest): void {
  if (from === undefined) return;
  const given = { '--region': regions, '--profile': profile, '--deep': deep };
  const unused = Object.entries(given).find(([, value]) => value !== undefined)?.[0];
  if (unused === undefined) return;
  throw new InputError(
    `${unused}: expected a live sweep, got --from, whose files are read whole and from no account: leave one of them out`,
  );
}

function judgedAt(account: AccountExport, asOf: Instant | undefined): AccountExport {
  return asOf === undefined ? account : { ...account, manifest: { ...account.manifest, takenAt: asOf } };
}

export async function readPolicyOrDefault(file: string | undefined): Promise<Policy> {
  return file === undefined ? DEFAULT_POLICY : readPolicy(file, DETECTORS);
}

interface Reading {
  readonly policy: Policy;
  readonly people: RememberedPeople;
  readonly memory: Memory | undefined;
  readonly now: () => Date;
  readonly progress: Progress;
}

async function readAccount(
  { from, profile, regions, asOf, deep }: SweepRequest,
  { policy, people, memory, now, progress }: Reading,
): Promise<AccountExport> {
  const sink = usageBook();
  if (from !== undefined) {
    const { readDirectory } = await import('./read-files.ts');
    return readDirectory(from, {
      ...(asOf === undefined ? {} : { asOf }),
      now: now().toISOString(),
      sink,
      progress,
    });
  }
  const { readLiveAccount } = await import('./read-account.ts');
  return readLiveAccount({
    ...(profile === undefined ? {} : { profile }),
    ...(regions === undefined ? {} : { regions }),
    watched: people.watched,
    memory,
    deep,
    policy,
    progress,
    sink,
    now,
  });
}
