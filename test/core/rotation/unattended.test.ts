import { describe, expect, it } from 'vitest';
import type { Proposal } from '../../../lib/core/rotation/proposals.ts';
import { type AwsSign, beginnable } from '../../../lib/core/rotation/unattended.ts';
import { ACCOUNT, KEY, OTHER_KEY, userArn } from '../detectors/build.ts';

const proposal = (facts: Partial<Proposal> = {}): Proposal => ({
  credential: KEY,
  principal: `arn:aws:iam::${ACCOUNT}:user/bots/ci`,
  kind: 'retire',
  why: '',
  because: [],
  state: 'planned',
  hash: 'a',
  refusals: [],
  attended: [],
  next: [],
  ...facts,
});
const leaked = proposal({ kind: 'contain' });
const sign = (by: AwsSign['by'], ...names: string[]): AwsSign => ({ by, names });
const all = ['rotate', 'retire', 'contain'] as const;
const signs = ['health', 'guardduty', 'quarantine'] as const;

describe('what may begin without a person', () => {
  it.each`
    why                                                       | proposed                                                                       | unattended    | autoContain       | sign                                                         | begins
    ${'by default nothing'}                                   | ${proposal()}                                                                  | ${[]}         | ${[]}             | ${null}                                                      | ${false}
    ${'by default nothing, upon AWS\u2019s own word neither'} | ${leaked}                                                                      | ${[]}         | ${[]}             | ${sign('health', KEY)}                                       | ${false}
    ${'a kind that the policy names'}                         | ${proposal()}                                                                  | ${['retire']} | ${[]}             | ${null}                                                      | ${true}
    ${'not another kind'}                                     | ${proposal()}                                                                  | ${['rotate']} | ${[]}             | ${null}                                                      | ${false}
    ${'not what a person must apply'}                         | ${proposal({ attended: ['a use'] })}                                           | ${all}        | ${signs}          | ${null}                                                      | ${false}
    ${'not what something stands in the way of'}              | ${proposal({ state: 'refused' })}                                              | ${all}        | ${signs}          | ${null}                                                      | ${false}
    ${'not what the night could not tell'}                    | ${proposal({ state: 'unknown' })}                                              | ${all}        | ${signs}          | ${null}                                                      | ${false}
    ${'contain not without AWS\u2019s own word'}              | ${leaked}                                                                      | ${all}        | ${signs}          | ${null}                                                      | ${false}
    ${'contain not upon a sign that is not named'}            | ${leaked}                                                                      | ${all}        | ${['guardduty']}  | ${sign('health', KEY)}                                       | ${false}
    ${'contain upon one that is'}                             | ${leaked}                                                                      | ${[]}         | ${['health']}     | ${sign('health', KEY)}                                       | ${true}
    ${'contain of what it names only'}                        | ${leaked}                                                                      | ${[]}         | ${['health']}     | ${sign('health', OTHER_KEY)}                                 | ${false}
    ${'contain of the user that it names'}                    | ${leaked}                                                                      | ${[]}         | ${['guardduty']}  | ${sign('guardduty', `arn:aws:iam::${ACCOUNT}:user/bots/ci`)} | ${true}
    ${'contain of the user that AWS quarantined'}             | ${leaked}                                                                      | ${[]}         | ${['quarantine']} | ${sign('quarantine', 'ci')}                                  | ${true}
    ${'contain of no other user that AWS quarantined'}        | ${leaked}                                                                      | ${[]}         | ${['quarantine']} | ${sign('quarantine', 'bots')}                                | ${false}
    ${'contain of no role by a user\u2019s name'}             | ${proposal({ kind: 'contain', principal: `arn:aws:iam::${ACCOUNT}:role/ci` })} | ${[]}         | ${['quarantine']} | ${sign('quarantine', 'ci')}                                  | ${false}
    ${'contain of nothing without a principal'}               | ${proposal({ kind: 'contain', principal: null })}                              | ${[]}         | ${['quarantine']} | ${sign('quarantine', '')}                                    | ${false}
    ${'contain on an unknown'}                                | ${proposal({ kind: 'contain', state: 'unknown' })}                             | ${[]}         | ${['health']}     | ${sign('health', KEY)}                                       | ${true}
    ${'contain not of a break-glass user'}                    | ${proposal({ kind: 'contain', state: 'refused' })}                             | ${all}        | ${signs}          | ${sign('health', KEY)}                                       | ${false}
    ${'a rotation not because of a sign'}                     | ${proposal({ kind: 'rotate', principal: userArn('ci') })}                      | ${[]}         | ${signs}          | ${sign('health', KEY)}                                       | ${false}
  `('$why', ({ proposed, unattended, autoContain, sign: given, begins }) => {
    expect(beginnable([proposed as Proposal], { unattended, autoContain }, given)).toHaveLength(
      begins ? 1 : 0,
    );
  });
});
