import type { StackProps } from 'aws-cdk-lib';
import { CfnManagedPolicy, CfnRole } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { actions as accountReads } from '../../aws/organizations.ts';
import type { Config } from '../config.ts';
import { ACCOUNTS_ROLE } from '../roles.ts';
import { SpokeStack, spokeTrust } from './spoke.ts';

export interface ManagementProps extends StackProps {
  readonly config: Config;
  readonly busArn: string;
}

/**
 * The management account's own spoke, which service-managed StackSets leave out, and the role that lists the
 * organisation's accounts. Without this stack the account is a gap every night.
 */
export class ManagementStack extends SpokeStack {
  constructor(scope: Construct, id: string, props: ManagementProps) {
    super(scope, id, props);
    const role = new CfnRole(this, 'Accounts', {
      roleName: ACCOUNTS_ROLE,
      description: "Nightwarden lists the organisation's accounts",
      assumeRolePolicyDocument: spokeTrust(this, props.config),
      maxSessionDuration: 3600,
      ...(props.config.permissionsBoundary === undefined
        ? {}
        : { permissionsBoundary: props.config.permissionsBoundary }),
    });
    new CfnManagedPolicy(this, 'AccountsPolicy', {
      roles: [role.ref],
      policyDocument: {
        Version: '2012-10-17',
        // ListAccounts takes no narrower resource.
        Statement: [{ Sid: 'ListAccounts', Effect: 'Allow', Action: [...accountReads], Resource: '*' }],
      },
    });
  }
}
