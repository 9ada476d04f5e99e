import { describe, expect, it } from 'vitest';
import { showsColour } from '../../lib/cli/palette.ts';
import { terminalProgress, withProgress } from '../../lib/cli/progress.ts';

function aStream(more: { isTTY?: boolean; columns?: number } = {}) {
  const written: string[] = [];
  return { ...more, written, write: (text: string) => written.push(text) > 0 };
}

/** A clock that moves a second with every look. */
function aClock(): () => number {
  let at = 0;
  return () => {
    at += 1000;
    return at;
  };
}

describe('progress', () => {
  it('is a line a finished step in a log, without colours, whatever the environment says', () => {
    const stream = aStream();
    const progress = terminalProgress(stream, { now: aClock(), env: { CI: '1', FORCE_COLOR: '1' } });
    progress.step('reading');
    progress.detail('half');
    progress.done('14 users');
    expect(stream.written).toEqual([expect.stringMatching(/^✓ reading: 14 users \(\d\.0 s\)\n$/)]);
  });

  it('marks a step that ended badly, and leaves the next text a line of its own', () => {
    const stream = aStream({ isTTY: true });
    const progress = terminalProgress(stream, { now: aClock(), env: { NO_COLOR: '1' } });
    progress.step('connecting');
    progress.failed();
    expect(stream.written.at(-1)).toBe('\r\u001b[2K✗ connecting (1.0 s)\n');
  });

  it('says nothing of a failure between two steps', () => {
    const stream = aStream();
    const progress = terminalProgress(stream, { now: aClock(), env: {} });
    progress.step('reading');
    progress.done();
    progress.failed();
    expect(stream.written).toHaveLength(1);
  });

  it('never fills more than a line of the terminal, so that it can be redrawn', () => {
    const stream = aStream({ isTTY: true, columns: 30 });
    const progress = terminalProgress(stream, { now: aClock(), env: { NO_COLOR: '1' } });
    progress.step('reading');
    progress.detail('a file with a name that is long, long, long');
    expect(stream.written.at(-1)).toBe('\r\u001b[2K… reading: a file with a nam…');
  });

  it('takes a terminal that does not tell its width for one of 80 columns', () => {
    const stream = aStream({ isTTY: true, columns: 0 });
    terminalProgress(stream, { now: aClock(), env: { NO_COLOR: '1' } }).step('reading');
    expect(stream.written).toEqual(['\r\u001b[2K… reading']);
  });

  it('marks the step in which the work failed, and lets the failure go on', async () => {
    const stream = aStream();
    const work = withProgress(stream, async (progress) => {
      progress.step('connecting');
      throw new Error('refused');
    });
    await expect(work).rejects.toThrow('refused');
    expect(stream.written.join('')).toMatch(/^✗ connecting \(\d+\.\d s\)\n$/);
  });
});

describe('colour', () => {
  it.each`
    why                                     | stream              | env                  | colour
    ${'a terminal'}                         | ${{ isTTY: true }}  | ${{}}                | ${true}
    ${'a file, or a pipe'}                  | ${{}}               | ${{}}                | ${false}
    ${'a pipe in CI'}                       | ${{ isTTY: false }} | ${{ CI: '1' }}       | ${false}
    ${'somebody who wants none'}            | ${{ isTTY: true }}  | ${{ NO_COLOR: '1' }} | ${false}
    ${'an empty NO_COLOR, which asks none'} | ${{ isTTY: true }}  | ${{ NO_COLOR: '' }}  | ${true}
    ${'a terminal that shows none'}         | ${{ isTTY: true }}  | ${{ TERM: 'dumb' }}  | ${false}
  `('$why: $colour', ({ stream, env, colour }) => expect(showsColour(stream, env)).toBe(colour));
});
