import { READ_ACTIONS, SECRET_READING_ACTIONS } from '../../lib/aws/actions.ts';
import {
  ago,
  aKey,
  aSecret,
  aSnapshot,
  KEY,
  NEVER,
  OTHER_KEY,
  UNREAD,
  usedAgo,
} from '../core/detectors/build.ts';
import { findings, foundBy, verdictsOf } from './answers.ts';
import type { ConformanceCase } from './case.ts';
import {
  airiam,
  awsSample,
  infisical,
  prowlerUnusedKey,
  prowlerUnusedSecret,
  reported,
  steampipeSecret,
  vault,
} from './tools.ts';

const used = aKey({ createdAt: ago(60), lastUsed: usedAgo(0.2) });
const dead = aKey({ id: OTHER_KEY, createdAt: ago(80), lastUsed: usedAgo(70) });
const twoOld = aSnapshot({
  credentials: [
    aKey({ createdAt: ago(400), lastUsed: usedAgo(0.2) }),
    aKey({ id: OTHER_KEY, createdAt: ago(300), lastUsed: usedAgo(3) }),
  ],
});

/** How credentials are judged, and what a remedy says first. */
export const CREDENTIAL_CASES: readonly ConformanceCase[] = [
  {
    id: 'never-used-key',
    wrong: 'An active key that was never used passes.',
    others: [prowlerUnusedKey('a key whose last use is N/A is not looked at, and the user passes')],
    ours: 'It is found once its days of grace are over, whichever age it has.',
    answer: () =>
      foundBy(
        'iam.never-used-access-key',
        aSnapshot({ credentials: [aKey({ createdAt: ago(60), lastUsed: NEVER })] }),
      ),
    expected: [KEY],
  },
  {
    id: 'brand-new-secret',
    wrong: 'A brand-new secret fails as unused.',
    others: [
      prowlerUnusedSecret('a secret without a last access fails, whatever its age'),
      steampipeSecret('last_accessed_date null is an alarm, whatever its age'),
    ],
    ours: 'A secret that was never read is judged by its age: it passes until it could have been unused for so long.',
    answer: () =>
      [1, 89, 200].map((days) =>
        verdictsOf(
          'secretsmanager.unused-secret',
          aSnapshot({ credentials: [aSecret({ createdAt: ago(days), lastUsed: NEVER })] }),
        )[0]?.slice(0, 4),
      ),
    expected: ['pass', 'pass', 'fail'],
  },
  {
    id: 'dead-key-beside-a-live-one',
    wrong: "The newest use of a user's credentials hides its dead key.",
    others: [airiam('a user is as unused as the newest of its keys and its password; keys are listed apart')],
    ours: 'Each key is judged by its own use: the dead one is found, the live one passes.',
    answer: () => foundBy('iam.unused-access-key', aSnapshot({ credentials: [used, dead] })),
    expected: [OTHER_KEY],
  },
  {
    id: 'failed-call',
    wrong: 'A failed call becomes "never used", and leads to deletion.',
    others: [
      infisical(
        'when GetAccessKeyLastUsed fails, the last use is null, which its score counts as unused for ever',
      ),
      reported(
        'AWS sample key rotator',
        'a failed call is taken for a key that was never used, and the key is deleted',
      ),
    ],
    ours: 'It is unknown: neither found nor passed, and told as a gap that names the call.',
    answer: () => {
      const snapshot = aSnapshot({ credentials: [aKey({ createdAt: ago(60), lastUsed: UNREAD })] });
      return [
        verdictsOf('iam.never-used-access-key', snapshot),
        verdictsOf('iam.unused-access-key', snapshot),
      ];
    },
    expected: [['unknown iam:GetAccessKeyLastUsed'], ['unknown iam:GetAccessKeyLastUsed']],
  },
  {
    id: 'two-expired-keys',
    wrong: 'Of two expired keys one is deleted at once, though something uses it.',
    others: [
      awsSample('with two old active keys the older is deleted at once, without a look at its use'),
      reported('AWS sample key rotation, later versions', 'the less used one is deleted at once'),
    ],
    ours: 'Both are found, and no remedy of any finding begins with deleting or deactivating a key in use.',
    later: 'rotation: a key goes only when it has fallen silent, and deactivation comes first',
    answer: () => ({
      old: foundBy('iam.old-access-key', twoOld),
      deletesFirst: findings(twoOld).filter(({ remedy }) =>
        /^(delete|deactivate|remove|disable)/i.test(remedy),
      ).length,
    }),
    expected: { old: [KEY, OTHER_KEY], deletesFirst: 0 },
  },
  {
    id: 'delete-before-create',
    wrong: 'The oldest key is deleted before the new one exists.',
    others: [
      vault(
        'with two keys the oldest is deleted, then a new one is made; a failure in between leaves the workload without',
      ),
      awsSample('with two old active keys the older is deleted, then a new one is made'),
    ],
    ours: 'A sweep can delete nothing: its role has no action that does.',
    later: 'rotation: the order of its steps',
    answer: () =>
      [...READ_ACTIONS, ...SECRET_READING_ACTIONS].filter((action) =>
        /:(Delete|Update|Create|Put|Attach|Detach|Deactivate|Rotate|Remove)/.test(action),
      ),
    expected: [],
  },
];
