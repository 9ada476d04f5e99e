// https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListUsers.html (Marker, MaxItems, IsTruncated; no tags or boundary)
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
import { type Answer, amendXml, type Fault, faultAnswer } from '../answer.ts';
import type { Call } from '../call.ts';
import type { Imitation } from '../imitation.ts';
import { child, setText, type XmlElement } from '../xml.ts';

/** The lists of each answer; the items of several are counted together. */
const LISTS: Readonly<Record<string, readonly string[]>> = {
  ListUsers: ['Users'],
  ListRoles: ['Roles'],
  ListGroups: ['Groups'],
  ListPolicies: ['Policies'],
  ListAccessKeys: ['AccessKeyMetadata'],
  ListMFADevices: ['MFADevices'],
  GetAccountAuthorizationDetails: ['UserDetailList', 'GroupDetailList', 'RoleDetailList', 'Policies'],
};
/** What AWS leaves out of list answers and ministack puts in. */
const LEFT_OUT: ReadonlySet<string> = new Set(['Tags', 'PermissionsBoundary', 'RoleLastUsed']);

/** Cuts IAM's lists into pages as AWS does. */
export const iamPages: Imitation = { answer: refuse, amend: page };

function refuse(call: Call): Answer | undefined {
  if (call.service !== 'iam' || LISTS[call.action] === undefined) return undefined;
  const fault = pageFault(call);
  return fault === undefined ? undefined : faultAnswer(call, fault);
}

function page(call: Call, original: Answer): Answer {
  const lists = call.service === 'iam' ? LISTS[call.action] : undefined;
  if (lists === undefined) return original;
  return amendXml(original, (result) => {
    if (call.action === 'ListUsers' || call.action === 'ListRoles') leaveOut(result);
    cut(result, lists, offsetOf(call.form.get('Marker')) ?? 0, Number(call.form.get('MaxItems') ?? 100));
  });
}

/** Keeps `size` items from `from` on, over all lists in their order. */
export function cut(result: XmlElement, lists: readonly string[], from: number, size: number): void {
  let position = 0;
  for (const name of lists) {
    const list = child(result, name);
    if (list === undefined) continue;
    const first = position;
    position += list.children.length;
    list.children = list.children.filter((_, at) => first + at >= from && first + at < from + size);
  }
  const truncated = position > from + size;
  setText(result, 'IsTruncated', String(truncated));
  setText(result, 'Marker', truncated ? markerOf(from + size) : undefined);
}

function leaveOut(result: XmlElement): void {
  for (const { children: items } of result.children) {
    for (const item of items) item.children = item.children.filter(({ name }) => !LEFT_OUT.has(name));
  }
}

function pageFault({ form }: Call): Fault | undefined {
  const asked = form.get('MaxItems');
  const size = Number(asked ?? 100);
  if (!Number.isInteger(size) || size < 1 || size > 1000) {
    const bound = size > 1000 ? 'less than or equal to 1000' : 'greater than or equal to 1';
    const message = `1 validation error detected: Value '${asked}' at 'maxItems' failed to satisfy constraint: Member must have value ${bound}`;
    return { status: 400, code: 'ValidationError', message };
  }
  const marker = form.get('Marker');
  if (marker === null || offsetOf(marker) !== undefined) return undefined;
  return { status: 400, code: 'ValidationError', message: `Invalid Marker: ${marker}` };
}

function markerOf(offset: number): string {
  return Buffer.from(`offset:${offset}`).toString('base64');
}

/** Where a page begins; undefined for a marker that is none. */
export function offsetOf(marker: string | null): number | undefined {
  const digits = /^offset:(\d+)$/.exec(Buffer.from(marker ?? '', 'base64').toString())?.[1];
  return digits === undefined ? undefined : Number(digits);
}
