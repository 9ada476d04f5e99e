import { Effect, type IRole, ManagedPolicy, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { acknowledgeWildcards, type Wildcards } from './acknowledge.ts';

/** What a role may do: actions as the gateways declare them, on what they can be narrowed to. */
export interface Grant extends Wildcards {
  readonly actions: readonly string[];
  readonly conditions?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
  /** Absent: Allow. */
  readonly effect?: 'Allow' | 'Deny';
}

export const OWN_TRACES: Grant = {
  sid: 'OwnTraces',
  actions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
  resources: ['*'],
  why: 'X-Ray takes no resource',
};

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions */
export const OWN_NETWORK: Grant = {
  sid: 'OwnNetwork',
  actions: [
    'ec2:CreateNetworkInterface',
    'ec2:DescribeNetworkInterfaces',
    'ec2:DescribeSubnets',
    'ec2:DeleteNetworkInterface',
    'ec2:AssignPrivateIpAddresses',
    'ec2:UnassignPrivateIpAddresses',
  ],
  resources: ['*'],
  why: 'Lambda makes the interfaces of a function in a network, and looks for these permissions on all resources',
};

/** A role's policy, with a reason for each wildcard in it. */
export function grantAll(scope: Construct, id: string, role: IRole, grants: readonly Grant[]): ManagedPolicy {
  const policy = new ManagedPolicy(scope, id, {
    roles: [role],
    document: new PolicyDocument({ statements: grants.map(toStatement) }),
  });
  acknowledgeWildcards(policy, grants);
  return policy;
}

function toStatement({ sid, actions, resources, conditions = {}, effect }: Grant): PolicyStatement {
  return new PolicyStatement({
    sid,
    effect: effect === 'Deny' ? Effect.DENY : Effect.ALLOW,
    actions: [...actions],
    resources: [...resources],
    conditions,
  });
}
