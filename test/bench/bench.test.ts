import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readArguments } from './arguments.ts';
import { median, short, table } from './figures.ts';
import { benchFiles } from './files/index.ts';
import { measure } from './measure.ts';
import { benchRotate } from './rotate/index.ts';
import { rotateReport, sumsOf } from './rotate/report.ts';
import { largeAccount } from './sweep/account.ts';
import { benchSweep } from './sweep/index.ts';
import { minimumCalls, NO_ROTA } from './sweep/minimum.ts';
import { sweepReport } from './sweep/report.ts';
import { benchTrail } from './trail/index.ts';

const run = promisify(execFile);
const SCRIPT = join(import.meta.dirname, 'run.ts');

describe('the benches at a tiny size', () => {
  it('sweeps a seeded account with hardly a call more than the computed minimum', async () => {
    const size = { users: 70, keys: 100, secrets: 5, runs: 1 };
    const bench = await benchSweep({ ...size, peers: [] });
    expect(bench.rows).toHaveLength(5);
    for (const row of bench.rows) {
      if (!('laps' in row) || row.minimum === undefined) throw new Error(row.name);
      // None less either, or the formula is wrong; what else a source asks of an empty Region is a few calls.
      const [over, few] = [(row.laps[0]?.calls ?? 0) - row.minimum, 12];
      expect({ row: row.name, over, fits: over >= 0 && over <= few }).toEqual({
        row: row.name,
        over,
        fits: true,
      });
    }
    for (const lap of bench.rows.flatMap((row) => ('laps' in row ? row.laps : [])))
      expect(lap.findings).toBeGreaterThan(0);
    const report = sweepReport(bench, size);
    expect(report).toContain('Nightwarden, first night');
    expect(report).toContain('quiet night, none to list');
  });

  it('sweeps generated files and finds every principal in the report', async () => {
    const rows = await benchFiles({ sizes: [10, 20], runs: 1 });
    expect(rows.map(({ principals }) => principals)).toEqual([10, 20]);
    for (const row of rows) expect(row.peakMb).toBeGreaterThan(0);
  });

  it('adds up a generated trail, row for row as DuckDB does', async () => {
    const rows = await benchTrail({ records: 2500, runs: 1 });
    expect(rows.map(({ name }) => name)).toEqual(['Nightwarden', 'DuckDB']);
  });

  it('rotates a key with as many writes as its copies need, and reads that grow with them', async () => {
    const rows = await benchRotate({ copies: [0, 2] });
    const [none, two] = rows.map(sumsOf);
    // The key made, deactivated, deleted; its value stored; four labels; and each parameter once.
    expect([none?.writes, two?.writes]).toEqual([8, 10]);
    expect(two?.reads).toBeLessThan(2 * (none?.reads ?? 0));
    expect(rotateReport(rows)).toContain('ssm:PutParameter 2');
  });

  it('runs as a script, and says in one line what it expected', async () => {
    const { stdout } = await run(process.execPath, [SCRIPT, 'files', '--principals', '10', '--runs', '1']);
    expect(stdout).toContain('sweep --from');
    const failed = await run(process.execPath, [SCRIPT, 'speed']).catch((error: unknown) => error);
    expect(failed).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(
        /^\nexpected sweep, files, trail, deploy, simulate, rotate, got speed: .*\n$/,
      ),
    });
  });
});

