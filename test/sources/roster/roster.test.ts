import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { directoryMemory } from '../../../lib/sources/memory/directory.ts';
import { openRoster, type RosterContext } from '../../../lib/sources/roster/index.ts';
import { recallRoster, rememberRoster } from '../../../lib/sources/roster/memory.ts';

const ACCOUNT = '111122223333';
const TAKEN_AT = '2026-06-01T03:00:00.000Z';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'roster-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

async function readRoster(file: string, context: RosterContext) {
  return (await openRoster(file))(context);
}

async function read(
  content: string | Buffer,
  previous?: { people: number; active: number },
  name = 'roster.csv',
) {
  const file = join(dir, name);
  await writeFile(file, content);
  return readRoster(file, { account: ACCOUNT, takenAt: TAKEN_AT, previous });
}

const HEAD = 'email,team,status,leftOn\n';
const ANA = 'ana@example.com,shop,active,\n';
const anaActive = { email: 'ana@example.com', team: 'shop', status: 'active' };

describe('a roster that is read', () => {
  it.each`
    why                               | content                                                                                                   | people
    ${'CSV'}                          | ${`${HEAD}${ANA}bo@example.com,,left,2026-05-01\n`}                                                       | ${[anaActive, { email: 'bo@example.com', status: 'left', leftOn: '2026-05-01T00:00:00.000Z' }]}
    ${'columns in another order'}     | ${'Status, Left On ,E-Mail,team,Name\nactive,,ana@example.com,shop,Ana'}                                  | ${[{ ...anaActive, name: 'Ana' }]}
    ${'columns that are not known'}   | ${`id,email,team,status,desk,x\n1,ana@example.com,shop,active,a,b`}                                       | ${[anaActive]}
    ${'a byte order mark and CRLF'}   | ${`\ufeff${HEAD}${ANA}`.replaceAll('\n', '\r\n')}                                                         | ${[anaActive]}
    ${'quotes and empty lines'}       | ${`${HEAD}\n"ana@example.com","shop","active",""\n\n`}                                                    | ${[anaActive]}
    ${'capitals'}                     | ${`${HEAD}Ana@Example.COM,shop,Active,`}                                                                  | ${[anaActive]}
    ${'no columns but the needed'}    | ${'email,status\nana@example.com,active'}                                                                 | ${[{ email: 'ana@example.com', status: 'active' }]}
    ${'a person'}                     | ${'person,email,status\nAna,ana@example.com,active'}                                                      | ${[{ email: 'ana@example.com', name: 'Ana', status: 'active' }]}
    ${'JSON'}                         | ${JSON.stringify([{ email: 'ana@example.com', team: 'shop', status: 'active', leftOn: null, name: '' }])} | ${[anaActive]}
    ${'leaving is still to come'}     | ${`${HEAD}ana@example.com,shop,left,2026-06-02`}                                                          | ${[anaActive]}
    ${'active beats left'}            | ${`${HEAD}${ANA}ana@example.com,old,left,2025-01-01`}                                                     | ${[anaActive]}
    ${'active beats left, later too'} | ${`${HEAD}ana@example.com,old,left,2025-01-01\n${ANA}`}                                                   | ${[anaActive]}
  `('$why', async ({ content, people }) => {
    const { roster, gaps } = await read(content);
    expect(gaps).toEqual([]);
    expect(roster).toEqual({ people });
  });

  it('of two times of leaving the later holds', async () => {
    const rows = 'bo@example.com,,left,2026-02-01\nbo@example.com,,left,2026-03-01\nbo@example.com,,left,\n';
    const { roster, counts } = await read(HEAD + ANA + rows);
    expect(counts).toEqual({ people: 2, active: 1 });
    expect(roster?.people[1]?.leftOn).toBe('2026-03-01T00:00:00.000Z');
  });
});

