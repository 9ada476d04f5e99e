import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonPieces } from '../../../lib/core/reports/pieces.ts';
import { safeJson } from '../../../lib/core/reports/text.ts';

describe('a document in pieces', () => {
  it('is, put together, the document written at once', () =>
    fc.assert(
      fc.property(fc.oneof(fc.array(fc.jsonValue()), fc.dictionary(fc.string(), fc.jsonValue())), (value) => {
        expect([...jsonPieces(value)].join('')).toBe(`${safeJson(value)}\n`);
      }),
    ));

  it('leaves out what JSON leaves out', () => {
    const value = { a: undefined, b: [undefined, 1], c: { d: undefined } };
    expect([...jsonPieces(value)].join('')).toBe(`${safeJson(value)}\n`);
  });

  it('comes in pieces that are small beside a large document', () => {
    const findings = Array.from({ length: 10_000 }, (_, at) => ({
      id: `finding ${at}`,
      text: 'x'.repeat(100),
    }));
    const pieces = [...jsonPieces({ schema: 'x', findings })];
    expect(pieces.length).toBeGreaterThan(15);
    for (const piece of pieces) expect(piece.length).toBeLessThan(70_000);
  });
});
