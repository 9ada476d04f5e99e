import type { LoginProfile } from '../../model/credential.ts';
import { type Detector, fail, pass, subjectsOf, unknown, type Verdict } from '../../model/detector.ts';
import type { Subject } from '../../model/estate.ts';
import { FACT_SOURCES } from '../../model/facts.ts';
import { called } from '../../model/kinds.ts';
import type { Instant } from '../../model/time.ts';
import { aggravations, EVERY_AGGRAVATION } from '../aggravations.ts';
import { about } from '../evidence.ts';

export const passwordWithoutMfa: Detector = {
  id: 'iam.password-without-mfa',
  title: 'Console password works without MFA',
  reads: ['console-passwords'],
  options: {},
  *evaluate(estate) {
    for (const subject of subjectsOf(estate, 'login-profile')) {
      yield judgePassword(subject, estate.snapshot.takenAt);
    }
  },
};

function judgePassword(subject: Subject<LoginProfile>, takenAt: Instant): Verdict {
  switch (subject.credential.mfa) {
    case 'yes':
      return pass(subject);
    case 'unknown':
      return unknown(
        subject,
        FACT_SOURCES['console-passwords'],
        'whether the user has an MFA device is not known',
      );
    case 'no':
      return failed(subject, takenAt);
  }
}

function failed(subject: Subject<LoginProfile>, takenAt: Instant): Verdict {
  return fail(subject, {
    title: `${called(subject.credential)} works without MFA`,
    reasons: [
      { points: 50, text: 'whoever knows or guesses the password is in' },
      ...aggravations(subject, takenAt, EVERY_AGGRAVATION),
    ],
    evidence: about(subject),
    remedy:
      'Let its owner register a passkey or another MFA device, and deny what they may do without one until then; better, let people sign in through IAM Identity Center and delete the password.',
  });
}