describe('a roster in doubt is a gap, and calls nobody a leaver', () => {
  const bo = 'bo@example.com,,left,2026-05-01\n';
  it.each`
    why                       | content                                     | previous                    | reason
    ${'no e-mail'}            | ${`${HEAD}${ANA},shop,left,\n`}             | ${undefined}                | ${'roster.csv: 1 row is unreadable: line 3: email: expected an e-mail address, got ""'}
    ${'no e-mail address'}    | ${`${HEAD}${ANA}bo,shop,left,\n`}           | ${undefined}                | ${'roster.csv: 1 row is unreadable: line 3: email: expected an e-mail address, got "bo"'}
    ${'an unknown status'}    | ${`${HEAD}${ANA}b@x.io,shop,fired,\n`}      | ${undefined}                | ${'roster.csv: 1 row is unreadable: line 3: status: expected active or left, got "fired"'}
    ${'a bad date'}           | ${`${HEAD}${ANA}b@x.io,shop,left,1.5.26\n`} | ${undefined}                | ${'roster.csv: 1 row is unreadable: line 3: leftOn: expected an ISO date, got "1.5.26"'}
    ${'too few columns'}      | ${`${HEAD}${ANA}b@x.io,left\n`}             | ${undefined}                | ${'roster.csv: 1 row is unreadable: line 3: expected 4 columns, got 2'}
    ${'too many columns'}     | ${`${HEAD}\n${ANA}b@x.io,,left,,,\n`}       | ${undefined}                | ${'roster.csv: 1 row is unreadable: line 4: expected 4 columns, got 6'}
    ${'many bad rows'}        | ${`${HEAD}${'x,,active,\n'.repeat(7)}`}     | ${undefined}                | ${/7 rows are unreadable: (line \d: [^;]+; ){5}and 2 more$/}
    ${'an object too many'}   | ${'[7]'}                                    | ${undefined}                | ${'roster.csv: 1 row is unreadable: [0]: expected an object, got 7'}
    ${'another type in JSON'} | ${'[{"email": 7, "status": "left"}]'}       | ${undefined}                | ${'roster.csv: 1 row is unreadable: [0]: email: expected an e-mail address, got 7'}
    ${'nobody in it'}         | ${HEAD}                                     | ${undefined}                | ${'roster.csv: nobody is in it'}
    ${'nobody in the array'}  | ${'[]'}                                     | ${undefined}                | ${'roster.csv: nobody is in it'}
    ${'nobody active'}        | ${HEAD + bo}                                | ${undefined}                | ${'roster.csv: none of its 1 people is active'}
    ${'fewer people'}         | ${HEAD + ANA + bo}                          | ${{ people: 3, active: 1 }} | ${/2 people, but 3 the last time: 10 % or more are gone$/}
    ${'fewer of them active'} | ${HEAD + ANA + bo}                          | ${{ people: 2, active: 2 }} | ${/1 active people, but 2 the last time/}
  `('$why', async ({ content, previous, reason }) => {
    const { roster, gaps } = await read(content, previous);
    expect(roster).toBeUndefined();
    expect(gaps).toMatchObject([{ scope: { account: ACCOUNT }, missing: 'roster.csv', facts: ['roster'] }]);
    expect(gaps[0]?.reason).toMatch(reason);
  });

  it.each`
    people | accepted
    ${11}  | ${true}
    ${10}  | ${true}
    ${9}   | ${false}
    ${1}   | ${false}
  `('of 10 people the last time, $people now: accepted $accepted', async ({ people, accepted }) => {
    const rows = Array.from({ length: people }, (_, i) => `p${i}@example.com,,active,\n`).join('');
    const { roster } = await read(HEAD + rows, { people: 10, active: 10 });
    expect(roster !== undefined).toBe(accepted);
  });

  it('shows nothing of a row that may be a secret', async () => {
    const canary = 'Tr0ub4dor&3-canary';
    const row = [{ unreadable: canary, email: canary }];
    expect(JSON.stringify((await read(JSON.stringify(row))).gaps)).not.toContain(canary);
    const { gaps } = await read(
      `${HEAD}${canary},x,${canary},${canary}\na@b.c,x,${canary},\na@b.c,x,left,${canary}\n`,
    );
    expect(JSON.stringify(gaps)).not.toContain(canary);
  });
});

