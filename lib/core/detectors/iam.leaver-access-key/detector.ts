import type { Detector } from '../../model/detector.ts';
import { type Advice, judgeLeaver } from '../leaver.ts';
import { principalsOf, userKeys } from '../subjects.ts';

const ADVICE: Advice = {
  active:
    'Deactivate it now, and end the sessions that it started, which outlive it; if something still depends on it, give that a credential of its own. Look at what it was used for since.',
  inactive: 'Delete it once nothing has asked for it back.',
};

export const leaverAccessKey: Detector = {
  id: 'iam.leaver-access-key',
  title: 'Access key belongs to somebody who has left',
  reads: ['access-keys', 'users', 'roster'],
  options: {},
  *evaluate(estate) {
    const principals = principalsOf(estate);
    for (const subject of userKeys(estate)) yield judgeLeaver(subject, estate, principals, ADVICE);
  },
};
