import { type AccountGateway, accountGateway } from './account.ts';
import { type AwsClients, mainRegion } from './clients.ts';
import { type KeyEventsGateway, keyEventsGateway, type TrailGateway, trailGateway } from './cloudtrail.ts';
import { type IamGateway, iamGateway } from './iam.ts';
import { type FunctionsGateway, functionsGateway } from './lambda.ts';
import { type SecretsGateway, secretsGateway } from './secretsmanager.ts';
import { type StsGateway, stsGateway } from './sts.ts';

/** Every gateway that reading an account takes. */
export interface Gateways {
  readonly sts: StsGateway;
  readonly account: AccountGateway;
  readonly iam: IamGateway;
  readonly secrets: (region: string) => SecretsGateway;
  readonly functions: (region: string) => FunctionsGateway;
  readonly trail: (region: string) => TrailGateway;
  readonly keyEvents: KeyEventsGateway;
}

/** @param home a Region of the partition; global services are asked in the one that no account can switch off */
export function gateways(clients: AwsClients, home: string): Gateways {
  const main = mainRegion(home);
  return {
    sts: stsGateway(clients, main),
    account: accountGateway(clients, main),
    iam: iamGateway(clients, main),
    secrets: (region) => secretsGateway(clients, region),
    functions: (region) => functionsGateway(clients, region),
    trail: (region) => trailGateway(clients, region),
    keyEvents: keyEventsGateway(clients, main),
  };
}
