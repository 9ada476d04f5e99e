// https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html

import { type Answer, type Fault, faultAnswer, jsonAnswer } from '../answer.ts';
import { type Call, isRecord } from '../call.ts';
import { epochSeconds } from '../moments.ts';
import { textual } from '../text.ts';
import type { TrailRecord } from './record.ts';

const MAX_RESULTS = 50;
const KEPT_MS = 90 * 86_400_000;
const ATTRIBUTES: Readonly<Record<string, (record: TrailRecord) => readonly unknown[]>> = {
  EventId: ({ eventID }) => [eventID],
  EventName: ({ eventName }) => [eventName],
  ReadOnly: ({ readOnly }) => [String(readOnly)],
  Username: (record) => [userNameOf(record)],
  EventSource: ({ eventSource }) => [eventSource],
  AccessKeyId: ({ userIdentity }) => [userIdentity.accessKeyId],
  ResourceType: (record) => resourcesOf(record).map(({ type }) => type),
  ResourceName: (record) => resourcesOf(record).map(({ ARN }) => ARN),
};

/** What a call asks for, or why it is refused. */
interface Question {
  readonly size: number;
  readonly from: number;
  readonly until: number;
  readonly matches: (record: TrailRecord) => boolean;
  /** Position of the last event that was shown; absent on the first page. */
  readonly after: string | undefined;
  /** All that restricts it: a token goes with the question that it came from. */
  readonly about: string;
}

/** @param records all there are, in the order of their recording; shown are those of the caller's account and Region */
export function lookupEvents(
  call: Call,
  account: string,
  records: readonly TrailRecord[],
  now: number,
): Answer {
  const asked = questionOf(call.json, now);
  if ('code' in asked) return faultAnswer(call, asked);
  const { from, until, matches, after, size, about } = asked;
  const isShown = (record: TrailRecord) =>
    matches(record) &&
    record.awsRegion === call.region &&
    record.recipientAccountId === account &&
    within(Date.parse(record.eventTime), from, until);
  const rest = records
    .flatMap((record, at) => (isShown(record) ? [{ record, position: positionOf(record, at) }] : []))
    // A token names the last event shown, so that events that come in between pages shift nothing.
    .filter(({ position }) => after === undefined || position < after)
    .toSorted((a, b) => (a.position < b.position ? 1 : -1));
  const page = rest.slice(0, size);
  const last = page.at(-1);
  const more = last !== undefined && rest.length > size ? { NextToken: tokenOf(last.position, about) } : {};
  return jsonAnswer(
    { Events: page.map(({ record }) => eventOf(record)), ...more },
    200,
    'application/x-amz-json-1.1',
  );
}

function questionOf(json: Call['json'], now: number): Question | Fault {
  const { MaxResults: size = MAX_RESULTS, NextToken: token, StartTime: start, EndTime: end } = json;
  if (typeof size !== 'number' || size < 1 || size > MAX_RESULTS) {
    return refusal('InvalidMaxResultsException', `A value between 1 and ${MAX_RESULTS} is expected`);
  }
  const { LookupAttributes: attributes = [] } = json;
  const [attribute, second] = Array.isArray(attributes) ? attributes.filter(isRecord) : [];
  const values = ATTRIBUTES[textual(attribute?.AttributeKey)];
  if (second !== undefined || (attribute !== undefined && values === undefined)) {
    return refusal('InvalidLookupAttributesException', 'One known lookup attribute is expected');
  }
  const oldest = now - KEPT_MS;
  const from = typeof start === 'number' ? Math.max(start * 1000, oldest) : oldest;
  const until = typeof end === 'number' ? end * 1000 : Number.POSITIVE_INFINITY;
  if (typeof start === 'number' && start * 1000 > until) {
    return refusal('InvalidTimeRangeException', 'The start time is after the end time');
  }
  const about = JSON.stringify([attribute?.AttributeKey, attribute?.AttributeValue, start, end]);
  const after = token === undefined ? undefined : positionIn(textual(token), about);
  if (token !== undefined && after === undefined)
    return refusal('InvalidNextTokenException', 'Invalid token');
  const matches = (record: TrailRecord) =>
    values === undefined || values(record).includes(attribute?.AttributeValue);
  return { size, from, until, matches, after, about };
}

function refusal(code: string, message: string): Fault {
  return { status: 400, code, message };
}

function eventOf(record: TrailRecord): object {
  const accessKeyId = record.userIdentity.accessKeyId;
  return {
    EventId: record.eventID,
    EventName: record.eventName,
    ReadOnly: String(record.readOnly),
    ...(accessKeyId !== undefined && { AccessKeyId: accessKeyId }),
    EventTime: epochSeconds(Date.parse(record.eventTime)),
    EventSource: record.eventSource,
    Username: userNameOf(record),
    Resources: resourcesOf(record).map(({ type, ARN }) => ({ ResourceType: type, ResourceName: ARN })),
    CloudTrailEvent: JSON.stringify(record),
  };
}

function userNameOf({ userIdentity }: TrailRecord): string {
  const { type, userName, arn } = userIdentity;
  if (type === 'Root') return 'root';
  return typeof userName === 'string' ? userName : textual(arn).replace(/^.*\//, '');
}

function resourcesOf({ resources }: TrailRecord): { type?: unknown; ARN?: unknown }[] {
  return Array.isArray(resources) ? resources.filter(isRecord) : [];
}

/** In the order of time, and of recording within a second. */
function positionOf({ eventTime }: TrailRecord, at: number): string {
  return `${eventTime} ${String(at).padStart(9, '0')}`;
}

function tokenOf(position: string, about: string): string {
  return Buffer.from(`after:${position}|${about}`).toString('base64');
}

function positionIn(token: string, about: string): string | undefined {
  const [, position, asked] = /^after:([^|]+)\|(.*)$/s.exec(Buffer.from(token, 'base64').toString()) ?? [];
  return asked === about ? position : undefined;
}

function within(at: number, from: number, until: number): boolean {
  return at >= from && at <= until;
}
