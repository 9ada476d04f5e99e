import { GetUserCommand } from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { type Answer, faultOf } from './answer.ts';
import type { Call } from './call.ts';
import type { Imitation } from './imitation.ts';
import type { Upstream } from './upstream.ts';
import { child, parseXml, resultOf, textOf, type XmlElement } from './xml.ts';

/** Who a key id is, in CloudTrail's words: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html */
export interface Identity {
  readonly type: 'Root' | 'IAMUser' | 'AssumedRole' | 'FederatedUser';
  readonly principalId: string;
  readonly arn: string;
  readonly accountId: string;
  readonly userName?: string;
  /** Of a session: the user or role that it was derived from. */
  readonly issuer?: Issuer;
  /** When a session was made. */
  readonly issuedAt?: number;
}

interface Issuer {
  readonly type: 'Root' | 'IAMUser' | 'Role';
  readonly principalId: string;
  readonly arn: string;
  readonly accountId: string;
  readonly userName?: string;
}

export interface Identities extends Imitation {
  readonly of: (accessKeyId: string | undefined) => Promise<Identity>;
}

/** Learns who key ids are from the answers that make them, and asks ministack about the others. */
export function identities(upstream: Upstream, defaultAccount: string): Identities {
  const owners = new Map<string, { readonly account: string; readonly userName: string }>();
  const known = new Map<string, Identity>();

  async function user(account: string, userName: string): Promise<Identity> {
    const { User } = await upstream.iam(account).send(new GetUserCommand({ UserName: userName }));
    const arn = User?.Arn ?? `arn:aws:iam::${account}:user/${userName}`;
    return { type: 'IAMUser', principalId: User?.UserId ?? '', arn, accountId: account, userName };
  }

  async function ask(accessKeyId: string): Promise<Identity> {
    const owner = owners.get(accessKeyId);
    if (owner !== undefined) return user(owner.account, owner.userName);
    const { Arn, Account, UserId } = await upstream.sts(accessKeyId).send(new GetCallerIdentityCommand({}));
    return fromArn(Arn ?? '', Account ?? defaultAccount, UserId ?? '');
  }

  async function of(accessKeyId: string | undefined): Promise<Identity> {
    if (accessKeyId === undefined) return root(defaultAccount);
    if (/^\d{12}$/.test(accessKeyId)) return root(accessKeyId);
    const hit = known.get(accessKeyId);
    if (hit !== undefined) return hit;
    if (!/^A[KS]IA/.test(accessKeyId)) return root(defaultAccount);
    const identity = await ask(accessKeyId).catch(() =>
      root(owners.get(accessKeyId)?.account ?? defaultAccount),
    );
    if (identity.type !== 'Root') known.set(accessKeyId, identity);
    return identity;
  }

  async function observe(call: Call, answer: Answer): Promise<void> {
    if (call.protocol !== 'query' || faultOf(answer) !== undefined) return;
    if (call.action === 'CreateAccessKey') {
      const key = child(resultOf(parseXml(answer.body.toString())), 'AccessKey');
      const account = (await of(call.accessKeyId)).accountId;
      owners.set(textOf(key, 'AccessKeyId') ?? '', { account, userName: textOf(key, 'UserName') ?? '' });
    }
    if (call.service !== 'sts') return;
    const result = resultOf(parseXml(answer.body.toString()));
    const sessionKey = textOf(child(result, 'Credentials'), 'AccessKeyId');
    if (result === undefined || sessionKey === undefined) return;
    const session = sessionOf(result, await of(call.accessKeyId));
    known.set(sessionKey, { ...session, issuedAt: call.at });
  }

  function reset(): void {
    owners.clear();
    known.clear();
  }
  return { of, observe, reset };
}

/** The identity behind the credentials that an STS answer hands out. */
function sessionOf(result: XmlElement, caller: Identity): Identity {
  const role = child(result, 'AssumedRoleUser');
  if (role !== undefined) {
    const arn = textOf(role, 'Arn') ?? '';
    return fromArn(arn, arn.split(':')[4] ?? caller.accountId, textOf(role, 'AssumedRoleId') ?? '');
  }
  const federated = child(result, 'FederatedUser');
  const issuer: Issuer = { ...caller, type: caller.type === 'Root' ? 'Root' : 'IAMUser' };
  if (federated === undefined) return { ...caller, issuer };
  const principalId = textOf(federated, 'FederatedUserId') ?? '';
  return {
    type: 'FederatedUser',
    principalId,
    arn: textOf(federated, 'Arn') ?? '',
    accountId: caller.accountId,
    issuer,
  };
}

function fromArn(arn: string, accountId: string, principalId: string): Identity {
  const [kind, ...rest] = arn.split(':').slice(5).join(':').split('/');
  const name = rest.at(-1) ?? '';
  if (kind === 'user') return { type: 'IAMUser', principalId, arn, accountId, userName: name };
  if (kind !== 'assumed-role') return root(accountId);
  const role = rest[0] ?? '';
  const issuer: Issuer = {
    type: 'Role',
    principalId: principalId.split(':')[0] ?? '',
    arn: `arn:aws:iam::${accountId}:role/${role}`,
    accountId,
    userName: role,
  };
  return { type: 'AssumedRole', principalId, arn, accountId, issuer };
}

function root(accountId: string): Identity {
  return { type: 'Root', principalId: accountId, arn: `arn:aws:iam::${accountId}:root`, accountId };
}
