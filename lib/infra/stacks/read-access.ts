import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import { AccountPrincipal, ManagedPolicy, PolicyDocument, Role } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { acknowledgeWildcards } from '../acknowledge.ts';
import { bounded } from '../boundary.ts';
import type { Config } from '../config.ts';
import { readPolicy, SWEPT } from '../read-policy.ts';

export interface ReadAccessProps extends StackProps {
  /** `secretReading`: whether Lambda environments may be read: plaintext credentials are found only there, and seen there too. */
  readonly config: Pick<Config, 'secretReading' | 'permissionsBoundary'>;
}

/** A role that this account's people may assume to sweep it: reads what the gateways declare, writes nothing. */
export class ReadAccessStack extends Stack {
  constructor(scope: Construct, id: string, { config, ...props }: ReadAccessProps) {
    super(scope, id, props);
    const role = new Role(this, 'SweepRole', {
      description: 'Assumed by people and pipelines of this account to run a Nightwarden sweep',
      assumedBy: new AccountPrincipal(this.account),
    });
    const document = readPolicy(config, this);
    const policy = new ManagedPolicy(this, 'SweepPolicy', {
      description: 'The reads of a Nightwarden sweep',
      document: PolicyDocument.fromJson(document),
      roles: [role],
    });
    acknowledgeWildcards(
      policy,
      document.Statement.map(({ Sid: sid, Resource }) => ({
        sid,
        resources: [Resource].flat(),
        why: SWEPT,
      })),
    );
    new CfnOutput(this, 'SweepRoleArn', {
      description: 'Assume it to sweep this account: role_arn of a profile',
      value: role.roleArn,
    });
    bounded(this, config);
  }
}
