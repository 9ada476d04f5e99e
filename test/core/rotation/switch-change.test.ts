import { describe, expect, it } from 'vitest';
import { changeSwitch, FREEZE_WITHIN, type SwitchTold } from '../../../lib/core/rotation/switch-change.ts';
import { ACCOUNT, userArn } from '../detectors/build.ts';

const ANA = userArn('ana');
const BOB = userArn('bob');
const ROLE = `arn:aws:iam::${ACCOUNT}:role/Operator`;
const SESSION = `arn:aws:sts::${ACCOUNT}:assumed-role/Operator/ana`;
const standing: SwitchTold = { position: 'run', by: [], at: null, asked: null };
const askedBy = (by: string): SwitchTold => ({ ...standing, asked: { by, at: 0 } });

describe('a switch', () => {
  it.each`
    why                                              | told                                                   | position    | by         | at                   | change
    ${'is set to run by one'}                        | ${standing}                                            | ${'run'}    | ${ANA}     | ${0}                 | ${{ state: 'set', position: 'run', by: [ANA] }}
    ${'is set to pause by one'}                      | ${standing}                                            | ${'pause'}  | ${ANA}     | ${0}                 | ${{ state: 'set', position: 'pause', by: [ANA] }}
    ${'is not frozen by one'}                        | ${standing}                                            | ${'freeze'} | ${ANA}     | ${0}                 | ${{ state: 'asked', by: ANA }}
    ${'is not frozen by the same one twice'}         | ${askedBy(ANA)}                                        | ${'freeze'} | ${ANA}     | ${1}                 | ${{ state: 'asked', by: ANA }}
    ${'is not frozen by a role and a session of it'} | ${askedBy(ROLE)}                                       | ${'freeze'} | ${SESSION} | ${1}                 | ${{ state: 'asked', by: SESSION }}
    ${'is frozen by two, and keeps both names'}      | ${askedBy(ANA)}                                        | ${'freeze'} | ${BOB}     | ${1}                 | ${{ state: 'set', position: 'freeze', by: [ANA, BOB] }}
    ${'is frozen on the last moment'}                | ${askedBy(ANA)}                                        | ${'freeze'} | ${BOB}     | ${FREEZE_WITHIN}     | ${{ state: 'set', position: 'freeze', by: [ANA, BOB] }}
    ${'is not frozen on what was asked longer ago'}  | ${askedBy(ANA)}                                        | ${'freeze'} | ${BOB}     | ${FREEZE_WITHIN + 1} | ${{ state: 'asked', by: BOB }}
    ${'that can not be read is mended by one'}       | ${{ ...standing, position: 'unreadable' }}             | ${'run'}    | ${ANA}     | ${0}                 | ${{ state: 'set', position: 'run', by: [ANA] }}
    ${'that is frozen stays so, with who froze it'}  | ${{ ...standing, position: 'freeze', by: [ANA, BOB] }} | ${'freeze'} | ${ANA}     | ${9}                 | ${{ state: 'set', position: 'freeze', by: [ANA, BOB] }}
    ${'that is frozen is let go by one'}             | ${{ ...standing, position: 'freeze', by: [ANA, BOB] }} | ${'run'}    | ${ANA}     | ${9}                 | ${{ state: 'set', position: 'run', by: [ANA] }}
  `('$why', ({ told, position, by, at, change }) => {
    expect(changeSwitch(told, position, by, at)).toEqual(change);
  });
});
