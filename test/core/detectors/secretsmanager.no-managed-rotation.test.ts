import { expect, it } from 'vitest';
import { noManagedRotation } from '../../../lib/core/detectors/secretsmanager.no-managed-rotation/detector.ts';
import { ago, aSecret, aSnapshot, reasons, usedAgo, verdicts } from './build.ts';

const FUNCTION = 'arn:aws:lambda:eu-west-1:111122223333:function:rotate';
const owner = { owner: 'ana@example.com' };
const quiet = { lastUsed: usedAgo(40) };

it.each`
  why                                               | facts                                                          | expected
  ${'nothing shows a way'}                          | ${{}}                                                          | ${'pass'}
  ${'it has a function'}                            | ${{ rotationFunction: FUNCTION }}                              | ${'fail medium'}
  ${'rotation is on'}                               | ${{ rotationFunction: FUNCTION, rotation: { enabled: true } }} | ${'pass'}
  ${'it was rotated before'}                        | ${{ rotation: { enabled: false, lastRotatedAt: ago(20) } }}    | ${'fail medium'}
  ${'a partner’s type is rotated with the partner'} | ${{ partnerType: 'SalesforceClientSecret' }}                   | ${'fail medium'}
  ${'a tag names the engine'}                       | ${{ tags: { ...owner, Engine: 'Postgres' } }}                  | ${'fail medium'}
  ${'a tag names no engine that AWS rotates'}       | ${{ tags: { ...owner, engine: 'v8' } }}                        | ${'pass'}
  ${'a tag names what only JavaScript would find'}  | ${{ tags: { ...owner, engine: 'constructor' } }}               | ${'pass'}
  ${'RDS’s query editor named it'}                  | ${{ name: 'rds-db-credentials/cluster-ABC/admin/1' }}          | ${'fail medium'}
  ${'a name that only begins alike'}                | ${{ name: 'rds-db-credentials/mine' }}                         | ${'pass'}
  ${'Redshift’s query editor tagged it'}            | ${{ tags: { ...owner, Redshift: '' } }}                        | ${'fail medium'}
  ${'made within the grace, it may still come'}     | ${{ rotationFunction: FUNCTION, createdAt: ago(7.9) }}         | ${'pass'}
  ${'past the grace fails'}                         | ${{ rotationFunction: FUNCTION, createdAt: ago(8) }}           | ${'fail medium'}
  ${'an unknown creation is not a verdict'}         | ${{ rotationFunction: FUNCTION, createdAt: null }}             | ${'unknown secretsmanager:ListSecrets'}
  ${'without a way, no creation is needed'}         | ${{ createdAt: null }}                                         | ${'pass'}
  ${'RDS manages it'}                               | ${{ rotationFunction: FUNCTION, owningService: 'rds' }}        | ${'pass'}
  ${'a replica passes'}                             | ${{ rotationFunction: FUNCTION, primaryRegion: 'us-east-1' }}  | ${'pass'}
  ${'scheduled for deletion passes'}                | ${{ rotationFunction: FUNCTION, status: 'Inactive' }}          | ${'pass'}
`('$why', ({ facts, expected }) => {
  const secret = aSecret({ ...quiet, ...facts });
  expect(verdicts(noManagedRotation, aSnapshot({ credentials: [secret] }))).toEqual([expected]);
});

it('tells the surest of several ways, once', () => {
  const secret = aSecret({ ...quiet, rotationFunction: FUNCTION, tags: { ...owner, engine: 'mysql' } });
  expect(reasons(noManagedRotation, aSnapshot({ credentials: [secret] }))).toEqual([
    `rotation is off, and it has a rotation function, ${FUNCTION}`,
  ]);
});
