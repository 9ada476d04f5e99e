import { type Connection, connect, identify } from '../aws/connect.ts';
import type { Gateways } from '../aws/gateways.ts';
import { systemClock } from '../aws/pacing.ts';
import { checkRegionNames, chooseRegions, type RegionChoice } from '../aws/regions.ts';
import type { Caller } from '../aws/sts.ts';
import type { Policy } from '../core/model/policy.ts';
import { count } from '../core/reports/text.ts';
import type { AccountExport, Part, TrailReading } from '../ports/account-export.ts';
import type { Memory } from '../ports/memory.ts';
import { type Progress, silent } from '../ports/progress.ts';
import { readFunctions } from '../sources/functions/live.ts';
import { hintsOf } from '../sources/iam/hints.ts';
import { type IamRead, readIam } from '../sources/iam/live.ts';
import { SOURCES } from '../sources/index.ts';
import { redactVariables } from '../sources/redaction/index.ts';
import { readSecrets, secretsWithPolicies } from '../sources/secrets/live.ts';
import type { Source } from '../sources/source.ts';
import { keysToLookUp } from '../sources/trail/keys.ts';
import { readTrail, type UsageSink } from '../sources/trail/live.ts';
import { readSources, type SourceContext } from './read-sources.ts';
import { turnsOf } from './turns.ts';

export interface LiveAccountOptions {
  readonly profile?: string | undefined;
  /** Absent or empty: every Region that is enabled for the account. */
  readonly regions?: readonly string[] | undefined;
  readonly policy: Pick<Policy, 'budgets' | 'lookupPages' | 'rotaReads'>;
  /**
   * Lower case: key ids, user names, ARNs or values of users' tags (e-mails of leavers) whose keys' last use
   * must be of now rather than the credential report's.
   */
  readonly watched?: ReadonlySet<string>;
  readonly progress: Progress;
  readonly sink: UsageSink;
  readonly now: () => Date;
  /** What earlier nights read; absent: nothing is known of them. */
  readonly memory?: Memory | undefined;
  /** What is read of one principal at a time is read of all tonight, and every user's keys are listed. */
  readonly deep?: boolean | undefined;
  /** For tests. */
  readonly connection?: Connection;
  readonly sources?: readonly Source[];
  readonly sleep?: (ms: number) => Promise<void>;
}

const NOBODY: ReadonlySet<string> = new Set();

/**
 * Reads one live account into the same shape that files give. What can't be read is a gap in its part.
 * @throws {InputError} for an unknown profile or Region
 * @throws {NothingReadError} when AWS can't be reached or does not know the caller
 */
export async function readLiveAccount(options: LiveAccountOptions): Promise<AccountExport> {
  const { regions: asked = [], progress, policy, now } = options;
  checkRegionNames(asked);
  const connection = options.connection ?? connect({ profile: options.profile, budgets: policy.budgets });
  const home = (await connection.configuredRegion()) ?? asked[0] ?? 'us-east-1';
  const aws = connection.gateways(home);

  progress.step('connecting to AWS');
  const caller = await identify(aws.sts, options.profile);
  const regions = await chooseRegions({ account: caller.account, gateway: aws.account, asked, home });
  progress.done(`account ${caller.account}, ${count(regions.readable.length, 'Region')}`);

  const { iam, secrets, functions } = await readResources(aws, caller, regions, options);
  const { sleep = systemClock.sleep } = options;
  const hints = hintsOf(iam, { ...caller, takenAt: now().toISOString(), regions: [] });
  const turns = turnsOf(iam.named, { ...options, account: caller.account });
  const policed = secretsWithPolicies(secrets.secrets);
  const live = { clients: connection.clients, home, hints, sleep, ...turns, secrets: policed };
  const listed = await readListed(live, caller, regions, options);
  const trail = await readUsage(aws, caller, regions, iam, options);
  return {
    manifest: {
      account: caller.account,
      partition: caller.partition,
      // The end, not the beginning: nothing that was read is of the future.
      takenAt: now().toISOString(),
      regions: regions.meant,
      ...(iam.credentialReportAt === undefined ? {} : { credentialReportAt: iam.credentialReportAt }),
    },
    authorization: iam.authorization,
    credentialReport: iam.credentialReport,
    accessKeys: iam.accessKeys,
    secrets: withRegionGaps(secrets.secrets, regions),
    secretVersions: secrets.secretVersions,
    functions: partlyRead(functions, regions),
    listed: Object.fromEntries(
      Object.entries(listed).map(([name, part]) => [name, partlyRead(part, regions)]),
    ),
    trail: partlyRead(trail, regions),
  };
}

