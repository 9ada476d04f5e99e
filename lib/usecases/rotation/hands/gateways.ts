import { mainRegion } from '../../../aws/clients.ts';
import {
  type FunctionEnvironmentGateway,
  functionEnvironmentGateway,
} from '../../../aws/rotation/function-environment.ts';
import { type KeysGateway, keysGateway } from '../../../aws/rotation/iam-keys.ts';
import { type KeyTrailGateway, keyTrailGateway } from '../../../aws/rotation/key-trail.ts';
import type { RotationClients } from '../../../aws/rotation/limits.ts';
import { type OwnRotationGateway, ownRotationGateway } from '../../../aws/rotation/own-rotation.ts';
import { type ParameterCopyGateway, parameterCopyGateway } from '../../../aws/rotation/parameter-copy.ts';
import { type RoleSessionsGateway, roleSessionsGateway } from '../../../aws/rotation/role-sessions.ts';
import { type SecretCopyGateway, secretCopyGateway } from '../../../aws/rotation/secret-copy.ts';
import { type SecretVersionsGateway, secretVersionsGateway } from '../../../aws/rotation/secret-versions.ts';
import {
  type ServiceCredentialsGateway,
  serviceCredentialsGateway,
} from '../../../aws/rotation/service-credentials.ts';
import { type ServicesGateway, servicesGateway } from '../../../aws/rotation/services.ts';
import { type StoreAccessGateway, storeAccessGateway } from '../../../aws/rotation/store-access.ts';
import { type UserCopyGateway, userCopyGateway } from '../../../aws/rotation/user-copy.ts';
import { type UserPoliciesGateway, userPoliciesGateway } from '../../../aws/rotation/user-policies.ts';
import type { Where } from '../../../core/rotation/where.ts';

export interface Gateways {
  readonly main: string;
  readonly keys: KeysGateway;
  readonly serviceCredentials: ServiceCredentialsGateway;
  readonly policies: UserPoliciesGateway;
  readonly roles: RoleSessionsGateway;
  readonly users: UserCopyGateway;
  readonly trail: KeyTrailGateway;
  readonly access: StoreAccessGateway;
  readonly secrets: SecretVersionsGateway;
  readonly rotations: OwnRotationGateway;
  readonly functions: (arn: string) => FunctionEnvironmentGateway;
  readonly parameters: (region: string) => ParameterCopyGateway;
  readonly secretCopies: (arn: string) => SecretCopyGateway;
  readonly services: (region: string) => ServicesGateway;
}

/** Every gateway, for the place in which a plan is carried out. */
export function gatewaysOf(
  clients: RotationClients,
  { region, partition }: Pick<Where, 'region' | 'partition'>,
): Gateways {
  const main = mainRegion(region);
  return {
    main,
    keys: keysGateway(clients, main),
    serviceCredentials: serviceCredentialsGateway(clients, main),
    policies: userPoliciesGateway(clients, main, partition),
    roles: roleSessionsGateway(clients, main),
    users: userCopyGateway(clients, main),
    trail: keyTrailGateway(clients),
    access: storeAccessGateway(clients, main),
    secrets: secretVersionsGateway(clients, region),
    rotations: ownRotationGateway(clients, region),
    functions: (arn) => functionEnvironmentGateway(clients, regionOf(arn)),
    parameters: (name) => parameterCopyGateway(clients, name),
    secretCopies: (arn) => secretCopyGateway(clients, regionOf(arn)),
    services: (where) => servicesGateway(clients, where),
  };
}

/** In which what a credential did is looked for: where it is in use, and where events of global services are. */
export function regionsOf(
  main: string,
  { region, regions }: Pick<Where, 'region' | 'regions'>,
): readonly string[] {
  return [...new Set([main, region, ...regions])];
}

/** @throws {RangeError} for an ARN that names no Region */
export function regionOf(arn: string): string {
  const region = arn.split(':')[3];
  if (region === undefined || region === '') throw new RangeError('expected an ARN with a Region');
  return region;
}
