import { describe, expect, it } from 'vitest';
import { DETECTOR_IDS } from '../../lib/core/detectors/ids.ts';
import { CANARIES, smallShop } from '../worlds/small-shop/world.ts';
import { plantedIn } from './world.ts';

const { users, secrets, people } = smallShop;
const planted = plantedIn(smallShop);

describe('the world small-shop', () => {
  it.each(DETECTOR_IDS)('holds what %s finds', (id) => {
    // AWS's quarantine and a report are two ways to learn of a leak.
    const times = id === 'trust.exposed-credential' ? 2 : 1;
    expect(planted.filter(({ wrongs = [] }) => wrongs.includes(id))).toHaveLength(times);
  });

  it('holds a near miss for each wrong that can have one', () => {
    const misses = planted.filter(({ wrongs = [] }) => wrongs.length === 0);
    expect(misses.length).toBeGreaterThanOrEqual(12);
    for (const { why } of misses) expect(why).toMatch(/^near miss: /);
  });

  it('plants nothing but canaries as secret values', () => {
    const values = [
      ...secrets.map(({ value }) => value),
      ...users.flatMap((user) => (user.console === undefined ? [] : [user.console.password])),
    ];
    expect(Object.values<string>(CANARIES)).toEqual(expect.arrayContaining(values));
    for (const canary of Object.values(CANARIES)) expect(canary).toContain('NIGHTWARDENCANARY');
  });

  it('names no user twice, no key is older than its user, and nothing is used before it was made', () => {
    expect(new Set(users.map(({ name }) => name)).size).toBe(users.length);
    for (const user of users) {
      for (const key of user.keys ?? []) {
        expect(key.age).toBeLessThanOrEqual(user.age);
        const { daysAgo = 0, every = 1, times = 1 } = key.use ?? {};
        expect(daysAgo + every * (times - 1)).toBeLessThanOrEqual(key.age);
      }
    }
  });

  it('gives each person one row, and says who left', () => {
    expect(new Set(people.map(({ email }) => email)).size).toBe(people.length);
    expect(people.filter(({ leftDaysAgo }) => leftDaysAgo !== undefined)).toHaveLength(2);
  });
});
