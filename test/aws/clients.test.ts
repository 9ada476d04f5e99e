import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { IAMClient, ListAccessKeysCommand } from '@aws-sdk/client-iam';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { awsClients, mainRegion, resolvedOnce } from '../../lib/aws/clients.ts';
import { connect, identify } from '../../lib/aws/connect.ts';
import { iamGateway } from '../../lib/aws/iam.ts';
import { DEFAULT_POLICY } from '../../lib/core/model/policy.ts';

const KEYS = `<ListAccessKeysResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><ListAccessKeysResult>
  <IsTruncated>false</IsTruncated><AccessKeyMetadata/></ListAccessKeysResult></ListAccessKeysResponse>`;
const THROTTLED =
  '<ErrorResponse><Error><Type>Sender</Type><Code>Throttling</Code><Message>Rate exceeded</Message></Error></ErrorResponse>';

interface Arrival {
  readonly at: number;
  readonly headers: IncomingHttpHeaders;
}

let server: Server;
let folder: string;
const arrivals: Arrival[] = [];
let answer: (nth: number) => { readonly status: number; readonly body: string };

beforeEach(async () => {
  arrivals.length = 0;
  answer = () => ({ status: 200, body: KEYS });
  server = createServer((request, response) => {
    arrivals.push({ at: performance.now(), headers: request.headers });
    const { status, body } = answer(arrivals.length);
    request.resume().on('end', () => response.writeHead(status, { 'content-type': 'text/xml' }).end(body));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  folder = await mkdtemp(join(tmpdir(), 'nightwarden-'));
  vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  vi.stubEnv('AWS_CONFIG_FILE', join(folder, 'config'));
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(folder, 'credentials'));
  vi.stubEnv('AWS_PROFILE', undefined);
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAIOSFODNN7EXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'not-a-real-secret');
  vi.stubEnv('AWS_SESSION_TOKEN', undefined);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  server.closeAllConnections();
  await new Promise((resolve) => {
    server.close(resolve);
  });
  await rm(folder, { recursive: true });
});

describe('a client', () => {
  it('sends no second more attempts than its budget, retries among them', async () => {
    answer = (nth) => ({ status: nth % 3 === 0 ? 503 : 200, body: KEYS });
    const budget = 8;
    const iam = iamGateway(awsClients({ budgets: { iam: budget } }), 'us-east-1');
    await Promise.all(Array.from({ length: 16 }, (_, i) => iam.accessKeys(`user-${i}`)));
    expect(arrivals.length).toBeGreaterThan(16);
    for (const { at: from } of arrivals) {
      const inSecond = arrivals.filter(({ at }) => at >= from && at < from + 1000);
      expect(inSecond.length).toBeLessThanOrEqual(budget);
    }
  });

  it('says who is calling', async () => {
    await iamGateway(awsClients({ budgets: DEFAULT_POLICY.budgets }), 'us-east-1').accessKeys('x');
    expect(arrivals[0]?.headers['user-agent']).toMatch(/\bnightwarden\/\d+\.\d+\.\d+/);
  });

  it('gives up after its last attempt', async () => {
    answer = () => ({ status: 400, body: THROTTLED });
    const clients = awsClients({ budgets: { iam: 50 }, maxAttempts: 2 });
    await expect(iamGateway(clients, 'us-east-1').accessKeys('x')).rejects.toMatchObject({
      name: 'Throttling',
    });
    expect(arrivals).toHaveLength(2);
  });

  it('is made once for each service and Region', () => {
    const clients = awsClients({ budgets: {} });
    const one = clients.client(IAMClient, 'iam', 'us-east-1');
    expect(clients.client(IAMClient, 'iam', 'us-east-1')).toBe(one);
    expect(clients.client(IAMClient, 'iam', 'cn-north-1')).not.toBe(one);
  });

  it('takes Region and credentials of the profile that is named', async () => {
    await writeFile(
      join(folder, 'credentials'),
      '[audit]\naws_access_key_id = AKIAAUDITAUDITAUDITA\naws_secret_access_key = not-a-real-secret\n',
    );
    await writeFile(join(folder, 'config'), '[profile audit]\nregion = ap-south-1\n');
    vi.stubEnv('AWS_REGION', undefined);
    const clients = awsClients({ profile: 'audit', budgets: {} });
    expect(await clients.configuredRegion()).toBe('ap-south-1');
    await clients.client(IAMClient, 'iam', 'us-east-1').send(new ListAccessKeysCommand({ UserName: 'x' }));
    expect(arrivals[0]?.headers.authorization).toContain('Credential=AKIAAUDITAUDITAUDITA/');
  });

  it('knows when no Region is configured', async () => {
    vi.stubEnv('AWS_REGION', undefined);
    expect(await awsClients({ budgets: {} }).configuredRegion()).toBeUndefined();
  });
});

