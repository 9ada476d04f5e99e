import fc from 'fast-check';
import { expect, it } from 'vitest';
import { unusedServices } from '../../../lib/core/detectors/iam.unused-services/detector.ts';
import {
  ADMIN,
  ago,
  aKey,
  aRole,
  aRoleSession,
  aSnapshot,
  aUser,
  evaluate,
  KEY,
  NEVER,
  OTHER_KEY,
  reasons,
  usedAgo,
  verdicts,
} from './build.ts';
import { anSshKey, reached } from './build-user-credentials.ts';

const UNREAD = 'unknown iam:GetServiceLastAccessedDetails';
const role = aRole();
const ofRole = (services: Readonly<Record<string, number | null>>, asOf?: string) =>
  reached(services, { principal: role.arn, ...(asOf === undefined ? {} : { asOf }) });

it.each`
  why                                                  | facts                     | access                                  | expected
  ${'what uses all that it may passes'}                | ${{}}                     | ${ofRole({ s3: 1, sqs: 80 })}           | ${'pass'}
  ${'on the limit is still fine'}                      | ${{}}                     | ${ofRole({ s3: 1, sqs: 90.9 })}         | ${'pass'}
  ${'one day past the limit fails'}                    | ${{}}                     | ${ofRole({ s3: 1, sqs: 91 })}           | ${'fail low'}
  ${'a service never reached fails'}                   | ${{}}                     | ${ofRole({ s3: 1, sqs: null })}         | ${'fail low'}
  ${'a service that leads to more weighs more'}        | ${{}}                     | ${ofRole({ s3: 1, iam: null })}         | ${'fail medium'}
  ${'nothing allowed is nothing unused'}               | ${{}}                     | ${ofRole({})}                           | ${'pass'}
  ${'a principal that used nothing is another matter'} | ${{}}                     | ${ofRole({ s3: 100, sqs: null })}       | ${'pass'}
  ${'a role that was never used is another matter'}    | ${{ lastUsed: NEVER }}    | ${reached({})}                          | ${'pass'}
  ${'a young principal passes'}                        | ${{ createdAt: ago(90) }} | ${ofRole({ s3: 1, sqs: null })}         | ${'pass'}
  ${'a day older is old enough'}                       | ${{ createdAt: ago(91) }} | ${ofRole({ s3: 1, sqs: null })}         | ${'fail low'}
  ${'an unread age is not a verdict'}                  | ${{ createdAt: null }}    | ${ofRole({ s3: 1, sqs: null })}         | ${'unknown iam:GetAccountAuthorizationDetails'}
  ${'unread access is not a verdict'}                  | ${{}}                     | ${reached({ s3: 1, sqs: null })}        | ${UNREAD}
  ${'read too soon after it was made'}                 | ${{ createdAt: ago(95) }} | ${ofRole({ s3: 8, sqs: null }, ago(7))} | ${UNREAD}
  ${'a reading of last week is judged by that day'}    | ${{}}                     | ${ofRole({ s3: 8, sqs: 92 }, ago(7))}   | ${'pass'}
  ${'a use in the future is not a verdict'}            | ${{}}                     | ${ofRole({ s3: -3, sqs: null })}        | ${UNREAD}
`('$why', ({ facts, access, expected }) => {
  const each = aRole(facts);
  const snapshot = aSnapshot({
    credentials: [aRoleSession(each)],
    principals: [each],
    serviceAccess: [access],
  });
  expect(verdicts(unusedServices, snapshot)).toEqual([expected]);
});

it('leaves administrators and service-linked roles to others', () => {
  const serviceAccess = [ofRole({ s3: 1, sqs: null })];
  const admin = aRole({ policies: [ADMIN] });
  expect(
    verdicts(
      unusedServices,
      aSnapshot({ credentials: [aRoleSession(admin)], principals: [admin], serviceAccess }),
    ),
  ).toEqual(['pass']);
  const linked = [aRoleSession(role, { serviceLinked: true })];
  expect(
    verdicts(unusedServices, aSnapshot({ credentials: linked, principals: [role], serviceAccess })),
  ).toEqual([]);
});

it('judges a user by its oldest active key, and once', () => {
  const serviceAccess = [reached({ s3: 1, sqs: null })];
  const credentials = [
    aKey({ id: OTHER_KEY, createdAt: ago(10) }),
    aKey({ createdAt: ago(30) }),
    aKey({ id: 'AKIAEXAMPLEEXAMPLE03', createdAt: ago(300), status: 'Inactive' }),
    anSshKey(),
  ];
  const told = evaluate(unusedServices, aSnapshot({ credentials, serviceAccess }));
  expect(told).toMatchObject([{ verdict: 'fail', credential: { id: KEY } }]);
});

it('judges a user without a key by the console password, and one with neither not at all', () => {
  const serviceAccess = [reached({ s3: 1, sqs: null })];
  const { id, principal, account, region, createdAt, lastUsed, tags, userName } = aKey({
    lastUsed: usedAgo(1),
  });
  const login = {
    kind: 'login-profile',
    mfa: 'yes',
    status: 'Active',
    id: `${id}#login-profile`,
    principal,
    account,
    region,
    createdAt,
    lastUsed,
    tags,
    userName,
  } as const;
  expect(verdicts(unusedServices, aSnapshot({ credentials: [login], serviceAccess }))).toEqual(['fail low']);
  expect(
    verdicts(unusedServices, aSnapshot({ credentials: [anSshKey()], principals: [aUser()], serviceAccess })),
  ).toEqual([]);
});

it('names some of many, and how many more there are', () => {
  const many = Object.fromEntries(
    Array.from({ length: 40 }, (_, n) => [`svc-${String(n).padStart(2, '0')}`, null]),
  );
  const serviceAccess = [ofRole({ s3: 1, kms: null, ...many })];
  const told = reasons(
    unusedServices,
    aSnapshot({ credentials: [aRoleSession(role)], principals: [role], serviceAccess }),
  );
  expect(told).toEqual([
    'may reach kms, svc-00, svc-01, svc-02, svc-03, svc-04, svc-05, svc-06 and 33 more, and does not',
    'among them kms, from where more can be reached',
  ]);
});

it('finds the same whatever the order in which IAM told it', () => {
  const names = ['s3', 'sqs', 'kms', 'iam', 'ec2'];
  fc.assert(
    fc.property(fc.shuffledSubarray(names, { minLength: 5 }), (order) => {
      const access = ofRole(Object.fromEntries(order.map((name) => [name, name === 's3' ? 1 : null])));
      const snapshot = aSnapshot({
        credentials: [aRoleSession(role)],
        principals: [role],
        serviceAccess: [access],
      });
      expect(reasons(unusedServices, snapshot)[0]).toBe('may reach ec2, iam, kms and sqs, and does not');
    }),
  );
});
