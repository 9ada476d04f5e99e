import fc from 'fast-check';
import { expect, it } from 'vitest';
import { deletedButRead } from '../../../lib/core/detectors/secretsmanager.deleted-but-read/detector.ts';
import { ago, aSecret, aSnapshot, NEVER, reasons, usedAgo, verdicts } from './build.ts';

const unread = { state: 'unknown', missing: 'secretsmanager:DescribeSecret' } as const;
const gone = (deletedDaysAgo: number, lastUsed: object) => ({
  status: 'Inactive',
  deletedAt: ago(deletedDaysAgo),
  lastUsed,
});
const unknown = 'unknown secretsmanager:ListSecrets';

it.each`
  why                                                    | facts                                               | quietDays | expected
  ${'a secret that is not scheduled passes'}             | ${{}}                                               | ${7}      | ${'pass'}
  ${'read after its deletion was scheduled fails'}       | ${gone(5, usedAgo(2))}                              | ${7}      | ${'fail medium'}
  ${'read on that day counts as before'}                 | ${gone(5, usedAgo(5))}                              | ${7}      | ${'fail medium'}
  ${'read a few days before fails'}                      | ${gone(5, usedAgo(11))}                             | ${7}      | ${'fail medium'}
  ${'on the limit is still fine'}                        | ${gone(5, usedAgo(12))}                             | ${7}      | ${'pass'}
  ${'without quiet days a read on that day is none'}     | ${gone(5, usedAgo(5))}                              | ${0}      | ${'pass'}
  ${'without quiet days a read on the next day fails'}   | ${gone(5, usedAgo(4))}                              | ${0}      | ${'fail medium'}
  ${'never read passes'}                                 | ${gone(5, NEVER)}                                   | ${7}      | ${'pass'}
  ${'an unread last access is not a verdict'}            | ${gone(5, unread)}                                  | ${7}      | ${'unknown secretsmanager:DescribeSecret'}
  ${'an access in the future is not a verdict'}          | ${gone(5, usedAgo(-5))}                             | ${7}      | ${unknown}
  ${'a date to come ends a window: read within fails'}   | ${gone(-7, usedAgo(0))}                             | ${7}      | ${'fail medium'}
  ${'long before the earliest it can have begun passes'} | ${gone(-7, usedAgo(30))}                            | ${7}      | ${'pass'}
  ${'between the two nobody knows'}                      | ${gone(-7, usedAgo(20))}                            | ${7}      | ${unknown}
  ${'a secret of an AWS service passes'}                 | ${{ ...gone(5, usedAgo(2)), owningService: 'rds' }} | ${7}      | ${'pass'}
  ${'without an owner it is high'}                       | ${{ ...gone(5, usedAgo(2)), tags: {} }}             | ${7}      | ${'fail high'}
`('$why', ({ facts, quietDays, expected }) => {
  const snapshot = aSnapshot({ credentials: [aSecret(facts)] });
  expect(verdicts(deletedButRead, snapshot, { quietDays })).toEqual([expected]);
});

it('tells the days, for AWS tells no hour', () => {
  const told = (readDaysAgo: number) =>
    reasons(
      deletedButRead,
      aSnapshot({
        credentials: [aSecret({ ...gone(5, usedAgo(readDaysAgo)), status: 'Inactive' } as object)],
      }),
    );
  expect(told(2)).toEqual(['read on 2026-11-20, after its deletion was scheduled']);
  expect(told(6)).toEqual(['read on 2026-11-16, shortly before its deletion was scheduled']);
});

it('never passes a later read where it fails an earlier one', () => {
  const rank = { pass: 0, 'fail medium': 1 } as Record<string, number>;
  const judged = (deleted: number, read: number) =>
    rank[
      verdicts(
        deletedButRead,
        aSnapshot({ credentials: [aSecret(gone(deleted, usedAgo(read)) as object)] }),
      )[0] ?? ''
    ] ?? 0;
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 30 }),
      fc.integer({ min: 0, max: 60 }),
      fc.integer({ min: 0, max: 60 }),
      (deleted, a, b) => {
        expect(judged(deleted, Math.min(a, b))).toBeGreaterThanOrEqual(judged(deleted, Math.max(a, b)));
      },
    ),
  );
});
