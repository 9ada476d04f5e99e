import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { addStacks } from '../../../lib/infra/app.ts';
import { readConfig } from '../../../lib/infra/read-config.ts';
import { definitionOf } from '../../infra/definition.ts';
import { type Resource, resourcesOf, type Stack, textOf } from '../../infra/synth.ts';
import { type AccountSize, credentialsOf, sizeOf } from './accounts.ts';
import { type VirtualClock, virtualClock } from './clock.ts';
import { type AslMachine, TaskError, walk } from './machine.ts';
import { NOTHING_USED, type Used } from './prices.ts';
import { QUOTAS, tokenBucket } from './quotas.ts';
import { ofTheNight, type TrailSource, WORK, type Work } from './work.ts';

export interface SimulationOptions {
  readonly accounts: number;
  readonly regions: number;
  /** `accountsAtOnce` of the deployment. */
  readonly atOnce: number;
  readonly trail: TrailSource;
  /** Absent: the distribution of `accounts.ts`. */
  readonly size?: AccountSize;
}

export interface Simulated {
  /** Seconds. */
  readonly wall: number;
  readonly used: Used;
  readonly credentials: number;
  /** Calls to the accounts that are swept, by service. */
  readonly calls: ReadonlyMap<string, number>;
  /** Account-seconds spent in each state, and the longest time of one call. */
  readonly states: ReadonlyMap<
    string,
    { readonly calls: number; readonly seconds: number; readonly longest: number }
  >;
  readonly slowest: { readonly account: number; readonly size: AccountSize; readonly seconds: number };
  /** Most functions that ran at once, and how often Lambda said no. */
  readonly concurrency: { readonly most: number; readonly refused: number };
  /** Seconds that were waited for quotas of Step Functions. */
  readonly throttled: number;
}

interface Deployed {
  readonly machine: AslMachine;
  /** MiB by the function's ARN as the definition names it. */
  readonly memory: ReadonlyMap<string, number>;
  readonly alarms: number;
}

const made = new Map<number, Deployed>();

/** The state machine and the functions of an organisation's hub, as CloudFormation gets them. */
export function deployed(atOnce: number): Deployed {
  const known = made.get(atOnce);
  if (known !== undefined) return known;
  const app = new App({ context: { 'aws:cdk:bundling-stacks': [] }, analyticsReporting: false });
  const organisation = {
    id: 'o-a1b2c3d4e5',
    managementAccount: '333333333333',
    hubAccount: '222222222222',
    externalId: 'simulation',
    organisationalUnits: ['ou-ab12-cd34ef56'],
  };
  const config = readConfig({ mode: 'organisation', accountsAtOnce: atOnce, organisation });
  addStacks(app, config, { readAccess: false, secretReading: true });
  const template = app.synth().getStackByName('NightwardenHub').template as {
    Resources: Record<string, Resource>;
  };
  const stack: Stack = {
    name: 'NightwardenHub',
    account: '222222222222',
    region: 'us-east-1',
    resources: template.Resources,
    template: Template.fromJSON(template),
  };
  const memory = resourcesOf(stack, 'AWS::Lambda::Function').map(
    ([id, { Properties }]) =>
      [textOf({ 'Fn::GetAtt': [id, 'Arn'] }), Number(Properties.MemorySize ?? 128)] as const,
  );
  const alarms = resourcesOf(stack, 'AWS::CloudWatch::Alarm').length;
  const deployment = { machine: definitionOf(stack) as AslMachine, memory: new Map(memory), alarms };
  made.set(atOnce, deployment);
  return deployment;
}

/** A night of an organisation in virtual time, by the state machine as it is deployed. */
export async function simulate(options: SimulationOptions): Promise<Simulated> {
  const { machine, memory } = deployed(options.atOnce);
  const clock = virtualClock();
  const transitions = tokenBucket(QUOTAS.transitions, clock);
  const starts = tokenBucket(QUOTAS.starts, clock);
  const books = ledger(options, clock, memory);
  await clock.run(() =>
    walk(
      machine,
      { reason: 'schedule' },
      { clock, transitions, starts, random: randomness(), task: books.task },
    ),
  );
  return {
    ...books.result(),
    wall: clock.now(),
    used: { ...books.used(), transitions: transitions.taken },
    throttled: transitions.waited + starts.waited,
  };
}

