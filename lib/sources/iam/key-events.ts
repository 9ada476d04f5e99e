import * as z from 'zod/mini';
import type { KeyEventsGateway } from '../../aws/cloudtrail.ts';
import { AnswerError } from '../../aws/errors.ts';

/** Everything that makes, changes or removes an access key of a user. */
const KEY_EVENTS = ['CreateAccessKey', 'UpdateAccessKey', 'DeleteAccessKey'] as const;
/** A busier time is cheaper to list than to look up. */
const MOST_PAGES = 20;

const record = z.object({
  requestParameters: z.nullish(z.object({ userName: z.optional(z.string()) })),
  userIdentity: z.object({ type: z.optional(z.string()), userName: z.optional(z.string()) }),
});

/** Users, lower case, whose keys were touched; undefined: it is not known whose. */
export type Touched = ReadonlySet<string> | undefined;

/**
 * Whose keys CloudTrail shows to be touched since a moment. Failed calls count too: who tries is looked at.
 * @returns undefined when CloudTrail can't be read, or does not tell of every event whose keys it was about
 */
export async function touchedSince(gateway: KeyEventsGateway, since: Date): Promise<Touched> {
  const touched = new Set<string>();
  try {
    const found = await Promise.all(KEY_EVENTS.map((name) => namesIn(gateway, name, since)));
    for (const user of found.flat()) touched.add(user.toLowerCase());
    return touched;
  } catch {
    return undefined;
  }
}

async function namesIn(gateway: KeyEventsGateway, name: string, since: Date): Promise<readonly string[]> {
  const names: string[] = [];
  let token: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const { records, next } = await gateway.eventsNamed(name, since, token);
    for (const text of records) names.push(...userOf(text));
    if (next === undefined) return names;
    token = next;
  }
  throw new AnswerError(`more than ${MOST_PAGES} pages of ${name}`);
}

/** Without a name in the request, the caller's own keys are meant; root's are in no list. */
function userOf(text: string | undefined): readonly string[] {
  const { requestParameters, userIdentity } = record.parse(JSON.parse(text ?? ''));
  const named = requestParameters?.userName;
  if (named !== undefined) return [named];
  if (userIdentity.type === 'Root') return [];
  if (userIdentity.type === 'IAMUser' && userIdentity.userName !== undefined) return [userIdentity.userName];
  throw new AnswerError('an event does not tell whose keys it is about');
}
