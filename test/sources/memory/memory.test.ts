import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { directoryMemory } from '../../../lib/sources/memory/directory.ts';
import { recallSealed, rememberSealed } from '../../../lib/sources/memory/sealed.ts';
import { memoryOf } from '../memory-of.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'memory-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

describe('a folder as memory', () => {
  it('knows nothing at first, then what was remembered last, for its owner alone', async () => {
    const cache = join(dir, 'deep', 'cache');
    const memory = await directoryMemory(cache);
    expect(await memory.recall('roster')).toBeUndefined();
    await memory.remember('roster', 'one');
    await memory.remember('roster', 'two');
    expect(await memory.recall('roster')).toBe('two');
    expect(await readdir(cache)).toEqual(['roster.json']);
    expect((await stat(join(cache, 'roster.json'))).mode & 0o777).toBe(0o600);
    expect((await stat(cache)).mode & 0o777).toBe(0o700);
  });

  it('that can not be is refused before anything is read', async () => {
    await writeFile(join(dir, 'file'), '');
    for (const cache of ['', join(dir, 'file'), join(dir, 'file', 'cache')]) {
      const message = /^--cache ".*": expected a folder to write to, got E[A-Z]+: name another one$/;
      await expect(directoryMemory(cache)).rejects.toThrow(message);
    }
  });

  it('with something in place of its file says so', async () => {
    const memory = await directoryMemory(join(dir, 'cache'));
    await directoryMemory(join(dir, 'cache', 'roster.json'));
    await expect(memory.recall('roster')).rejects.toThrow(/roster\.json: can't be read \(EISDIR\)/);
    await expect(memory.remember('roster', '')).rejects.toMatchObject({ name: 'InputError' });
  });

  it('keeps what it had when it is removed under way', async () => {
    const memory = await directoryMemory(join(dir, 'cache'));
    await rm(join(dir, 'cache'), { recursive: true });
    await expect(memory.remember('roster', '')).rejects.toThrow(/--cache .*ENOENT/);
  });

  it.each(['../roster', 'a/b', '', 'A'])('takes no name that could lead elsewhere: %j', async (name) => {
    const memory = await directoryMemory(dir);
    expect(() => memory.recall(name)).toThrow(RangeError);
  });

  it('never makes a file wider than it was', async () => {
    const memory = await directoryMemory(dir);
    await memory.remember('keys', 'one');
    await chmod(join(dir, 'keys.json'), 0o644);
    await memory.remember('keys', 'two');
    expect((await stat(join(dir, 'keys.json'))).mode & 0o777).toBe(0o600);
    expect(await readFile(join(dir, 'keys.json'), 'utf8')).toBe('two');
  });
});

describe('what is remembered under seal', () => {
  const schema = z.record(z.string(), z.json());

  it('is recalled as it was', () =>
    fc.assert(
      fc.asyncProperty(fc.dictionary(fc.string(), fc.jsonValue()), async (raw) => {
        // No id that AWS makes up is called so, and zod drops it.
        fc.pre(!JSON.stringify(raw).includes('__proto__'));
        const data = JSON.parse(JSON.stringify(raw)) as Record<string, never>;
        const memory = memoryOf();
        await rememberSealed(memory, 'keys', data);
        expect(await recallSealed(memory, 'keys', schema)).toEqual({ state: 'known', value: data });
      }),
    ));

  it('is never believed after a change of any character', async () => {
    const memory = memoryOf();
    await rememberSealed(memory, 'keys', { ada: ['AKIAAAAAAAAAAAAAAAA1', 'Active'] });
    const text = memory.texts.get('keys')!;
    await fc.assert(
      fc.asyncProperty(fc.nat(text.length - 2), fc.string({ maxLength: 2 }), async (at, other) => {
        const changed = text.slice(0, at) + other + text.slice(at + 1);
        fc.pre(changed.trim() !== text.trim());
        memory.texts.set('keys', changed);
        const { state } = await recallSealed(memory, 'keys', schema);
        // White space between tokens changes no data.
        const same = state === 'known' && JSON.stringify(JSON.parse(changed)) === text.trim();
        expect(state === 'damaged' || same).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it.each`
    why                             | damage                                                          | reason
    ${'cut off'}                    | ${(text: string) => text.slice(0, -5)}                          | ${'not what Nightwarden wrote'}
    ${'emptied'}                    | ${() => ''}                                                     | ${'not what Nightwarden wrote'}
    ${'written by another version'} | ${(text: string) => text.replace('memory/1', 'memory/2')}       | ${'not what Nightwarden wrote'}
    ${'edited'}                     | ${(text: string) => text.replace('Active', 'Inactive')}         | ${'changed since it was written'}
    ${"another subject's"}          | ${(text: string) => text.replace('"name":"keys', '"name":"ke')} | ${'another name'}
  `('$why is damaged', async ({ damage, reason }) => {
    const memory = memoryOf();
    await rememberSealed(memory, 'keys', { ada: 'Active' });
    memory.texts.set('keys', damage(memory.texts.get('keys')));
    expect(await recallSealed(memory, 'keys', schema)).toEqual({
      state: 'damaged',
      reason: expect.stringContaining(reason) as string,
    });
  });

  it('of another shape than asked for is damaged', async () => {
    const memory = memoryOf();
    await rememberSealed(memory, 'keys', ['ada']);
    expect(await recallSealed(memory, 'keys', schema)).toMatchObject({ state: 'damaged' });
  });

  it('is nothing without a memory', async () => {
    await rememberSealed(undefined, 'keys', {});
    expect(await recallSealed(undefined, 'keys', schema)).toEqual({ state: 'nothing' });
  });
});
