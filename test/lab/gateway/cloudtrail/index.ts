import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { type Answer, faultOf } from '../answer.ts';
import { isAuthenticated } from '../authenticated.ts';
import type { Call } from '../call.ts';
import type { Identities, Identity } from '../identities.ts';
import type { Imitation } from '../imitation.ts';
import { isoSeconds } from '../moments.ts';
import { textual } from '../text.ts';
import type { Upstream } from '../upstream.ts';
import { deliver } from './deliver.ts';
import { lookupEvents } from './lookup.ts';
import { isManagementEvent, isRead } from './names.ts';
import { recordOf, type TrailRecord, userIdentity } from './record.ts';

export interface CloudTrail extends Imitation {
  /** Writes what was not yet delivered to the trail's bucket. */
  readonly deliverTrail: () => Promise<number>;
}

interface Settings {
  readonly upstream: Upstream;
  readonly who: Identities;
  /** Absent: nothing is delivered. */
  readonly bucket: string | undefined;
  readonly now: () => number;
}

const plantedEvent = z
  .looseObject({
    eventName: z.string(),
    eventSource: z.string().endsWith('.amazonaws.com'),
    eventTime: z.iso.datetime(),
    awsRegion: z.string().default('us-east-1'),
    accessKeyId: z.string().optional(),
    userIdentity: z.record(z.string(), z.unknown()).optional(),
  })
  .refine(
    ({ accessKeyId, userIdentity: identity }) => (accessKeyId === undefined) !== (identity === undefined),
    {
      message: 'expected either accessKeyId or userIdentity',
    },
  );
const plantRequest = z.union([z.strictObject({ events: z.array(plantedEvent) }), plantedEvent]);

export function cloudTrail({ upstream, who, bucket, now }: Settings): CloudTrail {
  let records: TrailRecord[] = [];
  let delivered = 0;

  async function answer(call: Call): Promise<Answer | undefined> {
    if (call.service !== 'cloudtrail' || call.action !== 'LookupEvents') return undefined;
    const { accountId } = await who.of(call.accessKeyId);
    return lookupEvents(call, accountId, records, now());
  }

  async function observe(call: Call, final: Answer): Promise<void> {
    if (!isManagementEvent(call) || !isAuthenticated(faultOf(final))) return;
    records.push(recordOf(call, final, await who.of(call.accessKeyId)));
  }

  async function plant(body: unknown): Promise<object> {
    const asked = plantRequest.parse(body);
    const events = 'events' in asked ? (asked.events as z.output<typeof plantedEvent>[]) : [asked];
    const planted: TrailRecord[] = [];
    for (const event of events) {
      const identity = event.accessKeyId === undefined ? undefined : await who.of(event.accessKeyId);
      planted.push(withDefaults(event, identity));
    }
    records.push(...planted);
    return { eventIDs: planted.map(({ eventID }) => eventID) };
  }

  async function deliverTrail(): Promise<number> {
    if (bucket === undefined) return 0;
    const pending = records.slice(delivered);
    delivered = records.length;
    return deliver(pending, bucket, upstream.s3);
  }

  function reset(): void {
    records = [];
    delivered = 0;
  }
  const deliverControl = { post: async () => ({ delivered: await deliverTrail() }) };
  return {
    answer,
    observe,
    deliverTrail,
    reset,
    controls: { 'trail-event': { post: plant, reset }, deliver: deliverControl },
  };
}

function withDefaults(event: z.output<typeof plantedEvent>, identity: Identity | undefined): TrailRecord {
  const { accessKeyId, ...rest } = event;
  const told = identity === undefined ? (event.userIdentity ?? {}) : userIdentity(identity, accessKeyId);
  return {
    eventVersion: '1.11',
    sourceIPAddress: '198.51.100.10',
    userAgent: 'aws-cli/2.31.0',
    requestParameters: null,
    responseElements: null,
    requestID: randomUUID(),
    eventID: randomUUID(),
    readOnly: isRead(event.eventName),
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: identity?.accountId ?? (textual(told.accountId) || '000000000000'),
    eventCategory: 'Management',
    ...rest,
    eventTime: isoSeconds(Date.parse(event.eventTime)),
    userIdentity: told,
  };
}
