import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nightwarden, offline, type Run } from './run.ts';

const WORLD = 'test/worlds/small-shop';
const CANARY = 'NIGHTWARDENCANARY-bad-input';
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nightwarden-bad-input-'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** A copy of the world, changed. */
async function world(name: string, change: (dir: string) => Promise<unknown>): Promise<string> {
  const dir = join(folder, name);
  await cp(WORLD, dir, { recursive: true, filter: (path) => !path.endsWith('.ts') });
  await change(dir);
  return dir;
}

async function edit(file: string, change: (content: never) => unknown): Promise<void> {
  const content = JSON.parse(await readFile(file, 'utf8')) as never;
  await writeFile(file, JSON.stringify(change(content) ?? content));
}

interface User {
  Arn?: unknown;
  CreateDate?: unknown;
  UserPolicyList?: unknown;
  Tags?: unknown;
  GroupList?: unknown;
}
interface Details {
  UserDetailList: User[];
}
type Pages = Details | Details[];
const users = (content: Pages) =>
  (Array.isArray(content) ? content : [content]).flatMap((page) => page.UserDetailList);

interface Json {
  readonly gaps: readonly {
    readonly missing: string;
    readonly detectors: readonly string[];
    readonly reason: string;
    readonly remedy: string;
    readonly scope: { readonly subject?: string };
  }[];
  readonly findings: readonly unknown[];
}

/** What every bad input has in common: a line that people can use, no stack trace, no secret, never "clean". */
function decent({ stdout, stderr }: Run): void {
  expect(stderr + stdout).not.toMatch(/\n\s+at .*:\d+/);
  expect(stderr + stdout).not.toContain(CANARY);
  expect(stdout).not.toContain(': clean');
}

const details = 'account-authorization-details.json';

