import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type UsageRow, usageJsonl, usageTable } from '../../lib/core/reports/usage/index.ts';
import { usage } from '../../lib/usecases/usage.ts';

const AGENTS = [
  'aws-cli/2.1',
  'Boto3 · naïve',
  '日本語エージェント',
  '🤖/1.0',
  'quote" \\ back',
  'zero\u0001',
  '',
  'é',
  'e\u0301',
];
const ERRORS = ['AccessDenied', 'ThrottlingException'];

/** A small generator with a seed, so that a failure can be seen again. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function identity(random: (below: number) => number): unknown {
  switch (random(8)) {
    case 0:
      return { type: 'AWSService', invokedBy: 'lambda.amazonaws.com' };
    case 1:
      return { type: 'AssumedRole', accessKeyId: `ASIA${String(random(40)).padStart(16, 'S')}` };
    case 2:
      return { type: 'IdentityCenterUser', accessKeyId: '' };
    default:
      return { type: 'IAMUser', accessKeyId: `AKIA${String(random(25)).padStart(16, 'K')}`, userName: 'x' };
  }
}

function anEvent(random: (below: number) => number, n: number): unknown {
  return {
    eventVersion: '1.11',
    userIdentity: identity(random),
    eventTime: `${new Date(1_767_225_600_000 + random(90 * 86_400) * 1000).toISOString().slice(0, 19)}Z`,
    eventName: `Event${random(30)}`,
    awsRegion: ['eu-west-1', 'us-east-1', 'ap-south-2'][random(3)],
    sourceIPAddress: random(9) === 0 ? 'cloudformation.amazonaws.com' : `192.0.2.${random(40)}`,
    ...(random(10) === 0 ? {} : { userAgent: AGENTS[random(AGENTS.length)] }),
    ...(random(12) === 0 ? { errorCode: ERRORS[random(2)], errorMessage: 'no' } : {}),
    requestParameters: random(2) === 0 ? null : { nested: { accessKeyId: 'AKIANOTTHISONE', Records: [1] } },
    eventID: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
  };
}

describe('usage agrees with DuckDB', () => {
  let dir: string;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'usage-'));
    const random = randomFrom(20_260_101);
    for (let file = 0; file < 20; file += 1) {
      const Records = Array.from({ length: random(400) }, (_, i) => anEvent(random, file * 1000 + i));
      await writeFile(join(dir, `trail-${file}.json.gz`), gzipSync(JSON.stringify({ Records })));
    }
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));

  it('row for row', async () => {
    const { rows, problems } = await usage([dir]);
    expect(problems).toEqual([]);
    expect(rows.length).toBeGreaterThan(60);
    expect(rows).toEqual(await byDuckDb(dir));
  });
});

async function byDuckDb(dir: string): Promise<readonly unknown[]> {
  const sql = await readFile(join(import.meta.dirname, '../bench/duckdb-cloudtrail.sql'), 'utf8');
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    await connection.run('set threads=2');
    await connection.run('set preserve_insertion_order=false');
    const result = await connection.runAndReadAll(sql.replace(':dir/', `${dir}/`));
    return result
      .getRowObjectsJS()
      .map((row) =>
        Object.fromEntries(
          Object.entries(row).map(([name, value]) => [
            name,
            typeof value === 'bigint' ? Number(value) : value,
          ]),
        ),
      );
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

const ROW: UsageRow = {
  accessKeyId: 'AKIAEXAMPLEEXAMPLE01',
  calls: 1234,
  firstSeen: '2026-01-01T00:00:00Z',
  lastSeen: '2026-02-01T00:00:00Z',
  sourceIps: 1,
  userAgents: 2,
  events: 3,
  regions: 4,
  errors: 5,
};

describe('how it is shown', () => {
  it('as one JSON object a line, with the fields of the contract in order', () => {
    expect(usageJsonl([ROW])).toBe(
      '{"accessKeyId":"AKIAEXAMPLEEXAMPLE01","calls":1234,"firstSeen":"2026-01-01T00:00:00Z","lastSeen":"2026-02-01T00:00:00Z","sourceIps":1,"userAgents":2,"events":3,"regions":4,"errors":5}\n',
    );
  });

  it('as a table in which numbers stand to the right', () => {
    expect(usageTable([ROW])).toBe(
      [
        'accessKeyId           calls  firstSeen             lastSeen              sourceIps  userAgents  events  regions  errors',
        'AKIAEXAMPLEEXAMPLE01  1,234  2026-01-01T00:00:00Z  2026-02-01T00:00:00Z          1           2       3        4       5',
        '',
      ].join('\n'),
    );
  });

  it('keeps a hostile key id on its line and away from the terminal, and JSON keeps it whole', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (accessKeyId) => {
        const rows = [{ ...ROW, accessKeyId }];
        const lines = usageJsonl(rows).split(/[\n\r\u2028\u2029]/);
        expect(lines).toHaveLength(2);
        expect(JSON.parse(lines[0]!)).toEqual(rows[0]);
        expect(lines[0]).not.toMatch(/\p{Cc}/u);
        expect(usageTable(rows).replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
      }),
    );
  });
});
