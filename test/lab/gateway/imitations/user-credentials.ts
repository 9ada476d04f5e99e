// https://docs.aws.amazon.com/IAM/latest/APIReference/API_UploadSSHPublicKey.html (and List, Update, Delete)
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_UploadSigningCertificate.html
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateServiceSpecificCredential.html
import { randomBytes } from 'node:crypto';
import { GetUserCommand } from '@aws-sdk/client-iam';
import * as z from 'zod';
import { type Answer, faultAnswer, iamAnswer } from '../answer.ts';
import type { Call } from '../call.ts';
import type { Identities } from '../identities.ts';
import type { Imitation } from '../imitation.ts';
import type { Upstream } from '../upstream.ts';
import { element } from '../xml.ts';
import { cut, offsetOf } from './iam-pages.ts';
import { CREDENTIAL_KINDS, type CredentialKind, type Held } from './user-credential-kinds.ts';

export interface UserCredentials extends Imitation {
  /** The signing certificates of a user, in the order they came. */
  readonly certificates: (account: string, userName: string) => readonly Held[];
}

const request = z.strictObject({
  id: z.string(),
  createdAt: z.iso
    .datetime({ offset: true })
    .transform((text) => Date.parse(text))
    .optional(),
  expiresAt: z.iso
    .datetime({ offset: true })
    .transform((text) => Date.parse(text))
    .optional(),
});

/** What IAM keeps of a user besides access keys and a password: ministack has none of it. */
export function userCredentials(upstream: Upstream, who: Identities, now: () => number): UserCredentials {
  let all: readonly Held[] = [];
  const refuse = (call: Call, code: string, message: string, status = 400): Answer =>
    faultAnswer(call, { status, code, message });

  async function answer(call: Call): Promise<Answer | undefined> {
    if (call.service !== 'iam') return undefined;
    const kind = CREDENTIAL_KINDS.find(({ calls }) => Object.values(calls).includes(call.action));
    if (kind === undefined) return undefined;
    const { accountId: account, userName: self } = await who.of(call.accessKeyId);
    const bulk = call.form.get('AllUsers') === 'true';
    const userName = call.form.get('UserName') ?? self;
    if (bulk && call.form.has('UserName'))
      return refuse(call, 'InvalidInput', 'UserName can not be given with AllUsers');
    if (!bulk && !(await exists(account, userName)))
      return refuse(call, 'NoSuchEntity', `The user with name ${userName} cannot be found.`, 404);
    const mine = (each: Held) => each.kind === kind.kind && each.account === account;
    const theirs = (each: Held) => mine(each) && each.userName === userName;
    if (call.action === kind.calls.list) return list(call, kind, all.filter(bulk ? mine : theirs));
    if (call.action === kind.calls.make) return make(call, kind, account, userName ?? '');
    const held = all.find((each) => theirs(each) && each.id === call.form.get(kind.idName));
    if (held === undefined) return refuse(call, 'NoSuchEntity', `No ${kind.element} of that id.`, 404);
    all = all.filter((each) => each !== held);
    if (call.action === kind.calls.update) all = [...all, { ...held, status: call.form.get('Status') ?? '' }];
    return iamAnswer(call.action, []);
  }

  async function exists(account: string, UserName: string | undefined): Promise<boolean> {
    if (UserName === undefined) return false;
    try {
      await upstream.iam(account).send(new GetUserCommand({ UserName }));
      return true;
    } catch {
      return false;
    }
  }

  function make(call: Call, kind: CredentialKind, account: string, userName: string): Answer {
    const service = call.form.get('ServiceName') ?? '';
    const siblings = all.filter(
      (each) =>
        each.kind === kind.kind &&
        each.account === account &&
        each.userName === userName &&
        each.service === service,
    );
    if (siblings.length >= kind.most)
      return refuse(call, 'LimitExceeded', `Cannot exceed quota: ${kind.most}`, 409);
    const days = Number(call.form.get('CredentialAgeDays') ?? 0);
    const held: Held = {
      kind: kind.kind,
      id: `${kind.prefix}${idText(kind.idLength - kind.prefix.length)}`,
      account,
      userName,
      status: 'Active',
      createdAt: now(),
      body: call.form.get('SSHPublicKeyBody') ?? call.form.get('CertificateBody') ?? '',
      service,
      expiresAt: days > 0 ? now() + days * 86_400_000 : undefined,
    };
    all = [...all, held];
    return iamAnswer(call.action, [element(kind.element, kind.made(held))]);
  }

  function list(call: Call, kind: CredentialKind, held: readonly Held[]): Answer {
    const service = call.form.get('ServiceName');
    const found = held.filter((each) => service === null || each.service === service);
    const result = element('result', [
      element(
        kind.list,
        found.map((each) => element('member', kind.listed(each))),
      ),
    ]);
    cut(
      result,
      [kind.list],
      offsetOf(call.form.get('Marker')) ?? 0,
      Number(call.form.get('MaxItems') ?? 100),
    );
    return iamAnswer(call.action, result.children);
  }

  function post(body: unknown): object {
    const { id, createdAt, expiresAt } = request.parse(body);
    all = all.map((each) =>
      each.id === id
        ? { ...each, createdAt: createdAt ?? each.createdAt, expiresAt: expiresAt ?? each.expiresAt }
        : each,
    );
    return { ok: true };
  }

  const reset = () => {
    all = [];
  };
  const certificates: UserCredentials['certificates'] = (account, userName) =>
    all.filter(
      (each) => each.kind === 'signing-certificate' && each.account === account && each.userName === userName,
    );
  return { certificates, answer, reset, controls: { 'user-credential': { post, reset } } };
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

function idText(length: number): string {
  return [...randomBytes(length)].map((byte) => LETTERS[byte % LETTERS.length]).join('');
}
