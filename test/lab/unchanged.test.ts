import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { tellTheSame } from './unchanged.ts';

const ASOF = Date.parse('2026-11-20T03:00:00Z');
const TAKEN = Date.parse('2026-12-01T15:30:10Z');
const KEY = { UserName: 'ci', AccessKeyId: 'AKIA1111111111111111', CreateDate: '2026-08-22T02:59:50+00:00' };
let scratch = '';

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'nightwarden-unchanged-'));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

async function folderWith(key: object): Promise<string> {
  const folder = await mkdtemp(join(scratch, 'world-'));
  await writeFile(join(folder, 'access-keys.json'), JSON.stringify({ AccessKeyMetadata: [key] }));
  return folder;
}

it.each`
  why                                | change                                         | same
  ${'another id and a moment later'} | ${{ AccessKeyId: 'AKIA2222222222222222' }}     | ${true}
  ${'another age'}                   | ${{ CreateDate: '2026-09-03T15:29:58+00:00' }} | ${false}
  ${'another name'}                  | ${{ UserName: 'cd' }}                          | ${false}
`('$why: the same is $same', async ({ change, same }) => {
  const before = await folderWith(KEY);
  const after = await folderWith({ ...KEY, CreateDate: '2026-09-02T15:29:58+00:00', ...change });
  expect(await tellTheSame(before, after, { asOf: ASOF, takenAt: TAKEN })).toBe(same);
});
