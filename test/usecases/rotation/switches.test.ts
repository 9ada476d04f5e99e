import { describe, expect, it } from 'vitest';
import type { Position } from '../../../lib/core/rotation/switch-change.ts';
import { readSwitch, setSwitch, switchesTable } from '../../../lib/usecases/rotation/switches-table.ts';
import { userArn } from '../../core/detectors/build.ts';
import { memoryTable } from '../../fixtures/nights/memory-table.ts';

const ANA = userArn('ana');
const BOB = userArn('bob');

function bench() {
  const table = memoryTable();
  let now = 1_000;
  const clock = { now: () => now };
  return {
    table,
    later: (ms: number) => {
      now += ms;
    },
    set: (position: Position, by: string, of = table) =>
      setSwitch(of, { which: 'rotate', position, by }, clock),
    workers: async () => ({
      rotate: await switchesTable(table).read('rotate'),
      contain: await switchesTable(table).read('contain'),
    }),
    told: () => readSwitch(table, 'rotate'),
  };
}

describe('the switches', () => {
  it('that nobody ever set stand on run', async () => {
    const { workers, told } = bench();
    expect(await workers()).toEqual({ rotate: 'run', contain: 'run' });
    expect(await told()).toEqual({ position: 'run', by: [], at: null, asked: null });
  });

  it('are set apart, each with who and when', async () => {
    const { set, workers, told } = bench();
    await set('pause', ANA);
    expect(await workers()).toEqual({ rotate: 'pause', contain: 'run' });
    expect(await told()).toEqual({ position: 'pause', by: [ANA], at: 1_000, asked: null });
  });

  it('go on as they stand while a freeze waits for a second person', async () => {
    const { set, workers, told, later } = bench();
    expect(await set('freeze', ANA)).toEqual({ state: 'asked', by: ANA });
    expect(await workers()).toMatchObject({ rotate: 'run' });
    later(5);
    expect(await set('freeze', ANA)).toMatchObject({ state: 'asked' });
    expect(await workers()).toMatchObject({ rotate: 'run' });
    expect(await set('freeze', BOB)).toMatchObject({ state: 'set' });
    expect(await workers()).toMatchObject({ rotate: 'freeze' });
    expect(await told()).toEqual({ position: 'freeze', by: [ANA, BOB], at: 1_005, asked: null });
  });

  it('forget a freeze that was asked for when somebody sets them otherwise', async () => {
    const { set, workers } = bench();
    await set('freeze', ANA);
    await set('pause', BOB);
    expect(await set('freeze', BOB)).toMatchObject({ state: 'asked' });
    expect(await workers()).toMatchObject({ rotate: 'pause' });
  });

  it('are not frozen on a wish that was taken back at the same moment', async () => {
    const { table, set, workers } = bench();
    await set('freeze', ANA);
    let read = 0;
    const slow = {
      ...table,
      async get(key: Parameters<typeof table.get>[0]) {
        const row = await table.get(key);
        read += 1;
        // Between the look and the write of the second one.
        if (read === 1) await set('run', ANA);
        return row;
      },
    };
    expect(await set('freeze', BOB, slow)).toMatchObject({ state: 'asked' });
    expect(await workers()).toMatchObject({ rotate: 'run' });
  });

  it('that hold something else are unreadable, which a person must mend', async () => {
    const { table, set, workers } = bench();
    await table.put({ pk: 'SWITCHES', sk: 'rotate', position: 'on' });
    expect(await workers()).toMatchObject({ rotate: 'unreadable' });
    await set('freeze', ANA);
    expect(await workers()).toMatchObject({ rotate: 'unreadable' });
    await set('run', ANA);
    expect(await workers()).toMatchObject({ rotate: 'run' });
  });

  it('are unreadable to workers, and an error to people, when the table does not answer', async () => {
    const { table } = bench();
    const broken = { ...table, get: () => Promise.reject(new Error('throttled')) };
    expect(await switchesTable(broken).read('rotate')).toBe('unreadable');
    await expect(readSwitch(broken, 'rotate')).rejects.toThrow('throttled');
  });
});
