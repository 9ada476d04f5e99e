import type { Construct } from 'constructs';
import { listActions } from '../../aws/organizations.ts';
import { ACCOUNTS_ROLE } from '../roles.ts';
import { type SpokeProps, SpokeStack, spokeTrust } from './spoke.ts';

/**
 * The management account's own spoke, which service-managed StackSets leave out, and the role that lists the
 * organisation's accounts. Without this stack the account is a gap every night.
 */
export class ManagementStack extends SpokeStack {
  constructor(scope: Construct, id: string, props: SpokeProps) {
    super(scope, id, props);
    const trust = spokeTrust(this, props.config);
    const role = this.role('Accounts', ACCOUNTS_ROLE, "Nightwarden lists the organisation's accounts", trust);
    this.policy(
      'AccountsPolicy',
      {
        why: 'ListAccounts takes no narrower resource',
        Version: '2012-10-17',
        Statement: [{ Sid: 'ListAccounts', Effect: 'Allow', Action: [...listActions], Resource: '*' }],
      },
      role,
    );
  }
}
