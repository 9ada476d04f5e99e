import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

const zip = promisify(gzip);

const RECORDS_A_FILE = 1000;
const KEYS = 500;
const FIRST_AT = Date.UTC(2026, 10, 1);
const REGIONS = ['us-east-1', 'eu-west-1', 'ap-southeast-2'];
const EVENTS: readonly (readonly [string, string])[] = [
  ['s3', 'ListBuckets'],
  ['dynamodb', 'DescribeTable'],
  ['sts', 'AssumeRole'],
  ['ec2', 'DescribeInstances'],
  ['secretsmanager', 'GetSecretValue'],
  ['kms', 'Decrypt'],
];

/**
 * Writes so many CloudTrail records into gzipped files of a thousand; the same each time, no record twice.
 * @returns the number of files
 */
export async function generateTrail(folder: string, records: number): Promise<number> {
  const files = Math.ceil(records / RECORDS_A_FILE);
  for (let file = 0; file < files; file += 1) {
    const first = file * RECORDS_A_FILE;
    const length = Math.min(RECORDS_A_FILE, records - first);
    const text = JSON.stringify({ Records: Array.from({ length }, (_, at) => record(first + at)) });
    const name = `111122223333_CloudTrail_us-east-1_20261101T0000Z_${String(file).padStart(6, '0')}.json.gz`;
    await writeFile(join(folder, name), await zip(text, { level: 1 }));
  }
  return files;
}

function record(at: number): object {
  const [service, eventName] = EVENTS[at % EVENTS.length] ?? ['s3', 'ListBuckets'];
  const number = mixed(at);
  const user = number % KEYS;
  return {
    eventVersion: '1.11',
    userIdentity: {
      type: 'IAMUser',
      principalId: `AIDA${String(user).padStart(17, '0')}`,
      arn: `arn:aws:iam::111122223333:user/service-${user}`,
      accountId: '111122223333',
      // Calls that AWS's services make carry no key.
      ...(number % 23 === 0 ? {} : { accessKeyId: `AKIA${String(user).padStart(16, '0')}` }),
      userName: `service-${user}`,
    },
    eventTime: `${new Date(FIRST_AT + at * 250).toISOString().slice(0, 19)}Z`,
    eventSource: `${service}.amazonaws.com`,
    eventName,
    awsRegion: REGIONS[number % REGIONS.length],
    sourceIPAddress: `198.51.${number % 100}.${at % 250}`,
    userAgent: `aws-sdk-go-v2/1.${number % 30}.0 os/linux lang/go#1.24 md/GOOS#linux md/GOARCH#amd64 api/${service}#1.80`,
    ...(number % 40 === 0 ? { errorCode: 'AccessDenied', errorMessage: 'not authorized' } : {}),
    requestParameters: {
      bucketName: `bucket-${number % 1000}`,
      Host: `bucket-${number % 1000}.s3.amazonaws.com`,
    },
    responseElements: null,
    requestID: uuid(number, at),
    eventID: uuid(at, number),
    readOnly: true,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: '111122223333',
    eventCategory: 'Management',
    tlsDetails: {
      tlsVersion: 'TLSv1.3',
      cipherSuite: 'TLS_AES_128_GCM_SHA256',
      clientProvidedHostHeader: `${service}.us-east-1.amazonaws.com`,
    },
  };
}

/** Spreads consecutive numbers: a step of a 32-bit multiplicative hash. */
function mixed(at: number): number {
  return (Math.imul(at ^ (at >>> 7), 0x9e3779b1) >>> 3) >>> 0;
}

function uuid(a: number, b: number): string {
  const [left, right] = [a.toString(16).padStart(8, '0'), b.toString(16).padStart(12, '0')];
  return `${left}-1111-4222-8333-${right}`;
}
