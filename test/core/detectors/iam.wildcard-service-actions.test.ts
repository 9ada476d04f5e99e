import { describe, expect, it } from 'vitest';
import { wildcardServiceActions as detector } from '../../../lib/core/detectors/iam.wildcard-service-actions/detector.ts';
import type { PolicyDocument } from '../../../lib/core/model/principal.ts';
import {
  ADMIN,
  ago,
  aKey,
  aRole,
  aRoleSession,
  aSnapshot,
  aUser,
  evaluate,
  OTHER_KEY,
  policyOf,
  reasons,
  UNREAD_POLICY,
  verdicts,
} from './build.ts';

const allow = (Action: unknown, more: object = {}) => ({ Effect: 'Allow', Action, Resource: '*', ...more });
const deny = (Action: unknown, more: object = {}) => ({ Effect: 'Deny', Action, Resource: '*', ...more });
const own = (...statements: readonly object[]) => policyOf('work', ...(statements as never[]));
const S3 = own(allow('s3:*'));
const AWS_S3: PolicyDocument = {
  ...S3,
  name: 'AmazonS3FullAccess',
  arn: 'arn:aws:iam::aws:policy/AmazonS3FullAccess',
};
const AWS_UNREAD: PolicyDocument = { ...AWS_S3, document: null };

function withRole(policies: readonly PolicyDocument[], more: object = {}, session: object = {}) {
  const role = aRole({ policies, ...more });
  return aSnapshot({ credentials: [aRoleSession(role, session)], principals: [role] });
}

const UNKNOWN = 'unknown iam:GetAccountAuthorizationDetails';

describe('a role', () => {
  it.each`
    why                                           | policies                                                                                | verdict
    ${'some actions'}                             | ${[own(allow(['s3:Get*', 's3:PutObject']))]}                                            | ${'pass'}
    ${'all actions of a service'}                 | ${[S3]}                                                                                 | ${'fail low'}
    ${'in any case, among others'}                | ${[own(allow(['sqs:SendMessage', 'S3:**']))]}                                           | ${'fail low'}
    ${'of a customer managed policy'}             | ${[{ ...S3, arn: 'arn:aws:iam::111122223333:policy/work' }]}                            | ${'fail low'}
    ${'of a policy that AWS words'}               | ${[AWS_S3]}                                                                             | ${'pass'}
    ${'of what hands out permissions'}            | ${[own(allow('iam:*'))]}                                                                | ${'fail medium'}
    ${'on a bucket of its own'}                   | ${[own(allow('s3:*', { Resource: 'arn:aws:s3:::mine/*' }))]}                            | ${'fail low'}
    ${'all but some'}                             | ${[own({ Effect: 'Allow', NotAction: 'iam:*', Resource: 'arn:aws:s3:::x' })]}           | ${'fail low'}
    ${'a Deny of the whole'}                      | ${[S3, own(deny('s3:*'))]}                                                              | ${'pass'}
    ${'a Deny of the whole in a policy of AWS’s'} | ${[S3, { ...AWS_S3, document: own(deny('*')).document }]}                               | ${'pass'}
    ${'a Deny of a part'}                         | ${[S3, own(deny('s3:Delete*'))]}                                                        | ${'fail low'}
    ${'a Deny under conditions'}                  | ${[S3, own(deny('s3:*', { Condition: { Bool: { 'aws:SecureTransport': 'false' } } }))]} | ${'fail low'}
    ${'a Deny of it elsewhere'}                   | ${[S3, own(deny('s3:*', { Resource: 'arn:aws:s3:::other/*' }))]}                        | ${'fail low'}
    ${'an administrator, told elsewhere'}         | ${[{ ...ADMIN, arn: 'arn:aws:iam::111122223333:policy/All' }]}                          | ${'pass'}
    ${'an unread policy of the account’s own'}    | ${[UNREAD_POLICY]}                                                                      | ${UNKNOWN}
    ${'an unread policy of AWS’s: only a Deny'}   | ${[AWS_UNREAD]}                                                                         | ${'pass'}
    ${'a wildcard beside it: it might be taken'}  | ${[S3, AWS_UNREAD]}                                                                     | ${UNKNOWN}
    ${'a document that follows no grammar'}       | ${[{ name: 'odd', document: { Statement: [{ Effect: 'Allow' }] } }]}                    | ${UNKNOWN}
  `('with $why', ({ policies, verdict }) =>
    expect(verdicts(detector, withRole(policies))).toEqual([verdict]),
  );

  it.each`
    why                        | boundary                         | verdict
    ${'that leaves the whole'} | ${own(allow('*'))}               | ${'fail low'}
    ${'that leaves a part'}    | ${own(allow('s3:Get*'))}         | ${'pass'}
    ${'that denies the whole'} | ${own(allow('*'), deny('s3:*'))} | ${'pass'}
    ${'that was not read'}     | ${UNREAD_POLICY}                 | ${UNKNOWN}
  `('within a boundary $why', ({ boundary, verdict }) => {
    expect(verdicts(detector, withRole([S3], { boundary }))).toEqual([verdict]);
  });

  it('that AWS makes is left out', () => {
    expect(verdicts(detector, withRole([S3], {}, { serviceLinked: true }))).toEqual([]);
    expect(verdicts(detector, withRole([S3], {}, { identityCenter: true }))).toEqual([]);
  });

  it('names the policies, the worst first', () => {
    const told = reasons(
      detector,
      withRole([
        own(allow(['kms:*', 's3:*'])),
        policyOf('rest', allow('sqs:*', { Resource: 'arn:aws:sqs:*:*:a' })),
      ]),
    );
    expect(told.slice(0, 4)).toEqual([
      'policy work allows kms:* on any resource',
      'policy work allows s3:* on any resource',
      'policy rest allows sqs:* on the resources it names',
      'kms hand out permissions or open secrets',
    ]);
  });
});

describe('a user', () => {
  const group = { arn: 'arn:aws:iam::111122223333:group/devs', name: 'devs', policies: [S3] };
  const oldest = aKey({ createdAt: ago(80) });
  const newer = aKey({ id: OTHER_KEY, createdAt: ago(10) });

  it('is told once, by its oldest active key', () => {
    const snapshot = aSnapshot({ credentials: [newer, oldest], principals: [aUser({ policies: [S3] })] });
    expect(evaluate(detector, snapshot)).toMatchObject([{ verdict: 'fail', credential: { id: oldest.id } }]);
  });

  it('is judged by its groups too', () => {
    const member = aUser({ groups: ['devs'] });
    const snapshot = aSnapshot({ credentials: [oldest], principals: [member], groups: [group] });
    expect(reasons(detector, snapshot)).toContain('policy work by group devs allows s3:* on any resource');
    expect(verdicts(detector, { ...snapshot, groups: [] })).toEqual([UNKNOWN]);
  });

  it('without an active credential says nothing', () => {
    const credentials = [aKey({ status: 'Inactive' })];
    expect(verdicts(detector, aSnapshot({ credentials, principals: [aUser({ policies: [S3] })] }))).toEqual(
      [],
    );
  });

  it('that was not read is not known', () => {
    expect(verdicts(detector, aSnapshot({ credentials: [oldest], principals: [] }))).toEqual([UNKNOWN]);
  });
});
