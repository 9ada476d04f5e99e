import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { usageBook } from '../../../lib/core/trust/usage.ts';
import { readTrailFiles } from '../../../lib/sources/trail/files.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'trail-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

function aRecord(eventID: string = randomUUID()) {
  return {
    eventID,
    eventTime: '2026-01-01T00:00:00Z',
    userIdentity: { accessKeyId: 'AKIAEXAMPLEEXAMPLE01' },
  };
}

async function put(name: string, content: unknown): Promise<void> {
  const path = join(dir, name);
  await mkdir(join(path, '..'), { recursive: true });
  const isBytes = typeof content === 'string' || Buffer.isBuffer(content);
  await writeFile(path, isBytes ? content : JSON.stringify(content));
}

async function read(...dirs: readonly string[]) {
  const book = usageBook();
  const result = await readTrailFiles(dirs.length === 0 ? [dir] : dirs, book);
  const problems = result.problems.map(
    ({ file, reason }) => `${file.replace(`${dir}/`, '').replace(dir, '.')}: ${reason}`,
  );
  return { ...result, problems, calls: book.usage()[0]?.calls ?? 0 };
}

describe('what is read', () => {
  it.each`
    why                                          | name                          | content                                                                           | calls
    ${'a trail file'}                            | ${'a.json'}                   | ${{ Records: [aRecord(), aRecord()] }}                                            | ${2}
    ${'a zipped one, deep down'}                 | ${'eu/2026/01/a.json.gz'}     | ${gzipSync(JSON.stringify({ Records: [aRecord()] }))}                             | ${1}
    ${'one that was unpacked and kept its name'} | ${'a.json.gz'}                | ${{ Records: [aRecord()] }}                                                       | ${1}
    ${'a zipped one that lost its name'}         | ${'a.json'}                   | ${gzipSync(JSON.stringify([aRecord()]))}                                          | ${1}
    ${'two zips one after the other'}            | ${'a.json.gz'}                | ${Buffer.concat([gzipSync('['), gzipSync(`${JSON.stringify(aRecord())}]`)])}      | ${1}
    ${'a bare array'}                            | ${'a.json'}                   | ${[aRecord()]}                                                                    | ${1}
    ${'an array of trail files'}                 | ${'a.json'}                   | ${[{ Records: [aRecord()] }, { Records: [aRecord()] }]}                           | ${2}
    ${'the answer of LookupEvents'}              | ${'a.json'}                   | ${{ Events: [{ EventId: 'x', CloudTrailEvent: JSON.stringify(aRecord()) }] }}     | ${1}
    ${'its events alone'}                        | ${'a.json'}                   | ${[{ CloudTrailEvent: JSON.stringify(aRecord()) }]}                               | ${1}
    ${'its answers, one a Region'}               | ${'a.json'}                   | ${[{ Events: [{ CloudTrailEvent: JSON.stringify(aRecord()) }] }, { Events: [] }]} | ${1}
    ${'a byte order mark'}                       | ${'a.json'}                   | ${`\ufeff${JSON.stringify([aRecord()])}`}                                         | ${1}
    ${'a name in capitals'}                      | ${'A.JSON'}                   | ${[aRecord()]}                                                                    | ${1}
    ${'a hostile name'}                          | ${'a\n\u001b[31m$(x) ;.json'} | ${[aRecord()]}                                                                    | ${1}
    ${'no records at all'}                       | ${'a.json'}                   | ${{ Records: [] }}                                                                | ${0}
  `('$why', async ({ name, content, calls }) => {
    await put(name, content);
    expect(await read()).toMatchObject({ files: 1, calls, problems: [] });
  });

  it('counts an event once, in however many files it lies', async () => {
    await put('one/a.json', { Records: [aRecord('same'), aRecord('other')] });
    await put('two/a.json.gz', gzipSync(JSON.stringify({ Records: [aRecord('same')] })));
    expect(await read()).toMatchObject({ files: 2, records: 3, calls: 2 });
  });

  it('passes over digests and other files', async () => {
    await put('AWSLogs/1/CloudTrail-Digest/a.json.gz', 'anything');
    await put('1_CloudTrail-Digest_eu-west-1_t.json.gz', 'anything');
    await put('notes.txt', 'anything');
    await put('AWSLogs/1/CloudTrail/a.json', [aRecord()]);
    expect(await read()).toMatchObject({ files: 1, calls: 1, problems: [] });
  });

  it("passes over what other services write into the same bucket's AWSLogs", async () => {
    for (const folder of ['AWSLogs/111122223333', 'AWSLogs/o-abc1234567/111122223333']) {
      await put(
        `${folder}/Config/eu-west-1/2026/1/1/ConfigHistory/a.json.gz`,
        gzipSync('{"configurationItems":[]}'),
      );
      await put(`${folder}/CloudTrail/eu-west-1/2026/01/01/a.json.gz`, gzipSync(JSON.stringify([aRecord()])));
      await put(`${folder}/CloudTrail-Insight/eu-west-1/2026/01/01/a.json`, {
        Records: [{ eventID: 'i', eventTime: '2026-01-01T00:00:00Z', eventType: 'AwsCloudTrailInsight' }],
      });
    }
    expect(await read()).toMatchObject({ files: 4, calls: 2, problems: [] });
    // Nobody but AWS names folders so: elsewhere a folder of that name is read.
    await put('Config/a.json', [aRecord()]);
    expect(await read()).toMatchObject({ files: 5, calls: 3, problems: [] });
  });

  it('reads each real file once: links lead in circles, folders lie in one another', async () => {
    await put('sub/a.json', [{ ...aRecord(), eventID: undefined }]);
    await symlink(dir, join(dir, 'sub', 'loop'));
    await symlink(join(dir, 'sub', 'a.json'), join(dir, 'again.json'));
    expect(await read(dir, join(dir, 'sub'))).toMatchObject({ files: 1, calls: 1, problems: [] });
  });

  it('tells how far it is', async () => {
    for (const name of ['a.json', 'b.json', 'c.json']) await put(name, [aRecord()]);
    const told: string[] = [];
    await readTrailFiles([dir], usageBook(), (text) => told.push(text));
    expect(told).toEqual(['1 of 3 trail files', '2 of 3 trail files', '3 of 3 trail files']);
  });
});