describe('damaged files of an account', () => {
  it.each`
    what                         | file                       | change                                                                                         | place
    ${'malformed JSON'}          | ${'secrets.json'}          | ${(f: string) => writeFile(f, `{"SecretList": [${CANARY}`)}                                    | ${'secrets.json'}
    ${'malformed CSV'}           | ${'credential-report.csv'} | ${(f: string) => writeFile(f, `user,arn\n"open ${CANARY}`)}                                    | ${'credential-report.csv'}
    ${'a file that is not text'} | ${'access-keys.json'}      | ${(f: string) => writeFile(f, Buffer.from([0xff, 0xfe, 0x00, 0xd8]))}                          | ${'access-keys.json'}
    ${'a wrong type at the top'} | ${'functions.json'}        | ${(f: string) => writeFile(f, `"${CANARY}"`)}                                                  | ${'functions.json'}
    ${'a wrong type of one field'} | ${details} | ${(f: string) => edit(f, (c: Pages) => {
    users(c)[0]!.CreateDate = 42;
  })} | ${'UserDetailList[0].CreateDate'}
    ${'truncated gzip'}          | ${'cloudtrail/x.json.gz'}  | ${(f: string) => writeFile(f, gzipSync(`{"Records":[]}${CANARY.repeat(50)}`).subarray(0, 30))} | ${'x.json.gz'}
  `('$what: exit 2, the place named, the rest still judged', async ({ what, file, change, place }) => {
    const dir = await world(what, (root) => change(join(root, file)));
    const run = await nightwarden(['sweep', '--from', dir, '--format', 'json']);
    decent(run);
    expect(run.code).toBe(2);
    expect(run.stderr).toContain(place);
    const json = JSON.parse(run.stdout) as Json;
    expect(json.gaps.some(({ reason, missing }) => `${missing} ${reason}`.includes(place))).toBe(true);
    expect(json.findings.length).toBeGreaterThan(5);
  });

  it('a policy document that is not JSON leaves its holder unjudged, by name', async () => {
    const dir = await world('policy-document', (root) =>
      edit(join(root, details), (content: Pages) => {
        users(content)[0]!.UserPolicyList = [{ PolicyName: 'broken', PolicyDocument: `{${CANARY}` }];
      }),
    );
    const run = await nightwarden(['sweep', '--from', dir, '--format', 'json']);
    decent(run);
    const arn = users(JSON.parse(await readFile(join(dir, details), 'utf8')) as Pages)[0]!.Arn;
    const { gaps } = JSON.parse(run.stdout) as Json;
    expect(gaps.filter(({ scope }) => scope.subject === arn).length).toBeGreaterThan(0);
  });

  it('the same user twice is one user, and two that differ are a gap', async () => {
    const same = await world('twice-same', (root) =>
      edit(join(root, details), (content: Pages) => {
        const page = Array.isArray(content) ? content[0]! : content;
        page.UserDetailList.push(structuredClone(page.UserDetailList[0]!));
      }),
    );
    const other = await world('twice-other', (root) =>
      edit(join(root, details), (content: Pages) => {
        const page = Array.isArray(content) ? content[0]! : content;
        page.UserDetailList.push({ ...page.UserDetailList[0]!, GroupList: ['another'] });
      }),
    );
    const [once, twice, differing] = await Promise.all(
      [WORLD, same, other].map((dir) => nightwarden(['sweep', '--from', dir, '--format', 'json'])),
    );
    const [a, b, c] = [once, twice, differing].map((run) => JSON.parse(run!.stdout) as Json);
    expect(b!.findings).toEqual(a!.findings);
    expect(b!.gaps).toEqual(a!.gaps);
    expect(c!.gaps.length).toBeGreaterThan(a!.gaps.length);
  });

  it('a key from the future is never judged by a negative age', async () => {
    const dir = await world('future', (root) =>
      edit(join(root, 'access-keys.json'), (content: Record<string, unknown>) => {
        const text = JSON.stringify(content).replace(
          /"CreateDate":"[^"]+"/,
          '"CreateDate":"2031-01-01T00:00:00+00:00"',
        );
        return JSON.parse(text) as unknown;
      }),
    );
    const run = await nightwarden(['sweep', '--from', dir, '--format', 'json']);
    decent(run);
    const { gaps } = JSON.parse(run.stdout) as Json;
    expect(gaps.some(({ reason }) => /future|2031/.test(reason))).toBe(true);
  });

  it('a moment before everything floods nobody: what is alike is counted', async () => {
    const run = await nightwarden(['sweep', '--from', WORLD, '--as-of', '2001-01-01', '--format', 'json']);
    decent(run);
    expect(run.stderr.split('\n').length).toBeLessThan(30);
    expect(run.stderr).toMatch(/and \d+ more/);
  });

  it('a hostile tag and file name reach the terminal without their escapes', async () => {
    const dir = await world('hostile \u001b[31m name', (root) =>
      edit(join(root, details), (content: Pages) => {
        for (const user of users(content))
          user.Tags = [{ Key: 'owner', Value: '\u001b]0;owned\u0007\u202eevil' }];
      }),
    );
    const run = await nightwarden(['sweep', '--from', dir]);
    decent(run);
    expect(run.stdout + run.stderr).not.toMatch(/[\u001b\u0007\u202e]/);
    expect(run.stdout).toContain('evil');
  });
});

describe('damaged files that people hand over', () => {
  it.each`
    what                                  | option           | content                                                     | says
    ${'exposures that are not JSON'}      | ${'--exposures'} | ${`[{"credential": ${CANARY}`}                              | ${/exposures/i}
    ${'an exposure without a moment'}     | ${'--exposures'} | ${'[{"credential":"AKIAAAAAAAAAAAAAAAA1","source":"us"}]'}  | ${/\[0\]\.at/}
    ${'a policy with a key nobody knows'} | ${'--policy'}    | ${'detecters: {}'}                                          | ${/detecters.*detectors/}
    ${'a threshold that is no number'}    | ${'--policy'}    | ${'detectors:\n  iam.old-access-key:\n    maxAgeDays: old'} | ${/maxAgeDays/}
    ${'a detector that does not exist'}   | ${'--policy'}    | ${'detectors:\n  iam.old-acess-key: {}'}                    | ${/iam\.old-access-key/}
    ${'a roster that is no JSON'}         | ${'--roster'}    | ${`[{"email": ${CANARY}`}                                   | ${/roster|bad/i}
  `('$what: exit 2 and one line', async ({ what, option, content, says }) => {
    const file = join(folder, `${String(what).replaceAll(' ', '-')}.txt`);
    await writeFile(file, content);
    const run = await nightwarden(['sweep', '--from', WORLD, option, file]);
    decent(run);
    expect(run.code).toBe(2);
    expect(run.stdout).toBe('');
    expect(run.stderr).toMatch(says);
    expect(run.stderr.split('\n').filter((line) => line.startsWith('nightwarden:'))).toHaveLength(1);
  });

  it('an unreadable row makes the roster a gap, and nobody a leaver', async () => {
    const file = join(folder, 'roster.csv');
    const good = await readFile(join(WORLD, 'roster.csv'), 'utf8');
    await writeFile(file, `${good.trimEnd()}\nnot-an-address,shop,left,2026-01-01\n`);
    const run = await nightwarden([
      'sweep',
      '--from',
      WORLD,
      '--roster',
      file,
      '--format',
      'json',
      '--strict',
    ]);
    decent(run);
    expect(run.code).toBe(4);
    expect(run.stdout).not.toContain('iam.leaver-access-key:');
    expect(
      (JSON.parse(run.stdout) as Json).gaps.some(({ detectors }) =>
        detectors.includes('iam.leaver-access-key'),
      ),
    ).toBe(true);
  });

  it('a reported leak of a key that is not there is a gap that names it', async () => {
    const file = join(folder, 'stranger.json');
    await writeFile(
      file,
      JSON.stringify([{ credential: 'AKIANOBODYKNOWSTHIS0', at: '2026-11-01', source: 'a scanner' }]),
    );
    const run = await nightwarden(['sweep', '--from', WORLD, '--exposures', file, '--format', 'json']);
    const { gaps } = JSON.parse(run.stdout) as Json;
    expect(gaps.some(({ scope }) => scope.subject === 'AKIANOBODYKNOWSTHIS0')).toBe(true);
  });
});

describe('wrong words on the command line', () => {
  it.each`
    args
    ${['rehearse']}
    ${['rehearse', 'no credential']}
    ${['rehearse', 'AKIAAAAAAAAAAAAAAAA1', '--apply', '0'.repeat(64)]}
    ${['rotate', 'AKIAAAAAAAAAAAAAAAA1', '--apply', 'abc']}
    ${['approve', '00000000-0000-4000-8000-000000000001']}
    ${['explain', 'AKIAAAAAAAAAAAAAAAA1']}
    ${['sweep', '--format', 'html']}
    ${['sweep', '--as-of', 'yesterday']}
    ${['sweep', '--fail-on', 'severe']}
    ${['sweep', '--from', WORLD, '--deep']}
    ${['sweep', '--from', '/nowhere/at/all']}
    ${['sweep', '--from', WORLD, '--publish']}
    ${['sweep', '--from', WORLD, '--out', '/nowhere/at/all/report.txt']}
    ${['sweep', '--from', WORLD, '--region', 'eu-west-1']}
    ${['sweep', '--from', WORLD, '--profile', 'nobody-has-this']}
    ${['sweep', '--from', WORLD, '--roster', `${WORLD}/roster.csv`, '--cache', '']}
    ${['sweep', '--profile', 'nobody-has-this']}
    ${['sweep', '--region', 'the moon']}
    ${['collect']}
    ${['usage', '/nowhere/at/all']}
    ${[]}
  `('$args: exit 2', async ({ args }) => {
    const run = await nightwarden(
      args,
      offline({ AWS_ACCESS_KEY_ID: 'AKIAAAAAAAAAAAAAAAA1', AWS_SECRET_ACCESS_KEY: CANARY }),
    );
    decent(run);
    expect(run.code).toBe(2);
    expect(run.stderr).not.toBe('');
  });
});

describe('an output that breaks', () => {
  /** Through a shell, so that standard output is a real pipe or device. */
  function shell(line: string): Promise<Run> {
    const { promise, resolve } = Promise.withResolvers<Run>();
    const child = execFile(
      '/bin/bash',
      ['-c', line.replaceAll('NIGHTWARDEN', `'${process.execPath}' bin/nightwarden.ts`)],
      { env: offline() },
      (_, stdout, stderr) => resolve({ code: child.exitCode, stdout, stderr }),
    );
    return promise;
  }

  it('a reader that has seen enough changes nothing', async () => {
    const run = await shell(
      `NIGHTWARDEN sweep --from ${WORLD} --format json --strict | head -c 10; exit \${PIPESTATUS[0]}`,
    );
    decent(run);
    expect(run.code).toBe(4);
  });

  it.runIf(existsSync('/dev/full'))('a full disk: exit 2 and one line', async () => {
    const run = await shell(`NIGHTWARDEN sweep --from ${WORLD} --format json >/dev/full`);
    decent(run);
    expect(run.code).toBe(2);
    expect(run.stderr).toMatch(/^nightwarden: standard output: could not be written \(ENOSPC\)/m);
  });
});

describe('an account that can not be read', () => {
  const keys = {
    AWS_ACCESS_KEY_ID: 'AKIAAAAAAAAAAAAAAAA1',
    AWS_SECRET_ACCESS_KEY: CANARY,
    AWS_MAX_ATTEMPTS: '1',
  };

  it('no credentials: exit 3 and what to do', async () => {
    const run = await nightwarden(['sweep'], offline());
    decent(run);
    expect(run.code).toBe(3);
    expect(run.stderr).toMatch(/credentials/);
  });

  it('no network: exit 3 and what to do', async () => {
    const run = await nightwarden(['sweep'], offline({ ...keys, AWS_ENDPOINT_URL: 'http://127.0.0.1:9' }));
    decent(run);
    expect(run.code).toBe(3);
    expect(run.stderr).toMatch(/nothing could be read/);
  });

  it('expired credentials: exit 3 and what to do', async () => {
    const server = createServer((_, response) => {
      response.writeHead(403, { 'content-type': 'text/xml' });
      response.end(
        `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>ExpiredToken</Code><Message>The security token included in the request is expired</Message></Error><RequestId>1</RequestId></ErrorResponse>`,
      );
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const { port } = server.address() as AddressInfo;
    const run = await nightwarden(
      ['sweep'],
      offline({ ...keys, AWS_SESSION_TOKEN: CANARY, AWS_ENDPOINT_URL: `http://127.0.0.1:${port}` }),
    );
    server.close();
    decent(run);
    expect(run.code).toBe(3);
    expect(run.stderr).toMatch(/expired/);
  });
});
