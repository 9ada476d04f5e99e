import { expect, it } from 'vitest';
import { rotationFailing } from '../../../lib/core/detectors/secretsmanager.rotation-failing/detector.ts';
import { ago, aSecret, aSnapshot, usedAgo, verdicts } from './build.ts';

const on = (facts: object) => ({ lastUsed: usedAgo(40), rotation: { enabled: true, ...facts } });
it.each`
  why                                                        | facts                                                                     | expected
  ${'without rotation nothing is late'}                      | ${{}}                                                                     | ${'pass'}
  ${'the next rotation lies ahead'}                          | ${on({ nextRotationAt: ago(-5) })}                                        | ${'pass'}
  ${'within the grace is still fine'}                        | ${on({ nextRotationAt: ago(1) })}                                         | ${'pass'}
  ${'past the grace fails'}                                  | ${on({ nextRotationAt: ago(1.01) })}                                      | ${'fail medium'}
  ${'rotated as agreed passes'}                              | ${on({ everyDays: 30, lastRotatedAt: ago(31) })}                          | ${'pass'}
  ${'not rotated for longer than agreed fails'}              | ${on({ everyDays: 30, lastRotatedAt: ago(31.01) })}                       | ${'fail medium'}
  ${'even when the next date was moved on'}                  | ${on({ everyDays: 30, lastRotatedAt: ago(90), nextRotationAt: ago(-1) })} | ${'fail medium'}
  ${'a date that the last rotation met is not due any more'} | ${on({ everyDays: 30, lastRotatedAt: ago(5), nextRotationAt: ago(10) })}  | ${'pass'}
  ${'nothing that says when, is not a verdict'}              | ${on({ schedule: 'cron(0 3 * * ? *)', lastRotatedAt: ago(90) })}          | ${'unknown secretsmanager:ListSecrets'}
  ${'scheduled for deletion passes'}                         | ${{ ...on({ nextRotationAt: ago(9) }), status: 'Inactive' }}              | ${'pass'}
  ${'a secret of an AWS service passes'}                     | ${{ ...on({ nextRotationAt: ago(9) }), owningService: 'rds' }}            | ${'pass'}
  ${'a replica passes'}                                      | ${{ ...on({ nextRotationAt: ago(9) }), primaryRegion: 'us-east-1' }}      | ${'pass'}
`('$why', ({ facts, expected }) => {
  expect(verdicts(rotationFailing, aSnapshot({ credentials: [aSecret(facts)] }))).toEqual([expected]);
});