describe('what is told as a problem, and counted not at all', () => {
  const zipped = gzipSync(JSON.stringify({ Records: Array.from({ length: 100 }, () => aRecord()) }));
  const damaged = Buffer.from(zipped);
  damaged.fill(0xff, 40, 60);
  const canary = 'canary-value';

  it.each`
    why                           | name                    | content                                                                          | problem
    ${'a truncated zip'}          | ${'a.json.gz'}          | ${zipped.subarray(0, zipped.length - 30)}                                        | ${'a.json.gz: is a truncated gzip file: fetch it again'}
    ${'a damaged zip'}            | ${'a.json.gz'}          | ${damaged}                                                                       | ${'a.json.gz: is a damaged gzip file: fetch it again'}
    ${'an empty file'}            | ${'a.json.gz'}          | ${''}                                                                            | ${'a.json.gz: is empty: fetch it again'}
    ${'JSON cut off'}             | ${'a.json'}             | ${`{"Records": [${JSON.stringify(aRecord())},\n {"x": "${canary}`}               | ${/^a\.json: is not JSON: line 2, column 8: .*: fetch it again$/}
    ${'no JSON'}                  | ${'a.json'}             | ${canary}                                                                        | ${/^a\.json: is not JSON: line 1, column 1: .*: fetch it again$/}
    ${'no UTF-8'}                 | ${'a.json'}             | ${Buffer.from([0x5b, 0x22, 0xff, 0x22, 0x5d])}                                   | ${'a.json: is not UTF-8 text: fetch it again'}
    ${'text'}                     | ${'a.json'}             | ${`"${canary}"`}                                                                 | ${/^a\.json: expected \{"Records": \[…\]\}, .*, got a string$/}
    ${'another object'}           | ${'a.json'}             | ${{ Users: [canary] }}                                                           | ${/^a\.json: expected .*, got an object without Records$/}
    ${'Records of another type'}  | ${'a.json'}             | ${{ Records: { a: canary } }}                                                    | ${'a.json: Records: expected an array, got an object'}
    ${'an event that is no JSON'} | ${'a.json'}             | ${[{ CloudTrailEvent: JSON.stringify(aRecord()) }, { CloudTrailEvent: canary }]} | ${/^a\.json: \[1\]: CloudTrailEvent: expected the JSON text of a record/}
    ${'a hostile name'}           | ${'a\n\u001b[31m.json'} | ${'{'}                                                                           | ${/^a ·\[31m\.json: is not JSON/}
  `('$why', async ({ name, content, problem }) => {
    await put(name, content);
    await put('good.json', [aRecord()]);
    const { calls, files, problems } = await read();
    expect({ calls, files, problems: problems.length }).toEqual({ calls: 1, files: 1, problems: 1 });
    expect(problems[0]).toMatch(problem);
    expect(problems.join()).not.toContain(canary);
  });

  it('names the file whose entries are no records, and counts the others', async () => {
    await put('a.json', [aRecord(), { UserName: 'x' }, 7]);
    expect(await read()).toMatchObject({
      calls: 1,
      files: 1,
      problems: [
        'a.json: 2 entries are not CloudTrail records (an object with an eventTime was expected) and not counted',
      ],
    });
  });

  it('counts an answer that is cut off, and says so', async () => {
    await put('a.json', { Events: [{ CloudTrailEvent: JSON.stringify(aRecord()) }], NextToken: 'more' });
    expect(await read()).toMatchObject({
      calls: 1,
      problems: ['a.json: is cut off (NextToken): export all pages'],
    });
  });

  it('tells of a link to nothing', async () => {
    await symlink(join(dir, 'gone'), join(dir, 'a.json'));
    expect((await read()).problems).toEqual([
      'a.json: is not a regular file, or a link to nothing: remove it or fetch the file',
    ]);
  });

  it('tells of a folder without any trail file', async () => {
    expect((await read()).problems).toEqual(['.: holds no *.json or *.json.gz file: check the path']);
  });
});

it('refuses a folder that is not there', async () => {
  await expect(read(join(dir, 'gone'))).rejects.toThrow(
    /gone: expected a folder of CloudTrail files, found nothing/,
  );
  await put('file.json', []);
  await expect(read(join(dir, 'file.json'))).rejects.toMatchObject({ name: 'InputError' });
});
