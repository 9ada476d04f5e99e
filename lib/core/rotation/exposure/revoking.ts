/** How the inline policies of roles begin by which sessions of what leaked are denied. */
export const REVOKE = 'NightwardenRevoke-';

/**
 * A Deny on sessions by their aws:userid, of those alone that are older than a moment: whoever assumes the role anew is let in.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_revoke-sessions.html
 */
export function revoking(userIds: readonly string[], before: number) {
  const Condition = {
    StringEquals: { 'aws:userid': [...userIds] },
    DateLessThan: { 'aws:TokenIssueTime': new Date(before).toISOString() },
  };
  return { Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: '*', Resource: '*', Condition }] };
}
