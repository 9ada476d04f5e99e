import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readExposures } from '../../../lib/sources/exposures/index.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'exposures-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

async function read(content: unknown) {
  const file = join(dir, 'exposures.json');
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
  return readExposures(file);
}

const KEY = 'AKIAEXAMPLEEXAMPLE01';
const ARN = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/db-AbCdEf';
const leak = { credential: KEY, at: '2026-01-02', source: 'scanner' };

it('reads what leaked, oldest first', async () => {
  const later = {
    credential: ARN,
    at: '2026-03-01T12:00:00+02:00',
    source: 'person',
    note: 'in a chat',
    extra: 1,
  };
  expect(await read([later, leak])).toEqual([
    { credential: KEY, at: '2026-01-02T00:00:00.000Z', source: 'scanner' },
    { credential: ARN, at: '2026-03-01T10:00:00.000Z', source: 'person', note: 'in a chat' },
  ]);
});

it('reads that nothing leaked', async () => expect(await read([])).toEqual([]));

const SECRET = 'k9Xw/Lq2ZtR7+vBn4Mc8YpHd6Js1GfAe5Tu3QiOo';
it.each`
  why                         | content                                       | message
  ${'a bad date'}             | ${[leak, leak, { ...leak, at: 'yesterday' }]} | ${/exposures\.json: \[2\]\.at: expected an ISO date, got "yesterday"$/}
  ${'no date'}                | ${[{ ...leak, at: undefined }]}               | ${/exposures\.json: \[0\]\.at: expected an ISO date, got nothing$/}
  ${'a number'}               | ${[{ ...leak, at: 1767225600 }]}              | ${/\[0\]\.at: expected an ISO date, got 1767225600$/}
  ${'no credential'}          | ${[{ at: leak.at, source: 'x' }]}             | ${/\[0\]\.credential: expected an access key id or an ARN, got nothing$/}
  ${'a secret key'}           | ${[{ ...leak, credential: SECRET }]}          | ${/\[0\]\.credential: expected an access key id or an ARN, got a text of 40 characters$/}
  ${'an empty source'}        | ${[{ ...leak, source: ' ' }]}                 | ${/\[0\]\.source: expected who or what reported it, got /}
  ${'a note that is no text'} | ${[{ ...leak, note: ['x'] }]}                 | ${/\[0\]\.note: expected text, got an array$/}
  ${'an entry of text'}       | ${[KEY]}                                      | ${/\[0\]: expected an object \{credential, at, source, note\?\}, got a text of 20 characters$/}
  ${'no array'}               | ${leak}                                       | ${/exposures\.json: expected an array of .*, got an object: put it in \[ \]$/}
  ${'no JSON'}                | ${`[{"credential": "${SECRET}" "at"}]`}       | ${/exposures\.json: is not JSON: line 1, column \d+: /}
  ${'an empty file'}          | ${''}                                         | ${/exposures\.json: is not JSON: /}
`('refuses $why, naming the place', async ({ content, message }) => {
  const refused = read(content);
  await expect(refused).rejects.toMatchObject({
    name: 'InputError',
    message: expect.stringMatching(message),
  });
  await expect(refused).rejects.toMatchObject({ message: expect.not.stringContaining(SECRET) });
});

it('refuses a file that is not there', async () => {
  await expect(readExposures(join(dir, 'gone.json'))).rejects.toThrow(
    /gone\.json: expected a JSON array of exposures/,
  );
});