describe('the minimum of calls', () => {
  const empty = {
    users: 0,
    groups: 0,
    roles: 0,
    policies: 0,
    listedUsers: 0,
    keyEvents: 0,
    singles: 0,
    rota: NO_ROTA,
    regions: [],
  };
  const sources = ['taskDefinitions', 'stacks', 'sshKeys', 'serviceAccess', 'secretPolicies'];
  const region = { secrets: 0, functions: 0, trailPages: 0 };

  it.each`
    why                                                            | extent                                                       | calls
    ${'an empty account takes one call a list'}                    | ${empty}                                                     | ${5}
    ${'a Region takes a list a source even when empty'}            | ${{ ...empty, regions: [region] }}                           | ${9}
    ${'a full page of details is one call'}                        | ${{ ...empty, users: 900, policies: 100 }}                   | ${5}
    ${'one entry more is another page'}                            | ${{ ...empty, users: 900, policies: 101 }}                   | ${6}
    ${'secrets come a hundred a page'}                             | ${{ ...empty, regions: [{ ...region, secrets: 101 }] }}      | ${10}
    ${'functions come fifty a page'}                               | ${{ ...empty, regions: [{ ...region, functions: 101 }] }}    | ${11}
    ${'keys are listed user by user'}                              | ${{ ...empty, users: 10, listedUsers: 10 }}                  | ${15}
    ${'what can only be asked one by one counts so'}               | ${{ ...empty, singles: 3 }}                                  | ${8}
    ${'pages of CloudTrail count as they are'}                     | ${{ ...empty, regions: [{ ...region, trailPages: 4 }] }}     | ${13}
    ${'a night that knows key ids asks for events'}                | ${{ ...empty, keyEvents: 3 }}                                | ${8}
    ${'the rota counts a call a user, two a signer, one a secret'} | ${{ ...empty, rota: { users: 10, signers: 4, secrets: 3 } }} | ${26}
  `('$why', ({ extent, calls }) => expect(minimumCalls(extent, sources)).toBe(calls));
});

describe('measuring', () => {
  it('tells time and memory of what it ran', async () => {
    const { seconds, peakMb } = await measure([process.execPath, '-e', 'Buffer.alloc(3e8, 1)']);
    expect(seconds).toBeGreaterThan(0);
    expect(peakMb).toBeGreaterThan(300);
  });

  it('fails with the exit code and the error that was printed', async () => {
    const failing = ['-e', 'console.error("TypeError: no such thing\\nfurther words"); process.exit(4)'];
    await expect(measure([process.execPath, ...failing])).rejects.toThrow(
      'ended with exit code 4: TypeError: no such thing',
    );
  });

  it('ends what takes too long, with all that it started', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'nightwarden-bench-'));
    const shell = `(sleep 1; touch ${folder}/late) & sleep 60`;
    await expect(measure(['/bin/sh', '-c', shell], { timeoutMs: 300 })).rejects.toThrow('did not end within');
    await new Promise((resolve) => {
      setTimeout(resolve, 1200);
    });
    expect(await readdir(folder)).toEqual([]);
    await rm(folder, { recursive: true });
  });
});

describe('small parts', () => {
  it('is the same account each time, with the users, keys and secrets asked for', () => {
    const size = { users: 20, keys: 31, secrets: 7 };
    const world = largeAccount(size);
    expect(largeAccount(size)).toEqual(world);
    expect(world.users.flatMap(({ keys = [] }) => keys)).toHaveLength(31);
    expect(() => largeAccount({ ...size, keys: 41 })).toThrow('at most two keys a user');
  });

  it('takes the middle, whatever the order', () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 1 }), (values) => {
        const middle = median(values);
        const [below, above] = [values.filter((v) => v < middle), values.filter((v) => v > middle)];
        return below.length <= values.length / 2 && above.length <= values.length / 2;
      }),
    );
    expect(() => median([])).toThrow(RangeError);
  });

  it('writes a table with figures to the right', () => {
    expect(
      table(
        ['', 's'],
        [
          ['ours', '1.5'],
          ['theirs', '12'],
        ],
      ),
    ).toBe('          s\n──────  ───\nours    1.5\ntheirs   12');
    expect([0.123, 12.34, 1234.5].map(short)).toEqual(['0.12', '12.3', '1,235']);
  });

  it.each`
    args                  | message
    ${['--runs', '0']}    | ${'--runs: expected a whole number from 1'}
    ${['--runs', 'many']} | ${'--runs: expected a whole number from 1'}
    ${['--fast']}         | ${'expected --runs, --peers, each with a value, got --fast'}
  `('refuses $args', ({ args, message }) => {
    expect(() => readArguments(args, { runs: 3 }, { peers: '' })).toThrow(message);
  });
});