/** Side by side: each service has a budget of its own. */
async function readResources(
  aws: Gateways,
  { account, partition }: Caller,
  { readable: regions }: RegionChoice,
  { progress, watched = NOBODY, now, sleep = systemClock.sleep, memory, deep = false }: LiveAccountOptions,
) {
  progress.step('reading IAM, secrets and functions');
  const told: string[] = [];
  const within = (name: string): Progress => ({
    step() {},
    detail: (text) => progress.detail(`${name}: ${text}`),
    done: (text) => told.push(...(text === undefined ? [] : [text])),
  });
  const [iam, secrets, functions] = await Promise.all([
    readIam({
      account,
      partition,
      gateway: aws.iam,
      watched,
      keyMemory: memory === undefined ? undefined : { memory, events: aws.keyEvents, deep },
      progress: within('IAM'),
      now,
      sleep,
    }),
    readSecrets({ account, regions, gateway: aws.secrets, progress: within('secrets') }),
    readFunctions({
      account,
      regions,
      gateway: aws.functions,
      redactVariables,
      progress: within('functions'),
    }),
  ]);
  progress.done(told.join(', '));
  return { iam, secrets, functions };
}

/** The registered sources, side by side: each is paced by its own service's budget. */
async function readListed(
  live: Omit<SourceContext, 'account' | 'partition' | 'regions' | 'progress'>,
  { account, partition }: Caller,
  { readable: regions }: RegionChoice,
  { progress, sources = SOURCES }: LiveAccountOptions,
): Promise<Readonly<Record<string, Part>>> {
  if (sources.length === 0) return {};
  progress.step('reading workloads');
  let done = 0;
  const context = { ...live, account, partition, regions, progress: silent };
  const parts = await readSources(sources, context, () => {
    done += 1;
    progress.detail(`${done} of ${sources.length} kinds`);
  });
  const items = Object.values(parts).reduce((sum, part) => sum + part.items.length, 0);
  progress.done(count(items, 'item'));
  return parts;
}

async function readUsage(
  aws: Gateways,
  { account }: Caller,
  { readable: regions }: RegionChoice,
  { accessKeys, authorization }: IamRead,
  { policy, progress, sink, watched = NOBODY }: LiveAccountOptions,
): Promise<TrailReading> {
  if (accessKeys.status === 'unread') {
    const missing = accessKeys.gaps[0]?.missing ?? authorization.missing;
    const gap = {
      scope: { account },
      missing,
      reason: 'no access key is known, so CloudTrail could not be asked about any',
      remedy: `see why ${missing} could not be read`,
      facts: ['usage'],
    } as const;
    return { usage: sink.usage(), missing: 'cloudtrail:LookupEvents', status: 'unread', gaps: [gap] };
  }
  const accessKeyIds = keysToLookUp(accessKeys, watched);
  const pagesPerRegion = policy.lookupPages;
  return readTrail({ account, regions, gateway: aws.trail, accessKeyIds, pagesPerRegion, sink, progress });
}

/** Gaps of whole Regions name every fact that they hide; they stand with the secrets, once. */
function withRegionGaps(part: Part, { gaps, readable }: RegionChoice): Part {
  if (gaps.length === 0) return part;
  const status = readable.length === 0 ? 'unread' : part.status === 'complete' ? 'partial' : part.status;
  return { ...part, status, gaps: [...gaps, ...part.gaps] };
}

function partlyRead<P extends Part | TrailReading>(part: P, { gaps, readable }: RegionChoice): P {
  if (gaps.length === 0 || part.status !== 'complete') return part;
  return { ...part, status: readable.length === 0 ? 'unread' : 'partial' };
}
