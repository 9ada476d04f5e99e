import { expect, it } from 'vitest';
import { oldAccessKey } from '../../../lib/core/detectors/iam.old-access-key/detector.ts';
import { ADMIN, ago, aKey, aRootKey, aSnapshot, aUser, reasons, UNREAD, usedAgo, verdicts } from './build.ts';

const silent = usedAgo(40);

it.each`
  why                                            | key                                                  | expected
  ${'a young key passes'}                        | ${aKey({ createdAt: ago(1) })}                       | ${'pass'}
  ${'an old key fails'}                          | ${aKey({ createdAt: ago(400), lastUsed: silent })}   | ${'fail medium'}
  ${'on the limit is still fine'}                | ${aKey({ createdAt: ago(90.9) })}                    | ${'pass'}
  ${'one day past the limit fails'}              | ${aKey({ createdAt: ago(91), lastUsed: silent })}    | ${'fail medium'}
  ${'an inactive key passes'}                    | ${aKey({ createdAt: ago(400), status: 'Inactive' })} | ${'pass'}
  ${'an unread last use does not hide its age'}  | ${aKey({ createdAt: ago(400), lastUsed: UNREAD })}   | ${'fail medium'}
  ${'an unknown creation is not a verdict'}      | ${aKey({ createdAt: null })}                         | ${'unknown iam:ListAccessKeys'}
  ${'a creation in the future is not a verdict'} | ${aKey({ createdAt: ago(-1) })}                      | ${'unknown iam:ListAccessKeys'}
`('$why', ({ key, expected }) => {
  expect(verdicts(oldAccessKey, aSnapshot({ credentials: [key] }))).toEqual([expected]);
});

it('weighs an old administrator as high, and says why', () => {
  const snapshot = aSnapshot({
    credentials: [aKey({ createdAt: ago(400) })],
    principals: [aUser({ policies: [ADMIN] })],
  });
  expect(verdicts(oldAccessKey, snapshot)).toEqual(['fail high']);
  expect(reasons(oldAccessKey, snapshot)).toEqual([
    'active, and made on 2025-10-18',
    'administrator by policy AdministratorAccess',
    'in use',
    'more than a year old',
  ]);
});

it('leaves root to its own detector', () => {
  expect(verdicts(oldAccessKey, aSnapshot({ credentials: [aRootKey({ createdAt: ago(900) })] }))).toEqual([]);
});
