import { CloudTrailClient, type LookupAttribute, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import * as z from 'zod/mini';
import { AnswerError } from '../errors.ts';
import { pages } from '../pages.ts';
import type { RotationClients } from './limits.ts';
import type { RoleActions } from './role-actions.ts';

export const roleActions = { observer: ['cloudtrail:LookupEvents'] } as const satisfies RoleActions;

/** What of a CloudTrail record is looked at, and what evidence keeps: neither parameters nor answers. */
export interface TrailEvent {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly name: string;
  readonly service: string;
  readonly region: string;
  /** An address, or the name of an AWS service; absent: it is not told. */
  readonly source: string | undefined;
  readonly userAgent: string | undefined;
  readonly error: string | undefined;
  readonly caller: string | undefined;
  /** Temporary credentials that STS gave for it: by their id, never a value. */
  readonly session?: TrailSession;
  /** A user of IAM that it made, or a key that it made for one. */
  readonly made?: TrailMade;
}

export interface TrailMade {
  readonly user: string;
  /** Access key id; null: the user. */
  readonly key: string | null;
}

export interface TrailSession {
  /** Access key id. */
  readonly id: string;
  /** ARN; null: it is no role's. */
  readonly role: string | null;
  /** `AROA…:SESSION-NAME`; null: it was not told. */
  readonly userId: string | null;
  /** Milliseconds since the epoch; null: CloudTrail tells it in a way that this code does not read. */
  readonly until: number | null;
}

/** The newest events; `complete`: there are no more in the time that was asked for. */
export interface TrailEvents {
  readonly events: readonly TrailEvent[];
  readonly complete: boolean;
}

export interface KeyTrailGateway {
  /**
   * Management events that were made with a key since a moment, newest first.
   * @param pages of 50 events that are read at most; default 10
   */
  uses(region: string, accessKeyId: string, since: number, pages?: number): Promise<TrailEvents>;
  /** The same of a user, by whatever credential. */
  ofUser(region: string, userName: string, since: number): Promise<TrailEvents>;
  /**
   * Who made a key.
   * @param main the partition's main Region, where IAM's events are
   * @returns the ARN of the session's role, or `other`; undefined: CloudTrail does not (yet) tell
   */
  maker(main: string, accessKeyId: string, createdAt: Date): Promise<string | undefined>;
  /** The same of what IAM made for one service. */
  serviceCredentialMaker(main: string, id: string, createdAt: Date): Promise<string | undefined>;
}

/** As far back as CloudTrail's own history goes. */
export const NINETY_DAYS_MS = 90 * 86_400_000;

const PER_PAGE = 50;
/** CloudTrail takes two calls a second: a key that is in use all the time must not take a look's time. */
const MOST_PAGES = 10;
/** CloudTrail tells seconds, and IAM's clock need not be CloudTrail's. */
const AROUND_MS = 120_000;

const record = z.object({
  eventID: z.string(),
  eventTime: z.string(),
  eventName: z.string(),
  eventSource: z.string(),
  awsRegion: z.string(),
  sourceIPAddress: z.optional(z.string()),
  userAgent: z.optional(z.string()),
  errorCode: z.optional(z.string()),
  userIdentity: z.object({
    arn: z.optional(z.string()),
    sessionContext: z.optional(
      z.object({ sessionIssuer: z.optional(z.object({ arn: z.optional(z.string()) })) }),
    ),
  }),
  requestParameters: z.optional(z.nullable(z.looseObject({ roleArn: z.optional(z.unknown()) }))),
  responseElements: z.optional(
    z.nullable(
      z.object({
        accessKey: z.optional(
          z.object({ accessKeyId: z.optional(z.string()), userName: z.optional(z.string()) }),
        ),
        user: z.optional(z.looseObject({ userName: z.optional(z.unknown()) })),
        credentials: z.optional(z.object({ accessKeyId: z.string(), expiration: z.optional(z.string()) })),
        assumedRoleUser: z.optional(z.object({ assumedRoleId: z.optional(z.string()) })),
        serviceSpecificCredential: z.optional(
          z.object({ serviceSpecificCredentialId: z.optional(z.string()) }),
        ),
      }),
    ),
  ),
});
type Told = z.infer<typeof record>;

interface Asked {
  /** Milliseconds since the epoch. */
  readonly from: number;
  readonly until?: number | undefined;
  readonly most?: number | undefined;
}

export function keyTrailGateway({ reads }: RotationClients): KeyTrailGateway {
  async function lookUp(
    region: string,
    about: LookupAttribute,
    { from, until, most = MOST_PAGES }: Asked,
  ): Promise<{ readonly told: readonly Told[]; readonly complete: boolean }> {
    const client = reads.client(CloudTrailClient, 'cloudtrail', region);
    const all: Told[] = [];
    let read = 0;
    const list = pages(
      (token) =>
        client.send(
          new LookupEventsCommand({
            LookupAttributes: [about],
            StartTime: new Date(from),
            MaxResults: PER_PAGE,
            ...(until === undefined ? {} : { EndTime: new Date(until) }),
            ...(token === undefined ? {} : { NextToken: token }),
          }),
        ),
      ({ NextToken }) => NextToken,
    );
    for await (const { Events = [] } of list) {
      read += 1;
      if (read > most) return { told: all, complete: false };
      all.push(...Events.map(({ CloudTrailEvent }) => parse(CloudTrailEvent)));
    }
    return { told: all, complete: true };
  }
  async function makerOf(
    main: string,
    AttributeValue: string,
    createdAt: Date,
    isIt: (answered: NonNullable<Told['responseElements']>) => boolean,
  ): Promise<string | undefined> {
    const about = { AttributeKey: 'EventName', AttributeValue } as const;
    const [from, until] = [createdAt.getTime() - AROUND_MS, createdAt.getTime() + AROUND_MS];
    const { told } = await lookUp(main, about, { from, until });
    const made = told.find(({ responseElements: answered }) => answered != null && isIt(answered));
    if (made === undefined) return undefined;
    return made.userIdentity.sessionContext?.sessionIssuer?.arn ?? 'other';
  }
  return {
    async uses(region, key, from, most) {
      const about = { AttributeKey: 'AccessKeyId', AttributeValue: key } as const;
      const { told, complete } = await lookUp(region, about, { from, most });
      return { events: told.map(eventOf), complete };
    },
    async ofUser(region, userName, from) {
      const about = { AttributeKey: 'Username', AttributeValue: userName } as const;
      const { told, complete } = await lookUp(region, about, { from });
      return { events: told.map(eventOf), complete };
    },
    maker: (main, key, createdAt) =>
      makerOf(main, 'CreateAccessKey', createdAt, ({ accessKey }) => accessKey?.accessKeyId === key),
    serviceCredentialMaker: (main, id, createdAt) =>
      makerOf(
        main,
        'CreateServiceSpecificCredential',
        createdAt,
        ({ serviceSpecificCredential: made }) => made?.serviceSpecificCredentialId === id,
      ),
  };
}

function parse(text: string | undefined): Told {
  let told: unknown;
  try {
    told = JSON.parse(text ?? '');
  } catch {
    told = undefined;
  }
  const parsed = record.safeParse(told);
  if (!parsed.success) throw new AnswerError('expected a CloudTrail record of each event');
  return parsed.data;
}

function eventOf(told: Told): TrailEvent {
  const at = Date.parse(told.eventTime);
  if (Number.isNaN(at)) throw new AnswerError('expected the time of each CloudTrail event');
  return {
    id: told.eventID,
    at,
    name: told.eventName,
    service: told.eventSource,
    region: told.awsRegion,
    source: told.sourceIPAddress,
    userAgent: told.userAgent,
    error: told.errorCode,
    caller: told.userIdentity.arn,
    ...sessionOf(told),
    ...madeBy(told),
  };
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html */
function sessionOf({ eventSource, requestParameters, responseElements }: Told): {
  readonly session?: TrailSession;
} {
  const { credentials, assumedRoleUser } = responseElements ?? {};
  if (eventSource !== 'sts.amazonaws.com' || credentials === undefined) return {};
  const role = requestParameters?.roleArn;
  const until = Date.parse(inUtc(credentials.expiration ?? ''));
  return {
    session: {
      id: credentials.accessKeyId,
      role: typeof role === 'string' ? role : null,
      userId: assumedRoleUser?.assumedRoleId ?? null,
      until: Number.isNaN(until) ? null : until,
    },
  };
}

function madeBy({ eventSource, eventName, responseElements }: Told): { readonly made?: TrailMade } {
  if (eventSource !== 'iam.amazonaws.com') return {};
  const { accessKey, user } = responseElements ?? {};
  const { accessKeyId: key, userName: of } = accessKey ?? {};
  if (eventName === 'CreateAccessKey' && key !== undefined && of !== undefined)
    return { made: { user: of, key } };
  const name = user?.userName;
  return eventName === 'CreateUser' && typeof name === 'string' ? { made: { user: name, key: null } } : {};
}

/** CloudTrail writes `Nov 26, 2026, 6:37:35 PM`, which is UTC and does not say so; elsewhere the usual form. */
function inUtc(text: string): string {
  return /(?:AM|PM)$/.test(text) ? `${text} UTC` : text;
}
