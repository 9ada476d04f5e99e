import { describe, expect, it } from 'vitest';
import { begunId } from '../../../lib/core/rotation/begin-id.ts';
import { type Beginning, beginningsText } from '../../../lib/core/rotation/beginnings.ts';

const of = { run: '2026-11-26', account: '111122223333' };
const begun: Beginning = {
  credential: 'AKIAEXAMPLEEXAMPLE0A',
  kind: 'rotate',
  state: 'begun',
  rotation: 'r1',
  refusals: [],
};
const refused: Beginning = {
  credential: 'AKIAEXAMPLEEXAMPLE0B',
  kind: 'contain',
  state: 'refused',
  rotation: null,
  refusals: [{ because: 'the contain switch is on pause', todo: 'nightwarden switch contain run' }],
};

describe('what people are told of plans that began without them', () => {
  it.each`
    beginnings                   | subject
    ${[begun]}                   | ${'Nightwarden: 1 plan begun'}
    ${[begun, begun]}            | ${'Nightwarden: 2 plans begun'}
    ${[refused]}                 | ${'Nightwarden: 1 plan NOT begun, a person must look'}
    ${[begun, refused, refused]} | ${'Nightwarden: 1 plan begun, 2 plans NOT begun, a person must look'}
  `('is headed $subject', ({ beginnings, subject }) =>
    expect(beginningsText(beginnings, of).subject).toBe(subject),
  );

  it('is how to follow each and how to take it back, and of the others why and what to do', () => {
    expect(beginningsText([begun, refused], of).text.split('\n')).toEqual([
      'Account 111122223333, run 2026-11-26: 1 plan begun, 1 plan NOT begun, a person must look.',
      'The policy lets these begin without a person.',
      '',
      'rotate AKIAEXAMPLEEXAMPLE0A: begun',
      '  follow it:   nightwarden status r1',
      '  take the old one back:   nightwarden abort r1',
      '',
      'contain AKIAEXAMPLEEXAMPLE0B: not begun',
      '  the contain switch is on pause',
      '    nightwarden switch contain run',
    ]);
  });

  it('says of what leaked how to stop, and never how to take it back', () => {
    const { text } = beginningsText([{ ...begun, kind: 'contain' }], of);
    expect(text).toContain('nightwarden switch contain pause');
    expect(text).not.toContain('abort');
  });
});

it('the id of a plan that a run begins is always the same, of 36 characters, and another for another run or credential', () => {
  const id = begunId('2026-11-26', '111122223333', 'AKIAEXAMPLEEXAMPLE0A');
  expect(id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  expect(begunId('2026-11-26', '111122223333', 'AKIAEXAMPLEEXAMPLE0A')).toBe(id);
  const others = [
    begunId('2026-11-27', '111122223333', 'AKIAEXAMPLEEXAMPLE0A'),
    begunId('2026-11-26', '444455556666', 'AKIAEXAMPLEEXAMPLE0A'),
    begunId('2026-11-26', '111122223333', 'AKIAEXAMPLEEXAMPLE0B'),
  ];
  expect(new Set([id, ...others]).size).toBe(4);
});
