import { DETECTORS } from '../../core/detectors/index.ts';
import { whyNotGone } from '../../core/evidence/scope.ts';
import type { Estate } from '../../core/model/estate.ts';
import { homeRegion } from '../../core/model/policy.ts';
import { SEVERITIES } from '../../core/model/severity.ts';
import { accountFacts } from '../../core/model/snapshot.ts';
import { brief, type Difference, difference, type FindingBrief } from '../../core/nights/difference.ts';
import type { AccountOutcome } from '../../core/nights/run.ts';
import { toSweepJson } from '../../core/reports/json/index.ts';
import { inRotation } from '../../core/rotation/in-rotation.ts';
import { type OpenPlans, type ProposalFacts, propose } from '../../core/rotation/proposals.ts';
import { factsOf } from '../../core/trust/facts.ts';
import type { Latest, NightState } from '../../ports/night-state.ts';
import type { ObjectStore } from '../../ports/object-store.ts';
import { readJson, writeJson } from './json.ts';
import { judgeStored, type StoredJudgement } from './judge-stored.ts';
import type { Judged } from './judged.ts';
import { askedKey, briefKey, differenceKey, judgedKey, proposalsKey, sweepKey } from './layout.ts';
import { recordChanges } from './record.ts';
import type { Target } from './target.ts';

export interface Assessing {
  readonly store: ObjectStore;
  readonly state: NightState;
  readonly now: () => Date;
  /** The plans that are under way; absent: there is no ledger. */
  readonly openPlans?: () => Promise<OpenPlans>;
}

/**
 * Judges an account as a whole, compares it with the run before, and keeps both. Done twice, it gives and keeps the
 * same: the run before stays the one that it was, and of the records only those that changed since the first time are
 * written.
 */
export async function assess(
  target: Target,
  { store, state, now, openPlans }: Assessing,
): Promise<AccountOutcome> {
  const { run, account } = target;
  const latest = await state.latest(account);
  const earlier = runBefore(latest, run);
  const stored = await judgeStored(store, target, { latest, now });
  const { estate } = stored;
  const findings = briefs(stored);
  const before = earlier === undefined ? null : await briefOf(store, earlier, account);
  const changes = difference(before, findings, (finding) => isJudged(finding, stored));
  const isRead = accountFacts(estate.snapshot).length > 0;
  const own = await briefOf(store, run, account);
  const sinceRecorded =
    own === null ? changes : difference(own, findings, (finding) => isJudged(finding, stored));

  const open = (await openPlans?.()) ?? NONE;
  const asked = (await readJson(store, askedKey(run))) as readonly string[] | undefined;
  const proposals = proposalsOf(stored, open, { home: target.home, asked: new Set(asked) });
  await writeJson(store, sweepKey(run, account), { ...sweepOf(stored, open), proposals });
  await writeJson(store, proposalsKey(run, account), proposals);
  await writeJson(store, judgedKey(run, account), judgedOf(stored));
  await writeJson(store, differenceKey(run, account), changes);
  const recorded = own === null ? earlier : run;
  await recordChanges({ store, state, target, recorded, estate, changes: sinceRecorded });
  // What could not be seen this time is still held against the next: it has not gone. Written last: whoever takes the
  // run up again knows by it that the records are written.
  await writeJson(store, briefKey(run, account), [...findings, ...changes.unseen]);
  if (isRead) await state.advance(account, run, target.reach);
  const outcome = { ...outcomeOf(account, isRead, stored, changes), proposals: proposals.length };
  await state.told(run, outcome);
  return outcome;
}

/** Of a deployment that carries none out. */
const NONE: OpenPlans = { rows: [], isWhole: true, contained: [] };

function sweepOf({ estate, judged }: StoredJudgement, { rows }: OpenPlans): object {
  return toSweepJson({ ...estate, inRotation: inRotation(estate.snapshot.credentials, rows) }, judged);
}

function proposalsOf(
  { estate, judged, policy }: StoredJudgement,
  open: OpenPlans,
  how: Pick<ProposalFacts, 'home' | 'asked'>,
) {
  return propose({ estate, findings: judged.findings, policy: policy.rotation, open, ...how });
}

/** For whoever publishes what was found. */
function judgedOf({ estate: { snapshot }, judged, policy }: StoredJudgement): Judged {
  return {
    unknown: [...judged.unknown],
    read: [...factsOf(snapshot)],
    detectors: DETECTORS.map(({ id, reads }) => ({ id, reads })),
    homeRegion: homeRegion(policy, snapshot.partition),
  };
}

function runBefore(latest: Latest | undefined, run: string): string | undefined {
  return (latest?.run === run ? latest.previous : latest?.run) ?? undefined;
}

async function briefOf(store: ObjectStore, run: string, account: string) {
  const findings = (await readJson(store, briefKey(run, account))) as readonly FindingBrief[] | undefined;
  return findings === undefined ? null : { run, findings };
}

function briefs({ estate, judged }: StoredJudgement): readonly FindingBrief[] {
  const principals = principalsBy(estate);
  return judged.findings.map((finding) => brief(finding, principals.get(finding.subject) ?? null));
}

function principalsBy({ subjects }: Estate): ReadonlyMap<string, string | null> {
  return new Map(subjects.map(({ credential }) => [credential.id, credential.principal]));
}

/** By the rule that archiving follows: gone is only what would have been seen. */
function isJudged(finding: FindingBrief, { estate: { snapshot }, judged }: StoredJudgement): boolean {
  const { id, detector, region, subject, principal } = finding;
  const reason = whyNotGone(
    {
      id,
      account: snapshot.account,
      region: region ?? '',
      detector,
      scopeRegion: region,
      subject,
      principal,
      recordState: 'ACTIVE',
      createdAt: '',
      updatedAt: '',
    },
    {
      account: snapshot.account,
      gaps: judged.gaps,
      unknown: judged.unknown,
      regions: snapshot.regions,
      detectors: DETECTORS,
      read: [...factsOf(snapshot)],
    },
  );
  return reason === undefined;
}

function outcomeOf(
  account: string,
  isRead: boolean,
  { estate, judged }: StoredJudgement,
  changes: Difference,
): AccountOutcome {
  const counts = SEVERITIES.map(
    (severity) =>
      [severity, judged.findings.filter((finding) => finding.severity === severity).length] as const,
  );
  return {
    account,
    at: estate.snapshot.takenAt,
    state: isRead ? 'assessed' : 'unread',
    findings: Object.fromEntries(counts) as AccountOutcome['findings'],
    gaps: judged.gaps.length,
    new: changes.new.length,
    gone: changes.gone.length,
    worse: changes.worse.length,
    hubOff: [],
    problems: [],
    published: false,
  };
}
