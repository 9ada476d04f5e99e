import { expect, it } from 'vitest';
import { severalActiveAccessKeys } from '../../../lib/core/detectors/iam.several-active-access-keys/detector.ts';
import {
  ago,
  aKey,
  aRootKey,
  aSnapshot,
  evaluate,
  KEY,
  NEVER,
  OTHER_KEY,
  UNREAD,
  usedAgo,
  verdicts,
} from './build.ts';

const older = aKey({ id: KEY, createdAt: ago(200) });
const newer = aKey({ id: OTHER_KEY, createdAt: ago(20) });

it.each`
  why                                              | keys                                                                    | expected
  ${'one active key passes'}                       | ${[older]}                                                              | ${['pass']}
  ${'the older of two active keys fails'}          | ${[newer, older]}                                                       | ${['pass', 'fail low']}
  ${'an inactive key beside an active one passes'} | ${[{ ...older, status: 'Inactive' }, newer]}                            | ${['pass', 'pass']}
  ${'two inactive keys pass'}                      | ${[older, newer].map((key) => ({ ...key, status: 'Inactive' }))}        | ${['pass', 'pass']}
  ${'keys of two users are not several'}           | ${[older, { ...newer, principal: 'arn:aws:iam::111122223333:user/x' }]} | ${['pass', 'pass']}
  ${'an unknown creation counts as oldest'}        | ${[older, { ...newer, createdAt: null }]}                               | ${['pass', 'fail low']}
  ${'root is left to its own detector'}            | ${[aRootKey(), aRootKey({ id: 'x' })]}                                  | ${[]}
`('$why', ({ keys, expected }) => {
  expect(verdicts(severalActiveAccessKeys, aSnapshot({ credentials: keys }))).toEqual(expected);
});

it('allows as many as the policy says', () => {
  expect(
    verdicts(severalActiveAccessKeys, aSnapshot({ credentials: [older, newer] }), { maxActive: 2 }),
  ).toEqual(['pass', 'pass']);
});

it('names the same key every night, whichever was used last', () => {
  for (const [a, b] of [
    [0.1, 0.2],
    [0.2, 0.1],
    [100, 0.1],
  ] as const) {
    const credentials = [
      { ...older, lastUsed: usedAgo(a) },
      { ...newer, lastUsed: usedAgo(b) },
    ];
    expect(verdicts(severalActiveAccessKeys, aSnapshot({ credentials }))).toEqual(['fail low', 'pass']);
  }
});

it('names every active key in the evidence, and never tells to delete the less used one', () => {
  const credentials = [
    { ...older, lastUsed: NEVER },
    { ...newer, lastUsed: UNREAD },
  ];
  const [verdict] = evaluate(severalActiveAccessKeys, aSnapshot({ credentials }));
  expect(verdict).toMatchObject({
    verdict: 'fail',
    evidence: {
      activeKeys: [
        { id: KEY, use: 'never used' },
        { id: OTHER_KEY, use: 'not known' },
      ],
    },
    remedy: expect.stringContaining('does not mean free to go'),
  });
});

it('does not call a key silent by a last use that was read too long ago', () => {
  const credentials = [
    { ...older, lastUsed: { state: 'never', asOf: ago(60) } as const },
    { ...newer, lastUsed: usedAgo(50, ago(40)) },
  ];
  expect(evaluate(severalActiveAccessKeys, aSnapshot({ credentials }))).toMatchObject([
    { evidence: { activeKeys: [{ use: 'not known' }, { use: 'not known' }] } },
    {},
  ]);
});
