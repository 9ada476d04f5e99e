import * as z from 'zod';
import { parseDuration } from '../../core/model/duration.ts';

/** Fields that several parts of a policy file share; each error stands between `expected` and `got`. */

const aDuration = 'a duration such as 30d, 2h, 20s or PT20S';
/** Milliseconds. */
export const duration = z.string({ error: aDuration }).transform((text, context) => {
  const ms = parseDuration(text);
  if (ms !== undefined) return ms;
  context.issues.push({ code: 'custom', message: aDuration, input: text });
  return z.NEVER;
});

const aName = 'a name of at most 128 characters';
export const name = z.string({ error: aName }).min(1, { error: aName }).max(128, { error: aName });

const anArn = 'an ARN';
export const arn = z
  .string({ error: anArn })
  .max(2048, { error: anArn })
  .regex(/^arn:[a-z0-9-]+:[a-z0-9-]+:[a-z0-9-]*:\d{12}:\S+$/, { error: anArn });

export const secretArn = arn.refine((text) => text.includes(':secretsmanager:'), {
  error: 'the ARN of a secret',
});

export const region = z
  .string({ error: 'a Region' })
  .regex(/^[a-z]{2,6}(-[a-z]{2,12}){1,3}-\d{1,2}$/, { error: 'a Region' });

const aField = 'the name of a field or variable, never a value';
/** The name of a field or variable that holds a part of the credential. */
export const field = z
  .string({ error: aField })
  .max(128, { error: aField })
  .regex(/^[A-Za-z_][\w.-]*$/, { error: aField })
  // An access key id in the place of a name: its secret would come next.
  .refine((text) => !/^A[KS]IA[A-Z0-9]{12,}$/.test(text), { error: aField });

export function wholeOf(min: number, expected: string) {
  return z.int({ error: expected }).min(min, { error: expected });
}

const anAddress = 'an http or https address without a user, a password or a fragment';
/** No address carries a credential. */
export const address = z.string({ error: anAddress }).refine(isPlainAddress, { error: anAddress });

function isPlainAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, hash } = new URL(text);
  return (protocol === 'https:' || protocol === 'http:') && `${username}${password}${hash}` === '';
}

const anApi = 'an https address without a query: tokens are sent there';
/** The address of a REST API that a token is sent to. On the machine itself nothing goes over a wire. */
export const api = address.refine(isSafeApi, { error: anApi });

function isSafeApi(text: string): boolean {
  if (!URL.canParse(text)) return true;
  const { protocol, hostname, search } = new URL(text);
  return search === '' && (protocol === 'https:' || ['127.0.0.1', 'localhost', '[::1]'].includes(hostname));
}
