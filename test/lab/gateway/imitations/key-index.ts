// https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAccessKeys.html
import { type Answer, faultOf, iamAnswer } from '../answer.ts';
import type { Call } from '../call.ts';
import { isRead } from '../cloudtrail/names.ts';
import type { Identities } from '../identities.ts';
import type { Imitation } from '../imitation.ts';
import { child, element, leaf, parseXml, resultOf, textOf } from '../xml.ts';

interface Key {
  readonly id: string;
  readonly userName: string;
  readonly createdAt: string;
  status: string;
}

/** What can make keys inside ministack, without a call that passes here. */
const UNSEEN: ReadonlySet<string> = new Set(['cloudformation', 'states', 'scheduler', 'events']);

/**
 * Answers ListAccessKeys as ministack would, which looks through the keys of all users for each call: that is no
 * trait of AWS, and would be measured in place of the tools. Only of users whom a call that passed here made, and only
 * while every key can have been made by such a call; all else is ministack's to answer.
 */
export function keyIndex(who: Identities): Imitation {
  /** By account and user name, then by key id. */
  const users = new Map<string, Map<string, Key>>();
  let complete = true;

  async function stand(call: Call): Promise<Answer | undefined> {
    const UserName = call.form.get('UserName');
    if (call.service !== 'iam' || call.action !== 'ListAccessKeys' || UserName === null || !complete)
      return undefined;
    const { accountId } = await who.of(call.accessKeyId);
    const keys = users.get(`${accountId}/${UserName}`);
    if (keys === undefined) return undefined;
    const members = [...keys.values()].map(({ id, status, createdAt }) => {
      const told = { UserName, AccessKeyId: id, Status: status, CreateDate: createdAt };
      return element(
        'member',
        Object.entries(told).map(([name, text]) => leaf(name, text)),
      );
    });
    const list = [element('AccessKeyMetadata', members), leaf('IsTruncated', 'false')];
    return iamAnswer('ListAccessKeys', list);
  }

  async function observe(call: Call, answer: Answer): Promise<void> {
    const { service, action, form } = call;
    if (UNSEEN.has(service) && !isRead(action)) complete = false;
    if (service !== 'iam' || isRead(action) || faultOf(answer) !== undefined) return;
    const { accountId } = await who.of(call.accessKeyId);
    const place = `${accountId}/${form.get('UserName')}`;
    const id = form.get('AccessKeyId') ?? '';
    if (action === 'CreateUser') users.set(place, new Map());
    // ministack renames nobody; whoever might be renamed is asked for there.
    if (action === 'DeleteUser' || action === 'UpdateUser') users.delete(place);
    if (action === 'CreateAccessKey') {
      const key = made(answer);
      if (key !== undefined) users.get(`${accountId}/${key.userName}`)?.set(key.id, key);
    }
    // By its id alone: the call need not name the user.
    if (action === 'UpdateAccessKey' || action === 'DeleteAccessKey') {
      for (const keys of users.values()) {
        const key = keys.get(id);
        if (key !== undefined) key.status = form.get('Status') ?? key.status;
        if (action === 'DeleteAccessKey') keys.delete(id);
      }
    }
  }

  function reset(): void {
    users.clear();
    complete = true;
  }
  return { stand, observe, reset };
}

function made({ body }: Answer): Key | undefined {
  const key = child(resultOf(parseXml(body.toString())), 'AccessKey');
  const id = textOf(key, 'AccessKeyId');
  const userName = textOf(key, 'UserName');
  const createdAt = textOf(key, 'CreateDate');
  if (id === undefined || userName === undefined || createdAt === undefined) return undefined;
  return { id, userName, createdAt, status: textOf(key, 'Status') ?? 'Active' };
}
