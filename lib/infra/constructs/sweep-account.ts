import { Stack } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import {
  Choice,
  Condition,
  Map as EachOf,
  type IChainable,
  JsonPath,
  Parallel,
  Pass,
  Result,
} from 'aws-cdk-lib/aws-stepfunctions';
import type { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import type { SweepWorkers } from './sweep-machine.ts';
import { task } from './sweep-task.ts';

export interface SweepAccountProps {
  readonly workers: SweepWorkers;
  /** Where global services are asked. */
  readonly home: string;
  /** Regions to sweep; empty: all that are enabled. */
  readonly regions: readonly string[];
  /** Regions of an account that are read side by side. */
  readonly regionsAtOnce?: number;
}

const REGIONS_AT_ONCE = 6;

/** One account: opened, read, judged, published. A worker that fails for good leaves a gap, and the rest goes on. */
export function sweepAccount(
  scope: Construct,
  { workers, home, regions, regionsAtOnce = REGIONS_AT_ONCE }: SweepAccountProps,
): IChainable {
  const open = task(scope, 'Open the account', workers.openAccount);
  const judged = judge(scope, workers);
  const unread = new Pass(scope, 'Account can not be opened', {
    parameters: {
      'run.$': '$.run',
      'account.$': '$.account',
      'reach.$': '$.reach',
      partition: Stack.of(scope).partition,
      home,
      regions,
      readable: [],
      state: 'closed',
    },
  });
  open.addCatch(unread, { errors: ['States.ALL'], resultPath: '$.failure' });
  unread.next(judged);
  const onlyIam = task(scope, 'Read IAM only', workers.sweepIam, JsonPath.DISCARD);
  onlyIam.addCatch(judged, { errors: ['States.ALL'], resultPath: '$.failure' });
  onlyIam.next(judged);
  const everything = readAll(scope, workers, regionsAtOnce);
  everything.addCatch(judged, { errors: ['States.ALL'], resultPath: '$.failure' });
  everything.next(judged);
  return open.next(
    new Choice(scope, 'What is to be read?')
      .when(Condition.stringEquals('$.state', 'closed'), judged)
      .when(Condition.stringEquals('$.reach', 'iam'), onlyIam)
      .otherwise(everything),
  );
}

/** Judges an account by what was read, and publishes what was found; an account that can't be judged is left. */
function judge(scope: Construct, workers: SweepWorkers): LambdaInvoke {
  const assess = task(scope, 'Judge the account', workers.assess, '$.outcome');
  const publish = task(scope, 'Publish what was found', workers.publish, '$.published');
  // What came of an account is in the table: a thousand accounts' answers would be too long for one state.
  const nothing = { result: Result.fromObject({}) };
  const done = new Pass(scope, 'Account done', nothing);
  const unpublished = new Pass(scope, 'Findings wait for the next night', {
    ...nothing,
    comment: 'Kept in the state; the next run sends them',
  });
  const unjudged = new Pass(scope, 'Account is left unjudged', {
    ...nothing,
    comment: 'It told nothing, so the summary names it as unread',
  });
  assess.addCatch(unjudged, { errors: ['States.ALL'], resultPath: '$.failure' });
  publish.addCatch(unpublished, { errors: ['States.ALL'], resultPath: '$.failure' });
  publish.next(done);
  assess.next(
    new Choice(scope, 'Was anything read?')
      .when(Condition.stringEquals('$.outcome.state', 'assessed'), begun(scope, workers, publish))
      .otherwise(done),
  );
  return assess;
}

/** What leaked does not wait for what was found to be published; that nothing could begin keeps nobody from being told. */
function begun(scope: Construct, { begin }: SweepWorkers, publish: LambdaInvoke): IChainable {
  if (begin === undefined) return publish;
  const plans = task(scope, 'Begin what needs no person', begin, JsonPath.DISCARD);
  plans.addCatch(publish, { errors: ['States.ALL'], resultPath: '$.failure' });
  plans.next(publish);
  return new Choice(scope, 'Is a plan proposed?')
    .when(
      Condition.and(
        Condition.isPresent('$.outcome.proposals'),
        Condition.numberGreaterThan('$.outcome.proposals', 0),
      ),
      plans,
    )
    .otherwise(publish);
}

/** IAM, then what CloudTrail tells of its keys; beside it the secrets and workloads of each Region. */
function readAll(scope: Construct, workers: SweepWorkers, regionsAtOnce: number): Parallel {
  const iam = reading(scope, 'Read IAM', workers.sweepIam);
  const trail = eachRegion(scope, 'Use of the keys in each Region', regionsAtOnce, (name) =>
    reading(scope, name, workers.sweepCloudtrail),
  );
  const secrets = eachRegion(scope, 'Secrets of each Region', regionsAtOnce, (name) =>
    reading(scope, name, workers.sweepSecrets),
  );
  return new Parallel(scope, 'Read the account', { resultPath: JsonPath.DISCARD }).branch(
    iam.next(trail),
    secrets,
  );
}

function eachRegion(
  scope: Construct,
  name: string,
  atOnce: number,
  worker: (name: string) => IChainable,
): EachOf {
  const each = new EachOf(scope, name, {
    itemsPath: '$.readable',
    maxConcurrency: atOnce,
    itemSelector: {
      'run.$': '$.run',
      'account.$': '$.account',
      'partition.$': '$.partition',
      'home.$': '$.home',
      'regions.$': '$.regions',
      'reach.$': '$.reach',
      'region.$': '$$.Map.Item.Value',
    },
    resultPath: JsonPath.DISCARD,
  });
  return each.itemProcessor(worker(`${name}: read`));
}

/** A worker that reads: when it fails for good, the part it did not write is a gap, and the night goes on. */
function reading(scope: Construct, name: string, worker: IFunction): LambdaInvoke {
  const read = task(scope, name, worker, JsonPath.DISCARD);
  const gap = new Pass(scope, `${name}: left as a gap`, { resultPath: JsonPath.DISCARD });
  read.addCatch(gap, { errors: ['States.ALL'], resultPath: JsonPath.DISCARD });
  return read;
}
