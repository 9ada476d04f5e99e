// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html (access keys assigned to an IAM user: 2)
import { ListAccessKeysCommand } from '@aws-sdk/client-iam';
import { type Answer, faultAnswer } from '../answer.ts';
import type { Call } from '../call.ts';
import type { Identities } from '../identities.ts';
import type { Imitation } from '../imitation.ts';
import type { Upstream } from '../upstream.ts';

const KEYS_PER_USER = 2;

/** Refuses a user's third access key; inactive keys count, and of two calls at once the second sees the first's key. */
export function keyLimit(upstream: Upstream, who: Identities): Imitation {
  /** The last creation under way for each user. */
  const creating = new Map<string, Promise<unknown>>();

  async function answer(call: Call): Promise<Answer | undefined> {
    if (call.service !== 'iam' || call.action !== 'CreateAccessKey') return undefined;
    const caller = await who.of(call.accessKeyId);
    const UserName = call.form.get('UserName') ?? caller.userName;
    if (UserName === undefined) return undefined;
    const place = `${caller.accountId}/${UserName}`;
    const mine = after(creating.get(place), () => create(call, caller.accountId, UserName));
    creating.set(place, mine);
    return mine;
  }

  async function create(call: Call, account: string, UserName: string): Promise<Answer> {
    const keys = await upstream.iam(account).send(new ListAccessKeysCommand({ UserName }));
    if ((keys.AccessKeyMetadata?.length ?? 0) < KEYS_PER_USER) return upstream.forward(call);
    const message = `Cannot exceed quota for AccessKeysPerUser: ${KEYS_PER_USER}`;
    return faultAnswer(call, { status: 409, code: 'LimitExceeded', message });
  }
  return { answer };
}

async function after<T>(earlier: Promise<unknown> | undefined, work: () => Promise<T>): Promise<T> {
  await earlier?.catch(() => undefined);
  return work();
}
