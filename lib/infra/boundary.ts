import type { Stack } from 'aws-cdk-lib';
import { ManagedPolicy, PermissionsBoundary } from 'aws-cdk-lib/aws-iam';
import type { Config } from './config.ts';

/** Sets the permissions boundary, where one is asked for, on every role in a stack, those that the CDK makes included. */
export function bounded(
  stack: Stack,
  { permissionsBoundary: arn }: Pick<Config, 'permissionsBoundary'>,
): void {
  if (arn === undefined) return;
  PermissionsBoundary.of(stack).apply(ManagedPolicy.fromManagedPolicyArn(stack, 'Boundary', arn));
}
