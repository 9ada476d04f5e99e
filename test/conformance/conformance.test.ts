import { describe, expect, it } from 'vitest';
import { CASES } from './cases.ts';

describe('what other tools get wrong', () => {
  it.each(CASES.map((each) => [each.wrong, each.ours, each] as const))('%s Ours: %s', async (_, __, each) => {
    expect(await each.answer()).toEqual(each.expected);
  });

  it('has a case for each of the eleven, each with a tool that does it', () => {
    expect(new Set(CASES.map(({ id }) => id)).size).toBe(11);
    for (const { others } of CASES) expect(others.length).toBeGreaterThan(0);
  });

  it('names the file and the commit of each tool whose source was read', () => {
    for (const { read } of CASES.flatMap(({ others }) => others)) {
      if (read !== undefined) expect(read.commit).toMatch(/^[0-9a-f]{40}$/);
    }
  });
});