describe('the caller', () => {
  it('that names a profile which does not exist gave bad input', async () => {
    const { sts } = connect({ profile: 'nobody', budgets: {} }).gateways('us-east-1');
    await expect(identify(sts, 'nobody')).rejects.toMatchObject({
      name: 'InputError',
      message: expect.stringMatching(/^--profile "nobody": expected a profile .*list-profiles$/) as string,
    });
    expect(arrivals).toHaveLength(0);
  });

  it('is not known when nothing listens', async () => {
    vi.stubEnv('AWS_ENDPOINT_URL', 'http://127.0.0.1:1');
    const { sts } = connect({ budgets: {}, maxAttempts: 1 }).gateways('us-east-1');
    await expect(identify(sts)).rejects.toMatchObject({
      name: 'NothingReadError',
      message: expect.stringMatching(
        /^nothing could be read: no connection to AWS \(ECONNREFUSED\); check/,
      ) as string,
    });
  });

  it('whose session has expired is told to renew it', async () => {
    answer = () => ({
      status: 403,
      body: '<ErrorResponse><Error><Code>ExpiredToken</Code><Message>The security token is expired\nXYZ</Message></Error></ErrorResponse>',
    });
    const { sts } = connect({ budgets: {}, maxAttempts: 1 }).gateways('us-east-1');
    await expect(identify(sts)).rejects.toMatchObject({
      name: 'NothingReadError',
      message:
        'nothing could be read: the AWS session has expired (ExpiredToken); run aws sso login or renew the session, then run again',
    });
  });

  it('that AWS answers with a page of something else is not known', async () => {
    answer = () => ({ status: 200, body: '<html>a proxy</html>' });
    const { sts } = connect({ budgets: {}, maxAttempts: 1 }).gateways('us-east-1');
    await expect(identify(sts)).rejects.toMatchObject({ name: 'NothingReadError' });
  });
});

describe('credentials', () => {
  const aKey = { accessKeyId: 'a', secretAccessKey: 'b' };

  it('are asked for once by many clients', async () => {
    const provider = vi.fn(() => Promise.resolve(aKey));
    const shared = resolvedOnce(provider);
    await Promise.all([shared(), shared(), shared()]);
    await shared();
    expect(provider).toHaveBeenCalledTimes(1);
  });

  it('are asked for again before they end, and after a failure', async () => {
    const provider = vi
      .fn(() => Promise.resolve(aKey))
      .mockRejectedValueOnce(new Error('no'))
      .mockResolvedValueOnce({ ...aKey, expiration: new Date(Date.now() + 60_000) } as typeof aKey);
    const shared = resolvedOnce(provider);
    await expect(shared()).rejects.toThrow('no');
    await shared();
    await shared();
    expect(provider).toHaveBeenCalledTimes(3);
  });
});

it.each`
  region              | main
  ${'eu-west-1'}      | ${'us-east-1'}
  ${'us-west-2'}      | ${'us-east-1'}
  ${'cn-northwest-1'} | ${'cn-north-1'}
  ${'us-gov-east-1'}  | ${'us-gov-west-1'}
  ${'us-iso-west-1'}  | ${'us-iso-east-1'}
  ${'us-isob-east-1'} | ${'us-isob-east-1'}
`('global services of $region are asked in $main', ({ region, main }: { region: string; main: string }) => {
  expect(mainRegion(region)).toBe(main);
});
