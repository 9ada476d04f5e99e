import { REGIONAL_FACTS } from '../../../lib/core/model/facts.ts';
import { DEFAULT_POLICY } from '../../../lib/core/model/policy.ts';
import { SOURCES } from '../../../lib/sources/index.ts';
import { type AccountSize, credentialsOf } from './accounts.ts';
import { QUOTAS } from './quotas.ts';

/** What is assumed of AWS and of a night, for nobody has measured it on a thousand accounts. */
export const ASSUMED = {
  /** Seconds from a call to its answer. */
  latency: 0.1,
  /** Seconds to and from the deployment's own bucket and table. */
  ownLatency: 0.03,
  /** Seconds until a function runs: most are warm. */
  start: 0.4,
  /** Seconds to judge a thousand credentials. */
  judging: 0.6,
  /** Of the findings, how many in a hundred come or change in a night. */
  changed: 2,
  /** Of the roles, how many in a hundred sign people in, and have their use of services read by the rota. */
  signers: 10,
  /** Files that a trail writes a day in a busy Region, and in a quiet one. */
  trailFiles: { busy: 288, quiet: 24 },
} as const;

const { budgets, lookupPages, rotaReads } = DEFAULT_POLICY;

/** One call of a worker: how long, and what it asks and keeps. */
export interface Work {
  /** Seconds. */
  readonly seconds: number;
  /** Of the account that is swept, by service. */
  readonly calls: Readonly<Record<string, number>>;
  readonly s3Writes: number;
  readonly s3Reads: number;
  readonly tableWrites: number;
  readonly tableReads: number;
  readonly findingsImported: number;
}

export type TrailSource = 'lookup-events' | 'trail';

export interface Asked {
  readonly size: AccountSize;
  readonly regions: number;
  readonly trail: TrailSource;
  /** Number of the Region; the busy ones come first. Absent: the worker is of the account. */
  readonly region?: number;
}

/** Objects that are fetched side by side (lib/usecases/night/parts.ts). */
const READ_AT_ONCE = 16;

const IDLE = { s3Writes: 0, s3Reads: 0, tableWrites: 0, tableReads: 0, findingsImported: 0 } as const;
/** Roster, exposures and policy of the run, which every reading worker fetches. */
const INPUTS = 3;
const isGlobal = (facts: (typeof SOURCES)[number]['facts']) =>
  facts.every((fact) => !REGIONAL_FACTS.includes(fact));
/** Parts that a worker keeps: one a source, and those that are no registered source. */
const GLOBAL_PARTS = SOURCES.filter(({ facts }) => isGlobal(facts)).length + 4;
const REGIONAL_SOURCES = SOURCES.filter(({ facts }) => !isGlobal(facts)).length;
const REGIONAL_PARTS = REGIONAL_SOURCES + 3;

/** Seconds that calls of one service take within its budget, as lib/aws/pacing.ts keeps it. */
export function paced(calls: number, perSecond: number): number {
  if (calls === 0) return 0;
  const slots = Math.max(1, Math.floor(perSecond));
  return ASSUMED.latency + Math.floor((calls - 1) / slots) * (1 / Math.min(1, perSecond) + ASSUMED.latency);
}

/** Services side by side, then what is kept, part by part. */
function reading(calls: Readonly<Record<string, number>>, parts: number, reads = INPUTS): Work {
  const slowest = Object.entries(calls).map(([service, n]) => paced(n, budgets[service] ?? 5));
  const seconds = ASSUMED.start + Math.max(0, ...slowest) + (parts + reads) * ASSUMED.ownLatency;
  return { ...IDLE, seconds, calls, s3Writes: parts, s3Reads: reads };
}

function turn(subjects: number): number {
  return Math.min(rotaReads, Math.ceil(subjects / 7));
}

/** What each worker does in a quiet night, by the state that calls it. */
export const WORK: Readonly<Record<string, (asked: Asked) => Work>> = {
  'Open the account': () => reading({ sts: 1, account: 1 }, 1, 0),
  'Read IAM': ({ size }) => {
    const { users, roles } = size;
    const signers = users + Math.ceil((roles * ASSUMED.signers) / 100);
    const iam = 2 + pages(users + 2 * roles, 1000) + turn(users) + 7 + turn(users) + 2 * turn(signers);
    return reading({ iam, cloudtrail: 3, organizations: 1 }, GLOBAL_PARTS + 2);
  },
  'Secrets of each Region: read': ({ size, region = 0 }) => {
    const here = (all: number) => (region < size.busyRegions ? Math.ceil(all / size.busyRegions) : 0);
    return reading(
      {
        secretsmanager: pages(here(size.secrets), 100) + turn(here(size.secrets)),
        lambda: pages(here(size.functions), 50),
        // One list a source, each of another service, and one by one what a busy Region has.
        ecs: REGIONAL_SOURCES + Math.ceil(here(size.functions) / 5),
      },
      REGIONAL_PARTS + 1,
    );
  },
  'Use of the keys in each Region: read': ({ size, region = 0, trail }) => {
    if (trail === 'lookup-events')
      return reading({ cloudtrail: Math.min(lookupPages, Math.max(1, size.keys)) }, 1, INPUTS + 1);
    const { busy, quiet } = ASSUMED.trailFiles;
    const files = region < size.busyRegions ? busy : quiet;
    const work = reading({ s3: 3 + files }, 2, INPUTS + 1);
    return { ...work, s3Reads: work.s3Reads + files, s3Writes: work.s3Writes + 3 };
  },
  'Judge the account': (asked) => {
    const { size } = asked;
    const changed = changes(size);
    return { ...IDLE, calls: {}, ...kept(asked, 0.5), s3Writes: 4, tableWrites: 3 + changed, tableReads: 2 };
  },
  'Publish what was found': (asked) => {
    const { size, regions } = asked;
    const securityhub = regions + Math.ceil(size.findings / 100) + Math.ceil(changes(size) / 100);
    const { seconds, s3Reads } = kept(asked, 0);
    const sent = changes(size) / 100 / QUOTAS.importsPerSecond;
    // One Region after the other, for each is told before the next is asked.
    return {
      ...IDLE,
      calls: { securityhub },
      seconds:
        seconds +
        Math.max(paced(securityhub, budgets.securityhub ?? 3), securityhub * ASSUMED.latency) +
        sent,
      s3Reads,
      tableWrites: 1,
      tableReads: 1,
      findingsImported: changes(size),
    };
  },
};

/** Fetching and judging everything that was kept of an account. */
function kept({ size, regions }: Asked, extra: number): Pick<Work, 'seconds' | 's3Reads'> {
  const s3Reads = INPUTS + GLOBAL_PARTS + regions * (REGIONAL_PARTS + 1) + 4;
  const judging = (credentialsOf(size) / 1000) * ASSUMED.judging;
  const fetching = Math.ceil(s3Reads / READ_AT_ONCE) * ASSUMED.ownLatency;
  return { s3Reads, seconds: ASSUMED.start + fetching + judging + extra };
}

/** Begins and adds up a night of so many accounts. */
export function ofTheNight(accounts: number): Work {
  const reads = Math.ceil(accounts / 20);
  return {
    ...IDLE,
    seconds: ASSUMED.start + reads * ASSUMED.latency,
    calls: { organizations: reads },
    s3Reads: accounts,
    s3Writes: 5,
    tableReads: accounts / 4 + 30,
    tableWrites: 3,
  };
}

function changes({ findings }: AccountSize): number {
  return Math.ceil((findings * ASSUMED.changed) / 100);
}

function pages(entries: number, size: number): number {
  return Math.max(1, Math.ceil(entries / size));
}
