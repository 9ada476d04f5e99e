import type { AwsClients } from '../../aws/clients.ts';
import { stackOutputs } from '../../aws/cloudformation.ts';
import { faultOf } from '../../aws/errors.ts';
import { InputError } from '../../ports/input-error.ts';
import { NothingReadError } from '../../ports/nothing-read-error.ts';

export interface DeploymentPlace {
  readonly region?: string;
  /** Name of the deployment's stack; absent: the names that a deployment has by itself. */
  readonly stack?: string;
  /** Name of its table, where the stack can't be asked. */
  readonly table?: string;
}

export interface FoundDeployment {
  readonly region: string;
  readonly table: string;
  /** What its stack gives out; empty when only the table was named. */
  readonly outputs: Readonly<Record<string, string>>;
}

/** Of a single account, and of an organisation's hub. */
const STACKS = ['Nightwarden', 'NightwardenHub'] as const;

/**
 * Where a deployment keeps its state.
 * @throws {InputError} when there is no such stack, or no Region is known
 * @throws {NothingReadError} when AWS refuses
 */
export async function deploymentOf(clients: AwsClients, place: DeploymentPlace): Promise<FoundDeployment> {
  const region = place.region ?? (await clients.configuredRegion());
  if (region === undefined)
    throw new InputError('expected the Region of the deployment, found none: name it with --region');
  if (place.table !== undefined && place.stack === undefined)
    return { region, table: place.table, outputs: {} };
  const names = place.stack === undefined ? STACKS : [place.stack];
  for (const name of names) {
    const outputs = await stackOutputs(clients, region, name).catch((error: unknown) => {
      throw unread(error, 'cloudformation:DescribeStacks', `stack ${name}`);
    });
    const table = place.table ?? outputs?.StateTable;
    if (outputs !== undefined && table !== undefined) return { region, table, outputs };
  }
  throw new InputError(
    `no deployment found: expected a stack ${names.join(' or ')} with an output StateTable in ${region}; name it with --stack, its Region with --region, or its table with --table; in an organisation it lies in the hub: commands that plan take a profile of that account as --hub-profile; to deploy: npx cdk deploy`,
  );
}

export function unread(error: unknown, action: string, what: string): NothingReadError {
  const { reason, remedy } = faultOf(error, { action });
  return new NothingReadError(
    `${what} could not be read: ${reason}; ${remedy.replace('to the reading role', 'to whoever asks')}`,
    { cause: error },
  );
}