/** The same numbers every time. */
function randomness(): () => number {
  let seed = 42;
  return () => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return seed / 2 ** 32;
  };
}

interface Input {
  readonly account?: string;
  readonly region?: string;
}

function ledger(options: SimulationOptions, clock: VirtualClock, memory: ReadonlyMap<string, number>) {
  const { accounts, regions, trail } = options;
  const names = Array.from({ length: regions }, (_, at) => `region-${at}`);
  const sizes = Array.from({ length: accounts }, (_, at) => options.size ?? sizeOf(at));
  const calls = new Map<string, number>();
  const states = new Map<string, { calls: number; seconds: number; longest: number }>();
  const opened = new Map<number, number>();
  const sums = { ...NOTHING_USED };
  const concurrency = { most: 0, refused: 0 };
  let slowest = { account: 0, size: sizes[0] as AccountSize, seconds: 0 };
  let running = 0;

  function workOf(name: string, { account, region }: Input): Work {
    const make = WORK[name === 'Read IAM only' ? 'Read IAM' : name];
    if (make === undefined || account === undefined) return ofTheNight(accounts);
    const size = sizes[Number(account)] as AccountSize;
    return make({ size, regions, trail, ...(region === undefined ? {} : { region: names.indexOf(region) }) });
  }

  function count(name: string, work: Work, seconds: number, gigabytes: number): void {
    for (const [service, n] of Object.entries(work.calls)) calls.set(service, (calls.get(service) ?? 0) + n);
    for (const key of ['s3Writes', 's3Reads', 'tableWrites', 'tableReads', 'findingsImported'] as const)
      sums[key] += work[key];
    sums.lambdaRequests += 1;
    sums.lambdaGbSeconds += seconds * gigabytes;
    const state = states.get(name) ?? { calls: 0, seconds: 0, longest: 0 };
    states.set(name, {
      calls: state.calls + 1,
      seconds: state.seconds + seconds,
      longest: Math.max(state.longest, seconds),
    });
  }

  async function task(
    { name, resource }: { readonly name: string; readonly resource: string },
    given: unknown,
  ) {
    const input = given as Input;
    if (running >= QUOTAS.lambdaConcurrency) {
      concurrency.refused += 1;
      throw new TaskError('Lambda.TooManyRequestsException');
    }
    running += 1;
    concurrency.most = Math.max(concurrency.most, running);
    const account = Number(input.account ?? -1);
    if (name === 'Open the account') opened.set(account, clock.now());
    const work = workOf(name, input);
    const seconds = Math.min(work.seconds, QUOTAS.lambdaTimeout);
    await clock.sleep(seconds);
    running -= 1;
    count(name, work, seconds, (memory.get(resource) ?? 256) / 1024);
    if (work.seconds > QUOTAS.lambdaTimeout) throw new TaskError('Sandbox.Timedout');
    const took = clock.now() - (opened.get(account) ?? clock.now());
    if (name === 'Publish what was found' && took > slowest.seconds)
      slowest = { account, size: sizes[account] as AccountSize, seconds: took };
    return answer(name, input, names, accounts);
  }

  const credentials = sizes.reduce((sum, size) => sum + credentialsOf(size), 0);
  return {
    task,
    used: () => ({ ...sums }),
    result: () => ({ credentials, calls, states, slowest, concurrency }),
  };
}

/** What a worker tells the state machine, as far as its choices look at it. */
function answer(name: string, input: Input, regions: readonly string[], accounts: number): unknown {
  switch (name) {
    case 'Begin the night':
      return {
        run: 'night',
        reach: 'all',
        accounts: Array.from({ length: accounts }, (_, at) => String(at)),
      };
    case 'Open the account':
      return { ...input, partition: 'aws', home: regions[0], regions, readable: regions, state: 'open' };
    case 'Judge the account':
      return { state: 'assessed' };
    case 'Add up the night':
      return { run: 'night', failedPercent: 0 };
    default:
      return {};
  }
}
