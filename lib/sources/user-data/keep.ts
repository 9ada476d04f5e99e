import { isRecord } from '../../core/model/records.ts';
import { emptied } from '../files/kept.ts';
import { field, type Item, listOf, texts } from '../keeping.ts';
import { redactedOne } from '../keeping-values.ts';
import { redactText } from '../redaction/index.ts';
import { decode, type Undecoded } from './decode.ts';

/** User data that could not be judged, by what was expected of it. */
export const UNDECODED: Readonly<Record<Undecoded, string>> = {
  'not-base64': 'base64, got other text',
  'not-gzip': 'gzip as its first bytes say, got a damaged one',
  'not-text': 'text, got other bytes',
  'too-large': 'at most 1 MB, got more',
};

/**
 * One answer of `describe-instance-attribute`, with the user data redacted, or with why it could not be judged; an
 * ARN, a Region and tags may stand beside it.
 */
export async function keepUserData(item: Item): Promise<Item> {
  const { UserData, Tags } = item;
  return {
    ...texts(item, ['InstanceId', 'Arn', 'Region']),
    ...(await field('UserData', UserData, keepData)),
    ...(await field('Tags', Tags, (list) => listOf(list, (tag) => texts(tag, ['Key', 'Value'])))),
  };
}

async function keepData(data: unknown): Promise<unknown> {
  if (!isRecord(data)) return emptied(data);
  const { Value: value, Undecoded: undecoded } = data;
  if (typeof value === 'string') {
    const decoded = await decode(value);
    return 'text' in decoded ? { Value: await redactText(decoded.text) } : { Undecoded: decoded.undecoded };
  }
  const isReason = typeof undecoded === 'string' && Object.hasOwn(UNDECODED, undecoded);
  return {
    ...(await field('Value', value, (each) => redactedOne('', each))),
    ...(isReason ? { Undecoded: undecoded } : {}),
  };
}
