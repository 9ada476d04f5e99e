import { describe, expect, it } from 'vitest';
import { rotationFailing } from '../../../lib/core/detectors/secretsmanager.rotation-failing/detector.ts';
import { strayPending } from '../../../lib/core/detectors/secretsmanager.stray-pending/detector.ts';
import { ago, aSecret, aSnapshot, reasons, usedAgo, verdicts } from './build.ts';

const pending = (createdAt?: string, stages = ['AWSPENDING']) => ({
  lastUsed: usedAgo(40),
  versions: [
    { id: 'v1', stages: ['AWSCURRENT'], createdAt: ago(100) },
    { id: 'v2', stages, ...(createdAt === undefined ? {} : { createdAt }) },
  ],
});
const unread = 'unknown secretsmanager:ListSecretVersionIds';

it.each`
  why                                              | facts                                                     | expected
  ${'without a pending version nothing is stray'}  | ${{}}                                                     | ${'pass'}
  ${'a rotation under way passes'}                 | ${pending(ago(0.5))}                                      | ${'pass'}
  ${'on the limit is still fine'}                  | ${pending(ago(1))}                                        | ${'pass'}
  ${'past the grace fails'}                        | ${pending(ago(1.01))}                                     | ${'fail medium'}
  ${'with rotation turned off as well'}            | ${{ ...pending(ago(9)), rotation: { enabled: false } }}   | ${'fail medium'}
  ${'both pending and current has ended'}          | ${pending(ago(3), ['AWSPENDING', 'AWSCURRENT'])}          | ${'pass'}
  ${'what was pending and is previous is no more'} | ${pending(ago(3), ['AWSPREVIOUS'])}                       | ${'pass'}
  ${'of unknown age is not a verdict'}             | ${pending()}                                              | ${unread}
  ${'of a date to come is not a verdict'}          | ${pending(ago(-2))}                                       | ${unread}
  ${'scheduled for deletion passes'}               | ${{ ...pending(ago(9)), status: 'Inactive' }}             | ${'pass'}
  ${'a secret of an AWS service passes'}           | ${{ ...pending(ago(9)), owningService: 'rds' }}           | ${'pass'}
  ${'a replica passes'}                            | ${{ ...pending(ago(9)), primaryRegion: 'us-east-1' }}     | ${'pass'}
  ${'in use and without an owner it is high'}      | ${{ ...pending(ago(9)), lastUsed: usedAgo(1), tags: {} }} | ${'fail high'}
`('$why', ({ facts, expected }) => {
  expect(verdicts(strayPending, aSnapshot({ credentials: [aSecret(facts)] }))).toEqual([expected]);
});

it('is told from the oldest of several', () => {
  const versions = [3, 9, 5].map((days) => ({
    id: `v${days}`,
    stages: ['AWSPENDING'],
    createdAt: ago(days),
  }));
  const told = reasons(
    strayPending,
    aSnapshot({ credentials: [aSecret({ versions, lastUsed: usedAgo(40) })] }),
  );
  expect(told).toEqual(['a rotation begun on 2026-11-13 did not end, and blocks the next one']);
});

describe('with a rotation that is overdue as well', () => {
  const late = { rotation: { enabled: true, nextRotationAt: ago(9) } };
  const judged = (facts: object) => {
    const snapshot = aSnapshot({ credentials: [aSecret({ ...facts, ...late })] });
    return [verdicts(strayPending, snapshot), verdicts(rotationFailing, snapshot)];
  };

  it('is one finding, which tells both', () => {
    expect(judged(pending(ago(9)))).toEqual([['fail medium'], ['pass']]);
    expect(
      reasons(strayPending, aSnapshot({ credentials: [aSecret({ ...pending(ago(9)), ...late })] })),
    ).toEqual([
      'a rotation begun on 2026-11-13 did not end, and blocks the next one',
      'rotation is on, and was due on 2026-11-13',
    ]);
  });

  it('the lateness is told where the pending version can not be judged', () => {
    expect(judged(pending())).toEqual([[unread], ['fail medium']]);
  });
});
