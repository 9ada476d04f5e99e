import { expect, it } from 'vitest';
import { sharedAcrossEnvironments } from '../../../lib/core/detectors/trust.shared-across-environments/detector.ts';
import { FACTS } from '../../../lib/core/model/facts.ts';
import {
  ADMIN,
  aFunction,
  aGap,
  aKey,
  aRole,
  aRoleSession,
  aSecret,
  aSnapshot,
  aUser,
  KEY,
  reasons,
  usedAgo,
  verdicts,
} from './build.ts';

const READ = 'lambda:GetFunctionConfiguration';
const held = (name: string, environment: string) => aFunction(name, environment, { keys: [KEY] });
const tagged = (environment: string) => aKey({ tags: { owner: 'ana@example.com', environment } });
const quiet = aKey({ lastUsed: usedAgo(40) });

it.each`
  why                                          | key                             | workloads                                        | expected
  ${'nobody holds it'}                         | ${aKey()}                       | ${[]}                                            | ${'pass'}
  ${'one environment'}                         | ${aKey()}                       | ${[held('a', 'prod'), held('b', 'prod')]}        | ${'pass'}
  ${'two names of one environment'}            | ${aKey()}                       | ${[held('a', 'prod'), held('b', 'Production ')]} | ${'pass'}
  ${'production and staging'}                  | ${aKey()}                       | ${[held('a', 'prod'), held('b', 'staging')]}     | ${'fail medium'}
  ${'two lesser ones weigh less'}              | ${quiet}                        | ${[held('a', 'dev'), held('b', 'qa')]}           | ${'fail low'}
  ${'two that only the organisation knows'}    | ${quiet}                        | ${[held('a', 'blue'), held('b', 'green')]}       | ${'fail low'}
  ${'a workload without the tag says nothing'} | ${aKey()}                       | ${[held('a', 'prod'), held('b', '')]}            | ${'pass'}
  ${'nor does one that serves all'}            | ${aKey()}                       | ${[held('a', 'prod'), held('b', 'shared')]}      | ${'pass'}
  ${'its own tag counts beside a holder’s'}    | ${tagged('prod')}               | ${[held('a', 'dev')]}                            | ${'fail medium'}
  ${'its own tag alone says nothing'}          | ${tagged('prod')}               | ${[]}                                            | ${'pass'}
  ${'an inactive key passes'}                  | ${aKey({ status: 'Inactive' })} | ${[held('a', 'prod'), held('b', 'staging')]}     | ${'pass'}
`('$why', ({ key, workloads, expected }) => {
  expect(verdicts(sharedAcrossEnvironments, aSnapshot({ credentials: [key], workloads }))).toEqual([
    expected,
  ]);
});

it('fails a role that workloads of several environments run with, and knows no secrets', () => {
  const role = aRole();
  const workloads = [
    aFunction('a', 'prod', { role: role.arn }),
    aFunction('b', 'dev', { role: role.arn }),
    aFunction('c', 'dev', { role: 'arn:aws:iam::111122223333:role/other' }),
  ];
  const credentials = [aRoleSession(role), aSecret()];
  const snapshot = aSnapshot({ credentials, principals: [role], workloads });
  expect(verdicts(sharedAcrossEnvironments, snapshot)).toEqual(['fail medium']);
  expect(reasons(sharedAcrossEnvironments, snapshot)).toEqual([
    'whoever gets hold of development is in production',
    'in use',
  ]);
});

it('passes nothing while a place where it may lie was not read, whichever it is', () => {
  const gap = {
    ...aGap(READ, 'function-environments'),
    scope: { account: '111122223333', region: 'eu-west-1', subject: 'x' },
  };
  const judged = (workloads: readonly ReturnType<typeof held>[]) =>
    verdicts(sharedAcrossEnvironments, aSnapshot({ credentials: [aKey()], workloads, gaps: [gap] }));
  expect(judged([held('a', 'prod')])).toEqual([`unknown ${READ}`]);
  expect(judged([held('a', 'prod'), held('b', 'dev')])).toEqual(['fail medium']);
});

it.each`
  fact                | kind      | expected
  ${'workload-roles'} | ${'role'} | ${'unknown ec2:DescribeInstances'}
  ${'workload-roles'} | ${'key'}  | ${'pass'}
  ${'glue-jobs'}      | ${'role'} | ${'unknown glue:GetJobs'}
  ${'glue-jobs'}      | ${'key'}  | ${'unknown glue:GetJobs'}
`('of a $kind, where $fact were not read, says $expected', ({ fact, kind, expected }) => {
  const role = aRole();
  const credentials = [kind === 'role' ? aRoleSession(role) : quiet];
  const read = FACTS.filter((each) => each !== fact);
  const snapshot = aSnapshot({ credentials, principals: [role, aUser()], read });
  expect(verdicts(sharedAcrossEnvironments, snapshot)).toEqual([expected]);
});

it('is critical for an administrator that is in use', () => {
  const snapshot = aSnapshot({
    credentials: [aKey()],
    principals: [aUser({ policies: [ADMIN] })],
    workloads: [held('a', 'prod'), held('b', 'staging')],
  });
  expect(verdicts(sharedAcrossEnvironments, snapshot)).toEqual(['fail critical']);
});
