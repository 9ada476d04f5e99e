import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY } from '../../../lib/core/model/policy.ts';
import type { Snapshot } from '../../../lib/core/model/snapshot.ts';
import { factsIn } from '../../../lib/core/rotation/known-facts.ts';
import { enrich } from '../../../lib/core/trust/enrich.ts';
import { ACCOUNT, ago, aKey, aSnapshot, KEY, userArn } from '../detectors/build.ts';

const OTHER = 'AKIAOTHER';

function suspectsOf(change: Partial<Snapshot>): readonly string[] | undefined {
  const credentials = [aKey({ status: 'Inactive' }), aKey({ id: OTHER })];
  const estate = enrich(aSnapshot({ credentials, ...change }), DEFAULT_POLICY);
  const subject = estate.subjects.find(({ credential }) => credential.id === KEY);
  return factsIn(estate, subject!, undefined).suspects;
}
const leak = (credential: string) => ({ credential, at: ago(1), source: 'a scanner' });

describe('the other keys of a user that leaked too', () => {
  it.each`
    what                                          | exposures                   | expected
    ${'none, where only this one was reported'}   | ${[leak(KEY)]}              | ${[]}
    ${'one that was reported as well'}            | ${[leak(KEY), leak(OTHER)]} | ${[OTHER]}
    ${'all of them, where the user was reported'} | ${[leak(userArn('ci'))]}    | ${[OTHER]}
  `('are $what', ({ exposures, expected }) => {
    expect(suspectsOf({ exposures })).toEqual(expected);
  });

  it('are not known where what leaked was not read whole', () => {
    const gap = {
      facts: ['exposures'],
      missing: '--exposures',
      reason: 'a row is damaged',
      remedy: 'mend it',
      scope: { account: ACCOUNT },
    } as const;
    expect(suspectsOf({ exposures: [leak(KEY)], gaps: [gap] })).toBeUndefined();
  });
});
