import { type Detector, fail, subjectsOf } from '../../model/detector.ts';
import { called } from '../../model/kinds.ts';
import { aggravations } from '../aggravations.ts';
import { about } from '../evidence.ts';
import { isRoot } from '../subjects.ts';

export const rootAccessKey: Detector = {
  id: 'iam.root-access-key',
  title: 'Root has an access key',
  reads: ['root'],
  options: {},
  *evaluate(estate) {
    for (const subject of subjectsOf(estate, 'access-key')) {
      if (!isRoot(subject.credential)) continue;
      const active = subject.credential.status === 'Active';
      yield fail(subject, {
        title: `${called(subject.credential)} ${active ? 'is active' : 'exists, inactive'}`,
        reasons: [
          active
            ? { points: 90, text: 'active, and no policy of the account limits what root may do' }
            : { points: 40, text: 'inactive, and root can activate it again' },
          ...aggravations(subject, estate.snapshot.takenAt, ['exposed', 'in-use']),
        ],
        evidence: about(subject),
        remedy:
          'Move what uses it to a role; then sign in as root, deactivate the key, watch, and delete it.',
      });
    }
  },
};