describe('what is no roster at all is refused', () => {
  it.each`
    why                       | name             | content                               | message
    ${'JSON that is cut off'} | ${'roster.json'} | ${'[{"email": "a@b.c"}'}              | ${/roster\.json: is not JSON: line 1, column 20: .*: mend the file$/}
    ${'no JSON in .json'}     | ${'roster.json'} | ${HEAD + ANA}                         | ${/roster\.json: is not JSON: line 1, column 1/}
    ${'a JSON object'}        | ${'roster.json'} | ${'{"people": []}'}                   | ${/roster\.json: expected an array of \{email, team, status, leftOn\}, got an object/}
    ${'an open quote'}        | ${'roster.csv'}  | ${`${HEAD}"ana@example.com,shop\n`}   | ${/roster\.csv(:\d)?: expected CSV, got quote not closed: mend the file$/}
    ${'an empty file'}        | ${'roster.csv'}  | ${''}                                 | ${/roster\.csv:1: expected the columns .*, got an empty file$/}
    ${'no header'}            | ${'roster.csv'}  | ${ANA}                                | ${/roster\.csv:1: expected the columns .*, got no column email/}
    ${'no status'}            | ${'roster.csv'}  | ${'email,team\na@b.c,x'}              | ${/roster\.csv:1: expected the columns .*, got no column status/}
    ${'a column twice'}       | ${'roster.csv'}  | ${'email,status,E-Mail\n'}            | ${/got 2 columns email/}
    ${'semicolons'}           | ${'roster.csv'}  | ${'email;status\n'}                   | ${/separated by commas, got no column email/}
    ${'no UTF-8'}             | ${'roster.csv'}  | ${Buffer.from([0xff, 0xfe, 0x65, 0])} | ${/roster\.csv: expected UTF-8/}
  `('$why', async ({ name, content, message }) => {
    const refused = read(content, undefined, name);
    await expect(refused).rejects.toMatchObject({
      name: 'InputError',
      message: expect.stringMatching(message),
    });
    await expect(refused).rejects.toMatchObject({ message: expect.not.stringContaining('\n') });
  });

  it('a file that is not there', async () => {
    const context = { account: ACCOUNT, takenAt: TAKEN_AT };
    await expect(readRoster(join(dir, 'gone.csv'), context)).rejects.toThrow(
      /gone\.csv: expected a roster \(CSV or JSON\), but there is no such file: check the path$/,
    );
  });
});

it('whatever the rows say, there is either a roster with somebody active in it or one gap', async () => {
  const cell = fc.constantFrom('a@b.c', 'x@y.z', 'active', 'left', '2026-01-01', '', 'team', '"');
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(cell, { minLength: 1, maxLength: 5 })), async (rows) => {
      const text = HEAD + rows.map((row) => row.join(',')).join('\n');
      const outcome = await read(text).catch((error: Error) => error.name);
      const isRefused = outcome === 'InputError';
      const isGap = typeof outcome === 'object' && outcome.roster === undefined && outcome.gaps.length === 1;
      const isRoster =
        typeof outcome === 'object' && outcome.roster !== undefined && outcome.gaps.length === 0;
      expect([isRefused, isGap, isRoster && outcome.counts.active > 0].filter(Boolean)).toHaveLength(1);
    }),
    { numRuns: 60 },
  );
});

describe('the memory of the last roster', () => {
  it('knows nothing at first, then what was remembered last', async () => {
    const memory = await directoryMemory(dir);
    expect(await recallRoster(memory)).toBeUndefined();
    await rememberRoster(memory, { people: 10, active: 9 });
    await rememberRoster(memory, { people: 12, active: 11 });
    expect(await recallRoster(memory)).toEqual({ people: 12, active: 11 });
  });

  it.each(['', '{', '[]', '{"people": -1, "active": 0}', '{"people": "many"}'])(
    'refuses %j',
    async (text) => {
      await writeFile(join(dir, 'roster.json'), text);
      await expect(recallRoster(await directoryMemory(dir))).rejects.toThrow(
        /^roster\.json in the cache is not believed: .*: remove the file if the roster is right$/,
      );
      expect(await readFile(join(dir, 'roster.json'), 'utf8')).toBe(text);
    },
  );
});
