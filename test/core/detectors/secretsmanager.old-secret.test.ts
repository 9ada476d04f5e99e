import { expect, it } from 'vitest';
import { oldSecret } from '../../../lib/core/detectors/secretsmanager.old-secret/detector.ts';
import { ago, aSecret, aSnapshot, reasons, verdicts } from './build.ts';

const versions = (days: number) => [
  { id: 'v2', stages: ['AWSCURRENT'], createdAt: ago(days) },
  { id: 'v1', stages: ['AWSPREVIOUS'], createdAt: ago(400) },
];
const rotated = (days: number) => ({ enabled: true, lastRotatedAt: ago(days) });
const VERSIONS = 'unknown secretsmanager:ListSecretVersionIds';

it.each`
  why                                                 | facts                                                                     | expected
  ${'a new secret passes'}                            | ${{ createdAt: ago(0) }}                                                  | ${'pass'}
  ${'on the limit is still fine'}                     | ${{ createdAt: ago(90) }}                                                 | ${'pass'}
  ${'never rotated and past the limit fails'}         | ${{ createdAt: ago(91) }}                                                 | ${'fail medium'}
  ${'rotated lately passes'}                          | ${{ createdAt: ago(400), rotation: rotated(90) }}                         | ${'pass'}
  ${'rotated too long ago fails'}                     | ${{ createdAt: ago(400), rotation: rotated(91) }}                         | ${'fail medium'}
  ${'changed too long ago fails'}                     | ${{ createdAt: ago(400), lastChangedAt: ago(91) }}                        | ${'fail medium'}
  ${'changed lately, it may have been but a tag'}     | ${{ createdAt: ago(400), lastChangedAt: ago(3) }}                         | ${VERSIONS}
  ${'rotated lately, a later change does not matter'} | ${{ createdAt: ago(400), rotation: rotated(20), lastChangedAt: ago(3) }}  | ${'pass'}
  ${'a new value, by its version, passes'}            | ${{ createdAt: ago(400), lastChangedAt: ago(3), versions: versions(3) }}  | ${'pass'}
  ${'an old value, by its version, fails'}            | ${{ createdAt: ago(400), lastChangedAt: ago(3), versions: versions(91) }} | ${'fail medium'}
  ${'scheduled for deletion passes'}                  | ${{ createdAt: ago(400), status: 'Inactive' }}                            | ${'pass'}
  ${'a secret of an AWS service passes'}              | ${{ createdAt: ago(400), owningService: 'rds' }}                          | ${'pass'}
  ${'a replica passes'}                               | ${{ createdAt: ago(400), primaryRegion: 'us-east-1' }}                    | ${'pass'}
  ${'no date at all is not a verdict'}                | ${{ createdAt: null }}                                                    | ${'unknown secretsmanager:ListSecrets'}
  ${'a date in the future is not a verdict'}          | ${{ createdAt: ago(-2) }}                                                 | ${'unknown secretsmanager:ListSecrets'}
`('$why', ({ facts, expected }) => {
  expect(verdicts(oldSecret, aSnapshot({ credentials: [aSecret(facts)] }))).toEqual([expected]);
});

it('names whether it was ever rotated, and which date decides', () => {
  const of = (facts: object) =>
    reasons(oldSecret, aSnapshot({ credentials: [aSecret({ createdAt: ago(400), ...facts })] }));
  expect(of({})).toEqual(['never rotated, and its value is from 2025-10-18 or before']);
  expect(of({ rotation: rotated(100), lastChangedAt: ago(95) })).toEqual([
    'last rotated on 2026-08-14, and its value is from 2026-08-19 or before',
  ]);
});
