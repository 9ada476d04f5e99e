import { expect, it } from 'vitest';
import { begin } from '../../../lib/core/rotation/start.ts';
import { PROTOCOL_TABLES } from '../../../lib/core/rotation/tables.ts';
import { wakeAt } from '../../../lib/core/rotation/waiting.ts';
import { ROTATE } from '../../prove/scenarios.ts';

const row = begin(PROTOCOL_TABLES, 'r', ROTATE, 1, 10);
const { poll, watch, refresh } = ROTATE.durations;

it.each([
  ['watched', 10, 10 + watch],
  ['watched', 10 + watch, 10 + watch + poll],
  ['refreshed', 10, 10 + refresh],
  ['newWorks', 10, 10 + poll],
  ['leaseFree', 10, 10 + poll],
])('waiting for %s at %i is over at %i', (because, now, at) => {
  const published = { ...row, times: { ...row.times, published: 10 } };
  expect(wakeAt(published, because, now)).toBe(at);
});
