import { REVOKE, revoking } from '../exposure/revoking.ts';
import { aws } from './commands.ts';

/**
 * Lines by which whoever manages an organisation denies something in an account of it: what nobody in that account can
 * take away again. It binds neither the management account nor roles that are linked to a service.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
 */
export interface FromAbove {
  /** The first one tells the id that the others name POLICY_ID. */
  readonly deny: readonly string[];
  readonly undo: readonly string[];
}

/** Denies everything to one principal, and to its own sessions, whose aws:PrincipalArn is the same. @param principal ARN */
export function denyFromAbove(principal: string, account: string): FromAbove {
  const Condition = { ArnEquals: { 'aws:PrincipalArn': principal } };
  const Statement = [{ Effect: 'Deny', Action: '*', Resource: '*', Condition }];
  const name = principal.slice(principal.lastIndexOf('/') + 1);
  return policy(`NightwardenDeny-${name}`, { Version: '2012-10-17', Statement }, account);
}

/**
 * Denies everything to the sessions of one name of a role, those that began before a moment, and to no other.
 * @param account of the role
 * @param session access key id, by which the policy is named
 * @param userId `AROA…:SESSION-NAME`
 * @param before milliseconds since the epoch
 */
export function revokeFromAbove(account: string, session: string, userId: string, before: number): FromAbove {
  return policy(`${REVOKE}${session}`, revoking([userId], before), account);
}

function policy(name: string, document: object, account: string): FromAbove {
  const at = { 'policy-id': 'POLICY_ID', 'target-id': account };
  return {
    deny: [
      aws('organizations', 'create-policy', {
        name,
        type: 'SERVICE_CONTROL_POLICY',
        description: 'What leaked',
        content: JSON.stringify(document),
        query: 'Policy.PolicySummary.Id',
        output: 'text',
      }),
      aws('organizations', 'attach-policy', at),
    ],
    undo: [
      aws('organizations', 'detach-policy', at),
      aws('organizations', 'delete-policy', { 'policy-id': 'POLICY_ID' }),
    ],
  };
}
