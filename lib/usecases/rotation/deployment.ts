import { type AwsClients, awsClients } from '../../aws/clients.ts';
import { dynamoTable, type Table } from '../../aws/dynamodb.ts';
import { executionsGateway, wakeTask } from '../../aws/stepfunctions.ts';
import { capitalised } from '../../core/model/words.ts';
import type { RotationClock } from '../../ports/rotation.ts';
import type { RotationStarter } from '../../ports/rotation-starter.ts';
import { deploymentOf } from '../night/deployment.ts';
import { type Ledger, ledgerTable } from './ledger-table.ts';
import { questionsTable } from './questions-table.ts';
import { wakeWaiting } from './wake.ts';

export interface DeploymentRequest {
  readonly profile?: string;
  /** Region of the deployment. */
  readonly region?: string;
  readonly stack?: string;
  readonly table?: string;
}

/** What a command needs of a deployment: the record of its plans, and the way to set one in motion. */
export interface Deployment {
  readonly ledger: Ledger;
  readonly starter: RotationStarter;
  readonly table: string;
  /** ARNs of the secrets of databases' admins and of bridges that its workers may read. */
  readonly reaches: readonly string[];
  /** ARNs of the services that its workers may redeploy. */
  readonly redeployable: readonly string[];
  /** ARNs of the secrets of which it may start the rotation by their own function. */
  readonly starts: readonly string[];
  readonly rows: Table;
  /** Wakes an execution that waits for a person. */
  readonly wake: (rotation: string) => Promise<void>;
  /** In which it lies, 12 digits; undefined: only its table was named. */
  readonly account: string | undefined;
}

const BUDGETS = { cloudformation: 5, dynamodb: 20, states: 5 };
const DAY = 86_400_000;
/** A write of a person ends nothing that is kept for shorter than a deployment would. */
const KEPT_MS = 400 * DAY;
const LANDS_WITHIN_MS = DAY;

/**
 * Finds the deployment, as `nightwarden status` does.
 * @throws {InputError} when there is none
 * @throws {NothingReadError} when AWS refuses
 */
export async function openDeployment(request: DeploymentRequest, clock: RotationClock): Promise<Deployment> {
  const { profile } = request;
  const clients = awsClients({ budgets: BUDGETS, ...(profile === undefined ? {} : { profile }) });
  const { region, table, outputs } = await deploymentOf(clients, request);
  const settings = { clock, keptMs: KEPT_MS, landsWithinMs: LANDS_WITHIN_MS };
  const rows = dynamoTable(clients, region, table);
  const waking = {
    questions: questionsTable(rows, clock),
    wake: (token: string) => wakeTask(clients, region, token),
  };
  return {
    ledger: ledgerTable(rows, settings),
    rows,
    starter: starterOf(clients, region, outputs),
    reaches: arnsIn(outputs.RotationReaches),
    redeployable: arnsIn(outputs.RotationRedeploys),
    starts: arnsIn(outputs.RotationStarts),
    table,
    wake: (rotation) => wakeWaiting(waking, rotation),
    account: (outputs.RotateMachineArn ?? outputs.SweepMachineArn)?.split(':')[4],
  };
}

function arnsIn(output = ''): readonly string[] {
  return output.split(' ').filter((arn) => arn !== '');
}

/** The machine of a kind of plan, or one for all; where there is none, plans wait for the reconciler. */
function starterOf(
  clients: AwsClients,
  region: string,
  outputs: Readonly<Record<string, string>>,
): RotationStarter {
  return {
    async start(rotation, kind) {
      const named = `${capitalised(kind)}MachineArn`;
      const machine = outputs[named] ?? outputs.RotationMachineArn;
      if (machine === undefined) throw new RangeError(`expected an output ${named} of the stack, found none`);
      await executionsGateway(clients, region, machine).start(rotation, { rotation });
    },
  };
}
