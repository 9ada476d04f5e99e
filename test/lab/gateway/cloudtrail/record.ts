// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
import { randomUUID } from 'node:crypto';
import { type Answer, faultOf, jsonOf } from '../answer.ts';
import { type Call, isRecord } from '../call.ts';
import type { Identity } from '../identities.ts';
import { isoSeconds } from '../moments.ts';
import { parseXml, resultOf, toData } from '../xml.ts';
import { eventName, isRead } from './names.ts';
import { nestedForm, recorded } from './redact.ts';

/** A record as it stands in a trail file. Open, since planted ones may carry anything. */
export interface TrailRecord {
  readonly eventID: string;
  readonly eventTime: string;
  readonly eventName: string;
  readonly eventSource: string;
  readonly awsRegion: string;
  readonly recipientAccountId: string;
  readonly readOnly: boolean;
  readonly userIdentity: Readonly<Record<string, unknown>>;
  readonly [field: string]: unknown;
}

/** AWS leaves out what is larger. */
const MAX_PARAMETERS = 100 * 1024;
/** Reads whose answer is on record all the same: it names the session that was made. */
const ANSWERED_READS = /^(AssumeRole|GetSessionToken|GetFederationToken)/;

export function recordOf(call: Call, answer: Answer, identity: Identity): TrailRecord {
  const fault = faultOf(answer);
  const readOnly = isRead(call.action);
  const answered = fault === undefined && (!readOnly || ANSWERED_READS.test(call.action));
  return {
    eventVersion: '1.11',
    userIdentity: userIdentity(identity, call.accessKeyId),
    eventTime: isoSeconds(call.at),
    eventSource: `${call.service}.amazonaws.com`,
    eventName: eventName(call),
    awsRegion: call.region,
    sourceIPAddress: call.sourceIp,
    userAgent: call.headers['user-agent'] ?? '',
    ...(fault !== undefined && { errorCode: errorCode(call, fault.code), errorMessage: fault.message }),
    requestParameters: orNull(bounded(recorded(parametersOf(call), call.service))),
    responseElements: answered ? orNull(bounded(recorded(elementsOf(call, answer), call.service))) : null,
    requestID: randomUUID(),
    eventID: randomUUID(),
    readOnly,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: identity.accountId,
    eventCategory: 'Management',
  };
}

export function userIdentity(identity: Identity, accessKeyId: string | undefined): Record<string, unknown> {
  const { type, principalId, arn, accountId, userName, issuer, issuedAt } = identity;
  const attributes = { creationDate: isoSeconds(issuedAt ?? 0), mfaAuthenticated: 'false' };
  const sessionIssuer = issuer === undefined || type === 'IAMUser' ? {} : { sessionIssuer: { ...issuer } };
  const sessionContext = { ...sessionIssuer, attributes };
  return {
    type,
    principalId,
    arn,
    accountId,
    ...(accessKeyId !== undefined && { accessKeyId }),
    ...(userName !== undefined && { userName }),
    ...(issuer !== undefined && { sessionContext }),
  };
}

function parametersOf(call: Call): Record<string, unknown> {
  if (call.protocol === 'query') return nestedForm(call.form);
  const name = call.service === 'lambda' ? /\/functions\/([^/]+)/.exec(call.path)?.[1] : undefined;
  return { ...(name !== undefined && { functionName: decodeURIComponent(name) }), ...call.json };
}

function elementsOf(call: Call, { body }: Answer): unknown {
  if (call.protocol !== 'query') return jsonOf(body.toString());
  const result = resultOf(parseXml(body.toString()));
  return result === undefined ? {} : toData(result);
}

/** IAM's records name the exception, not the wire code: `NoSuchEntity` is `NoSuchEntityException` there. */
function errorCode({ service }: Call, code: string): string {
  if (service !== 'iam' || code === 'AccessDenied' || code === 'Throttling' || code.endsWith('Exception'))
    return code;
  return `${code}Exception`;
}

function bounded(value: unknown): unknown {
  const originalSize = JSON.stringify(value ?? null).length;
  if (originalSize <= MAX_PARAMETERS) return value;
  return { omitted: true, originalSize, reason: 'too large' };
}

function orNull(value: unknown): unknown {
  return isRecord(value) && Object.keys(value).length > 0 ? value : null;
}
