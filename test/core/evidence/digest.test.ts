import { describe, expect, it } from 'vitest';
import { canonical, digest } from '../../../lib/core/evidence/digest.ts';
import { aFinding, aKey, aSubject } from './made.ts';

describe('digest', () => {
  it('does not depend on the order in which evidence was written', () => {
    const one = aFinding({ evidence: { a: 1, b: { c: [1, 2], d: null } } });
    const other = aFinding({ evidence: { b: { d: null, c: [1, 2] }, a: 1 } });
    expect(digest(one)).toBe(digest(other));
  });

  it.each`
    what          | changed
    ${'severity'} | ${{ severity: 'critical' }}
    ${'title'}    | ${{ title: 'Another title' }}
    ${'reasons'}  | ${{ reasons: ['another reason (+75)'] }}
    ${'evidence'} | ${{ evidence: { lastUsedAt: '2026-01-03T00:00:00.000Z' } }}
    ${'remedy'}   | ${{ remedy: 'another remedy' }}
    ${'attack'}   | ${{ attack: [] }}
  `('changes with the $what', ({ changed }) => {
    expect(digest(aFinding(changed))).not.toBe(digest(aFinding()));
  });

  it('changes when the owner or a tag does, which people see too', () => {
    const subject = aSubject();
    const orphan = aSubject({ ownership: { owner: null, leads: [], leaver: null } });
    const tagged = aSubject({ credential: aKey({ tags: { team: 'x' } }) });
    expect(new Set([subject, orphan, tagged].map((each) => digest(aFinding(), each))).size).toBe(3);
  });

  it('does not change with a use that the finding does not speak of', () => {
    const later = aSubject({ credential: aKey({ lastUsed: { state: 'unknown', missing: 'x' } }) });
    expect(digest(aFinding(), later)).toBe(digest(aFinding(), aSubject()));
  });
});

describe('canonical', () => {
  it('keeps a key named __proto__ as data', () => {
    expect(canonical(JSON.parse('{"b":1,"__proto__":{"x":1}}'))).toBe('{"__proto__":{"x":1},"b":1}');
  });
});
