// For seeding: rewrites the dates that pass. AWS has no such call; the answers keep AWS's shape.
import * as z from 'zod';
import { type Answer, amendXml } from '../answer.ts';
import type { Call } from '../call.ts';
import type { Identities } from '../identities.ts';
import type { Imitation } from '../imitation.ts';
import { isoSeconds } from '../moments.ts';
import { child, setText, textOf, type XmlElement } from '../xml.ts';
import { type LastUsed, withoutPath } from './last-used.ts';

export interface IamDates {
  readonly createdAt?: number | undefined;
  readonly passwordLastUsedAt?: number | undefined;
  readonly passwordSetAt?: number | undefined;
}

export interface SecretFacts {
  readonly createdAt?: number | undefined;
  readonly lastChangedAt?: number | undefined;
  readonly lastAccessedAt?: number | null | undefined;
  readonly lastRotatedAt?: number | null | undefined;
  readonly nextRotationAt?: number | undefined;
  readonly rotationEnabled?: boolean | undefined;
  readonly rotationRules?: Readonly<Record<string, unknown>> | undefined;
  readonly rotationLambdaArn?: string | undefined;
  readonly owningService?: string | undefined;
  readonly deletedAt?: number | undefined;
  /** When the version was made that is AWSPENDING. */
  readonly pendingSince?: number | undefined;
  readonly kmsKeyId?: string | undefined;
  /** Of a managed external secret. */
  readonly type?: string | undefined;
}

export interface Backdate extends Imitation {
  readonly user: (account: string, name: string) => IamDates;
  readonly key: (accessKeyId: string) => IamDates;
  readonly secrets: Map<string, SecretFacts>;
}

const moment = z
  .union([z.iso.datetime({ offset: true }), z.iso.date()])
  .transform((text) => Date.parse(text));
const request = z.strictObject({
  userName: z.string().optional(),
  accessKeyId: z.string().optional(),
  roleName: z.string().optional(),
  secretArn: z.string().optional(),
  /** Of the user or role; the default account when absent. */
  account: z
    .string()
    .regex(/^\d{12}$/)
    .optional(),
  createdAt: moment.optional(),
  /** null: never used. */
  lastUsedAt: moment.nullable().optional(),
  lastUsedService: z.string().optional(),
  lastUsedRegion: z.string().optional(),
  passwordLastUsedAt: moment.optional(),
  passwordSetAt: moment.optional(),
  lastChangedAt: moment.optional(),
  lastAccessedAt: moment.nullable().optional(),
  lastRotatedAt: moment.nullable().optional(),
  nextRotationAt: moment.optional(),
  rotationEnabled: z.boolean().optional(),
  rotationRules: z.record(z.string(), z.unknown()).optional(),
  rotationLambdaArn: z.string().optional(),
  owningService: z.string().optional(),
  deletedAt: moment.optional(),
  pendingSince: moment.optional(),
  kmsKeyId: z.string().optional(),
  type: z.string().optional(),
});

export function backdate(uses: LastUsed, who: Identities, defaultAccount: string): Backdate {
  const iam = new Map<string, IamDates>();
  const secrets = new Map<string, SecretFacts>();
  const at = (kind: string, account: string, name: string | undefined) =>
    iam.get(`${kind}/${account}/${name}`) ?? {};
  const user: Backdate['user'] = (account, name) => at('user', account, name);
  const key: Backdate['key'] = (accessKeyId) => at('key', '', accessKeyId);

  function post(body: unknown): object {
    const asked = request.parse(body);
    const account = asked.account ?? defaultAccount;
    const {
      userName,
      accessKeyId,
      roleName,
      secretArn,
      lastUsedAt,
      lastUsedService,
      lastUsedRegion,
      ...facts
    } = asked;
    const merge = (id: string) => iam.set(id, { ...iam.get(id), ...defined(facts) });
    if (userName !== undefined) merge(`user/${account}/${userName}`);
    if (accessKeyId !== undefined) merge(`key//${accessKeyId}`);
    if (roleName !== undefined) merge(`role/${account}/${roleName}`);
    if (secretArn !== undefined) secrets.set(secretArn, { ...secrets.get(secretArn), ...defined(facts) });
    const subject = roleName === undefined ? accessKeyId : `arn:aws:iam::${account}:role/${roleName}`;
    if (subject !== undefined && lastUsedAt !== undefined) {
      const place = { service: lastUsedService ?? 's3', region: lastUsedRegion ?? 'us-east-1' };
      uses.set(withoutPath(subject), lastUsedAt === null ? undefined : { at: lastUsedAt, ...place });
    }
    return { ok: true };
  }

  async function amend(call: Call, answer: Answer): Promise<Answer> {
    const places = call.service === 'iam' ? PLACES[call.action] : undefined;
    if (places === undefined || iam.size === 0) return answer;
    const { accountId } = await who.of(call.accessKeyId);
    return amendXml(answer, (result) => {
      for (const { kind, name, find } of places) {
        for (const item of find(result))
          setDates(item, at(kind, kind === 'key' ? '' : accountId, textOf(item, name)));
      }
    });
  }

  async function observe({ service, action, form, accessKeyId }: Call, { status }: Answer): Promise<void> {
    if (service !== 'iam' || status !== 200 || !action.startsWith('Delete')) return;
    const { accountId } = await who.of(accessKeyId);
    if (action === 'DeleteUser') iam.delete(`user/${accountId}/${form.get('UserName')}`);
    if (action === 'DeleteRole') iam.delete(`role/${accountId}/${form.get('RoleName')}`);
    if (action === 'DeleteAccessKey') iam.delete(`key//${form.get('AccessKeyId')}`);
  }

  function reset(): void {
    iam.clear();
    secrets.clear();
  }
  return { user, key, secrets, amend, observe, reset, controls: { backdate: { post, reset } } };
}

interface Place {
  readonly kind: 'user' | 'role' | 'key';
  readonly name: string;
  readonly find: (result: XmlElement) => readonly XmlElement[];
}

const items = (list: string) => (result: XmlElement) => child(result, list)?.children ?? [];
const one = (name: string) => (result: XmlElement) => result.children.filter((each) => each.name === name);
/** Where the answers carry dates of users, roles and keys. */
const PLACES: Readonly<Record<string, readonly Place[]>> = {
  ListUsers: [{ kind: 'user', name: 'UserName', find: items('Users') }],
  GetUser: [{ kind: 'user', name: 'UserName', find: one('User') }],
  ListRoles: [{ kind: 'role', name: 'RoleName', find: items('Roles') }],
  GetRole: [{ kind: 'role', name: 'RoleName', find: one('Role') }],
  ListAccessKeys: [{ kind: 'key', name: 'AccessKeyId', find: items('AccessKeyMetadata') }],
  GetAccountAuthorizationDetails: [
    { kind: 'user', name: 'UserName', find: items('UserDetailList') },
    { kind: 'role', name: 'RoleName', find: items('RoleDetailList') },
  ],
};

function setDates(item: XmlElement, { createdAt, passwordLastUsedAt }: IamDates): void {
  if (createdAt !== undefined) setText(item, 'CreateDate', isoSeconds(createdAt));
  // GetAccountAuthorizationDetails does not tell when a password was used.
  const tells = item.name === 'User' || textOf(item, 'UserPolicyList') === undefined;
  if (passwordLastUsedAt !== undefined && tells)
    setText(item, 'PasswordLastUsed', isoSeconds(passwordLastUsedAt));
}

function defined<T extends object>(facts: T): Partial<T> {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)) as Partial<T>;
}
