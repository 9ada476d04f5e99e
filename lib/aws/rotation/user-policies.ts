import {
  AttachUserPolicyCommand,
  GetUserPolicyCommand,
  IAMClient,
  ListAttachedUserPoliciesCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { isGone } from '../errors.ts';
import { nextMarker, pages } from '../pages.ts';
import { documentOf } from './documents.ts';
import { type RotationClients, writeLimit } from './limits.ts';
import { outcomeOf } from './outcome.ts';
import type { RoleActions } from './role-actions.ts';

export const roleActions = {
  observer: ['iam:GetUserPolicy', 'iam:ListAttachedUserPolicies'],
  switcher: ['iam:PutUserPolicy', 'iam:AttachUserPolicy'],
} as const satisfies RoleActions;

/** Inline policies of ours, by name. */
export const DENY_ALL = 'NightwardenDenyAll';
export const DENY_SESSIONS = 'NightwardenDenySessions';

const EVERYTHING = { Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: '*', Resource: '*' }] };

export interface UserDenied {
  readonly full: boolean;
  /** Milliseconds since the epoch; null: older sessions are not denied. */
  readonly sessionsBefore: number | null;
}

export interface UserPoliciesGateway {
  /** A user that is gone is denied everything: nothing can sign as it. */
  denied(userName: string): Promise<UserDenied>;
  /** Inline; where its text finds no room, by AWS's own policy that denies everything, which takes none. */
  denyAll(userName: string): Promise<void>;
  /** Where its text finds no room, a Deny on everything that is in force stands for it. */
  denySessions(userName: string, before: number): Promise<void>;
}

/** @param region the partition's main one */
export function userPoliciesGateway(
  { reads, writes }: RotationClients,
  region: string,
  partition: string,
): UserPoliciesGateway {
  const reader = reads.client(IAMClient, 'iam', region);
  const writer = writes.client(IAMClient, 'iam', region);
  const awsDenyAll = `arn:${partition}:iam::aws:policy/AWSDenyAll`;

  async function inline(UserName: string, PolicyName: string): Promise<unknown> {
    try {
      const { PolicyDocument } = await reader.send(new GetUserPolicyCommand({ UserName, PolicyName }));
      return documentOf(PolicyDocument);
    } catch (error) {
      if (isGone(error)) return undefined;
      throw error;
    }
  }

  async function attached(UserName: string): Promise<readonly string[] | undefined> {
    const list = pages(
      (token) =>
        reader.send(
          new ListAttachedUserPoliciesCommand({
            UserName,
            ...(token === undefined ? {} : { Marker: token }),
          }),
        ),
      nextMarker,
    );
    const arns: string[] = [];
    try {
      for await (const { AttachedPolicies = [] } of list)
        arns.push(...AttachedPolicies.flatMap(({ PolicyArn }) => PolicyArn ?? []));
      return arns;
    } catch (error) {
      if (isGone(error)) return undefined;
      throw error;
    }
  }

  async function put(UserName: string, PolicyName: string, document: object): Promise<void> {
    const PolicyDocument = JSON.stringify(document);
    await writer.send(new PutUserPolicyCommand({ UserName, PolicyName, PolicyDocument }), writeLimit());
  }

  async function denied(userName: string): Promise<UserDenied> {
    const [all, sessions, arns] = await Promise.all([
      inline(userName, DENY_ALL),
      inline(userName, DENY_SESSIONS),
      attached(userName),
    ]);
    const isGoneOrDenied = arns === undefined || arns.includes(awsDenyAll);
    const full = isGoneOrDenied || JSON.stringify(all) === JSON.stringify(EVERYTHING);
    return { full, sessionsBefore: sessionsBefore(sessions) };
  }

  return {
    denied,
    async denyAll(userName) {
      try {
        await put(userName, DENY_ALL, EVERYTHING);
      } catch (error) {
        if (outcomeOf(error) !== 'refused') throw error;
        await writer.send(
          new AttachUserPolicyCommand({ UserName: userName, PolicyArn: awsDenyAll }),
          writeLimit(),
        );
      }
    },
    async denySessions(userName, before) {
      try {
        await put(userName, DENY_SESSIONS, sessionsOlderThan(before));
      } catch (error) {
        // Whoever is denied everything is denied its older sessions too.
        if (outcomeOf(error) !== 'refused' || !(await denied(userName)).full) throw error;
      }
    },
  };
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_disable-perms.html */
function sessionsOlderThan(before: number) {
  const Condition = { DateLessThan: { 'aws:TokenIssueTime': new Date(before).toISOString() } };
  return { Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: '*', Resource: '*', Condition }] };
}

function sessionsBefore(document: unknown): number | null {
  const told = document as Partial<ReturnType<typeof sessionsOlderThan>> | undefined;
  const before: unknown = told?.Statement?.[0]?.Condition?.DateLessThan?.['aws:TokenIssueTime'];
  const at = typeof before === 'string' ? Date.parse(before) : Number.NaN;
  // One that somebody has changed denies who knows what: it counts as none.
  if (Number.isNaN(at) || JSON.stringify(document) !== JSON.stringify(sessionsOlderThan(at))) return null;
  return at;
}
