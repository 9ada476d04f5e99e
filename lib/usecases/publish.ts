import { type Kept, type Reconciliation, reconcile, type Sending } from '../core/evidence/reconcile.ts';
import type { Sweep } from '../core/evidence/scope.ts';
import type { Shown } from '../core/model/estate.ts';
import type { Finding } from '../core/model/finding.ts';
import type { Gap } from '../core/model/gap.ts';
import type { Snapshot } from '../core/model/snapshot.ts';
import { toAsff } from '../core/reports/asff/index.ts';
import { fromAsff, restate, type StoredFinding } from '../core/reports/asff/stored.ts';
import type { AsffFinding } from '../core/reports/asff/types.ts';
import { factsOf } from '../core/trust/facts.ts';
import type { FindingHub, HubReading } from '../ports/finding-hub.ts';
import type { Progress } from '../ports/progress.ts';
import {
  faultsOf,
  hubOffProblem,
  type Publication,
  type PublishedRegion,
  type PublishResult,
  summary,
} from './publish-told.ts';

export interface PublishRequest {
  readonly findings: readonly Finding[];
  readonly gaps: readonly Gap[];
  /** Ids of findings that could not be judged. */
  readonly unknown: ReadonlySet<string>;
  /** What was swept, and what was read of it. */
  readonly snapshot: Pick<Snapshot, 'account' | 'partition' | 'regions' | 'read' | 'roster' | 'exposures'>;
  /** What is known of the credentials; without it tags, owner and principal are not published. */
  readonly subjects?: readonly Shown[];
  /** The detectors that ran. */
  readonly detectors: Sweep['detectors'];
  /** Where findings on global credentials (IAM) are published. */
  readonly homeRegion: string;
  readonly gatewayFor: (region: string) => FindingHub;
  readonly now: () => Date;
  readonly progress: Progress;
}

/**
 * Brings Security Hub to what was found: new findings, changed ones, those that are about to expire; what is gone
 * is archived, but only when its scope was read completely. What people did to a finding is left alone.
 */
export async function publish(request: PublishRequest): Promise<PublishResult> {
  const { regions, hubOff, faults } = await bringUpToDate(request);
  const { account } = request.snapshot;
  return {
    regions,
    hubOff,
    problems: [...hubOff.map((region) => hubOffProblem(region, account)), ...faults],
  };
}

/** The same, for whoever tells of Regions where Security Hub is off in a way of its own. */
export async function bringUpToDate(request: PublishRequest): Promise<Publication> {
  const { snapshot, homeRegion, gatewayFor, progress } = request;
  const regions = [
    ...new Set([homeRegion, ...snapshot.regions, ...request.findings.flatMap(regionOf)]),
  ].toSorted();
  progress.step('publishing to Security Hub');
  const held = await readHubs(regions, request);
  const plan = reconcile({
    ...request,
    account: snapshot.account,
    regions: snapshot.regions,
    read: [...factsOf(snapshot)],
    subjects: request.subjects ?? [],
    published: held.stored,
    incomplete: new Set([...held.off, ...held.partial.keys()]),
    now: request.now().toISOString(),
  });
  const results: PublishedRegion[] = [];
  const off = new Set<string>();
  for (const region of regions) {
    const share = shareOf(plan, region);
    if (isEmpty(share)) continue;
    if (held.off.has(region)) {
      off.add(region);
      continue;
    }
    progress.detail(region);
    const sent = await sendShare(share, region, gatewayFor(region), snapshot);
    if (sent.off) off.add(region);
    else results.push(sent.result);
  }
  progress.done(summary(results));
  return { regions: results, hubOff: [...off], faults: faultsOf({ results, partial: held.partial }) };
}

function regionOf({ region }: Finding): readonly string[] {
  return region === null ? [] : [region];
}

type Unread = Extract<HubReading, { readonly state: 'partial' }>;

interface Held {
  readonly stored: readonly StoredFinding[];
  readonly off: ReadonlySet<string>;
  /** By Region: why, and what to do. */
  readonly partial: ReadonlyMap<string, Unread>;
}

async function readHubs(regions: readonly string[], request: PublishRequest): Promise<Held> {
  const { account, partition } = request.snapshot;
  const stored: StoredFinding[] = [];
  const off = new Set<string>();
  const partial = new Map<string, Unread>();
  for (const region of regions) {
    request.progress.detail(`what ${region} holds`);
    const reading = await request.gatewayFor(region).published({ account, partition });
    if (reading.state === 'off') {
      off.add(region);
      continue;
    }
    if (reading.state === 'partial') partial.set(region, reading);
    for (const document of reading.findings) {
      const finding = fromAsff(document, region);
      if (finding !== undefined) stored.push(finding);
    }
  }
  return { stored, off, partial };
}

type Plan = Reconciliation<StoredFinding>;

function shareOf(plan: Plan, region: string): Plan {
  const here = <T extends { readonly region: string }>(items: readonly T[]) =>
    items.filter((item) => item.region === region);
  const publishedHere = <T extends { readonly published: StoredFinding }>(items: readonly T[]) =>
    items.filter(({ published }) => published.region === region);
  return {
    create: here(plan.create),
    update: here(plan.update),
    refresh: here(plan.refresh),
    unchanged: here(plan.unchanged),
    archive: publishedHere(plan.archive),
    keep: publishedHere(plan.keep),
  };
}

function isEmpty(plan: Plan): boolean {
  return Object.values(plan).every((items: readonly unknown[]) => items.length === 0);
}

async function sendShare(
  plan: Plan,
  region: string,
  hub: FindingHub,
  { account, partition }: PublishRequest['snapshot'],
): Promise<{ readonly off: boolean; readonly result: PublishedRegion }> {
  const write = ({ finding, subject, createdAt, updatedAt }: Sending): AsffFinding =>
    toAsff(finding, { account, partition, region, now: updatedAt, firstSeenAt: createdAt, subject });
  const create = plan.create.map(write);
  const update = plan.update.map(write);
  const refresh = [...plan.refresh.map(write), ...plan.keep.flatMap(renewed)];
  const archive = plan.archive.map(({ published, updatedAt }) =>
    restate(published.document, 'ARCHIVED', updatedAt),
  );
  const documents = [...create, ...update, ...refresh, ...archive];
  const { failed, off } = documents.length === 0 ? { failed: [], off: false } : await hub.send(documents);
  const lost = new Set(failed.map(({ id }) => id));
  const sent = (items: readonly AsffFinding[]) => items.filter(({ Id }) => !lost.has(Id)).length;
  const result = {
    region,
    created: sent(create),
    updated: sent(update),
    refreshed: sent(refresh),
    unchanged: plan.unchanged.length,
    archived: sent(archive),
    kept: plan.keep.map(({ id, because }) => ({ id, because })),
    failed,
  };
  return { off, result };
}

/** Unread is not resolved: a finding that can't be judged must not expire by itself. */
function renewed({ published, expiring, updatedAt }: Kept<StoredFinding>): readonly AsffFinding[] {
  return expiring ? [restate(published.document, 'ACTIVE', updatedAt)] : [];
}
