import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonFault } from '../../../lib/sources/files/json-fault.ts';
import { parseJson } from '../../../lib/sources/files/text.ts';

describe('the place of the first fault', () => {
  it.each`
    text                    | fault
    ${''}                   | ${'line 1, column 1: expected a value, got the end of the file'}
    ${'{"a": 1 "b"}'}       | ${'line 1, column 9: expected , or the end of the object or array'}
    ${'{"a": xyz}'}         | ${'line 1, column 7: expected a value'}
    ${'{"a":\n  [1,\n  ]}'} | ${'line 3, column 3: expected a value'}
    ${'{"a": 1,}'}          | ${'line 1, column 9: expected a name in double quotes'}
    ${"{'a': 1}"}           | ${'line 1, column 2: expected a name in double quotes or }'}
    ${'{"a" 1}'}            | ${'line 1, column 6: expected :'}
    ${'[1, 2'}              | ${'line 1, column 6: expected , or the end of the object or array, got the end of the file'}
    ${'{"a": "x\ny"}'}      | ${'line 1, column 7: expected a value'}
    ${'{} {}'}              | ${'line 1, column 4: expected the end of the file'}
    ${'[01]'}               | ${'line 1, column 3: expected , or the end of the object or array'}
    ${'[1}'}                | ${'line 1, column 3: expected , or the end of the object or array'}
    ${'\u{feff}\u{feff}[]'} | ${'line 1, column 1: expected a value'}
  `('of $text is told: $fault', ({ text, fault }) => {
    expect(parseJson(text)).toEqual({ fault });
  });

  it('is never told with anything of the text', () => {
    fc.assert(
      fc.property(
        fc.json(),
        fc.nat(),
        fc.constantFrom('}', ']', ',', ':', 'canary', '"', '\\', ''),
        (json, at, put) => {
          const place = at % (json.length + 1);
          const text = json.slice(0, place) + put + json.slice(place + 1);
          const parsed = parseJson(text);
          if ('value' in parsed) return;
          expect(parsed.fault).toMatch(/^line \d+, column \d+: expected [a-z,:} \]]+$/);
        },
      ),
    );
  });

  it('lies beyond the end for valid text: no valid token is refused', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        const lastColumn = json.length + 1;
        expect(jsonFault(json)).toBe(
          `line 1, column ${lastColumn}: expected the end of the file, got the end of the file`,
        );
      }),
    );
  });
});
