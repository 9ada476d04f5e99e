import { describe, expect, it } from 'vitest';
import { regionsUnread } from '../../../../lib/core/rotation/exposure/unread.ts';

const unlisted = { missing: 'account:ListRegions', reason: 'denied: only us-east-1 read' } as const;
const other = { missing: 'lambda:ListFunctions', reason: 'denied' } as const;

describe('the Regions that an exposure was not looked for in', () => {
  it.each`
    what                                   | named            | gaps          | expected
    ${'none, where every one was read'}    | ${undefined}     | ${[other]}    | ${[]}
    ${'none, where none was named'}        | ${[]}            | ${[]}         | ${[]}
    ${'the others, where some were named'} | ${['eu-west-1']} | ${[]}         | ${['every Region but eu-west-1: ask again without --region']}
    ${'those that could not be listed'}    | ${undefined}     | ${[unlisted]} | ${['denied: only us-east-1 read']}
  `('are $what', ({ named, gaps, expected }) => {
    expect(regionsUnread(named, gaps)).toEqual(expected);
  });
});
