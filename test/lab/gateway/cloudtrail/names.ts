// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-concepts.html (management and data events)
// https://docs.aws.amazon.com/lambda/latest/dg/logging-using-cloudtrail.html (event names with dates)

import type { Call } from '../call.ts';
import { words } from '../text.ts';

/** Data events, which a trail has only when it asks for them and LookupEvents never has. */
const DATA_ACTIONS: Readonly<Record<string, RegExp>> = {
  s3: /^$/,
  lambda: /^(Invoke.*)?$/,
  dynamodb:
    /^(Batch)?(Get|Put|Update|Delete|Write|Execute)(Item|Statement|Transaction)|^(Query|Scan|TransactGetItems|TransactWriteItems)$/,
  sqs: /^(Send|Receive|Delete|ChangeMessageVisibility)/,
  sns: /^Publish/,
  kinesis: /^(Put|Get)Record/,
  logs: /^(PutLogEvents|FilterLogEvents|GetLogEvents)$/,
  monitoring: /^PutMetricData$/,
  events: /^PutEvents$/,
};
const READS =
  /^(Get|List|Describe|Lookup|Head|Search|BatchGet|Simulate|Select|AssumeRole|Decode|Decrypt|Encrypt|GenerateDataKey|GenerateCredentialReport|GenerateServiceLastAccessedDetails)/;
const SECOND_VERSIONS: ReadonlySet<string> = new Set(
  words(
    'GetFunction GetFunctionConfiguration GetPolicy AddPermission RemovePermission UpdateFunctionCode UpdateFunctionConfiguration',
  ),
);

/** Whether CloudTrail keeps a record of the call as a management event. */
export function isManagementEvent({ service, action }: Call): boolean {
  if (service === '' || action === '') return false;
  return DATA_ACTIONS[service]?.test(action) !== true;
}

/** The event's name: the operation, with the API's date for Lambda's older operations. */
export function eventName({ service, action, path }: Call): string {
  const date = /^\/(20\d\d)-(\d\d)-(\d\d)\//.exec(path);
  if (service !== 'lambda' || date === null || Number(date[1]) > 2018) return action;
  return `${action}${date.slice(1).join('')}${SECOND_VERSIONS.has(action) ? 'v2' : ''}`;
}

export function isRead(action: string): boolean {
  return READS.test(action);
}
