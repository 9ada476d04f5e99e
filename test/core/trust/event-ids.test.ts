import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { eventIds } from '../../../lib/core/trust/event-ids.ts';

it('knows what was added, also when it begins anew with what it had', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.uuid(), { maxLength: 3000 }), fc.uuid(), (ids, other) => {
      fc.pre(!ids.includes(other));
      const first = eventIds();
      for (const id of ids) expect(first.add(id)).toBe(true);
      const again = eventIds(first.words());
      for (const id of ids) expect([again.has(id), again.add(id)]).toEqual([true, false]);
      expect([again.has(other), again.add(other), again.has(other)]).toEqual([false, true, true]);
      expect(again.words()).toHaveLength(2 * ids.length + 2);
    }),
    { numRuns: 20 },
  );
});

it('of nothing knows nothing', () => {
  expect(eventIds().words()).toHaveLength(0);
  expect(eventIds().has('')).toBe(false);
});
