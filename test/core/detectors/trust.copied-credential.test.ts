import fc from 'fast-check';
import { expect, it } from 'vitest';
import { copiedCredential } from '../../../lib/core/detectors/trust.copied-credential/detector.ts';
import { COPY_FACTS, FACT_SOURCES, FACTS } from '../../../lib/core/model/facts.ts';
import {
  aFunction,
  aGap,
  aKey,
  aRootKey,
  aSnapshot,
  evaluate,
  KEY,
  OTHER_KEY,
  reasons,
  usedAgo,
  verdicts,
} from './build.ts';

const held = (name: string, ...keys: readonly string[]) => aFunction(name, 'prod', { keys });
const quiet = aKey({ lastUsed: usedAgo(40) });
const five = ['a', 'b', 'c', 'd', 'e'].map((name) => held(name, KEY));
const unread = aGap('ssm:GetParameters', 'parameters');

it.each`
  why                                            | key                             | workloads                                 | gaps        | expected
  ${'nobody holds it'}                           | ${quiet}                        | ${[]}                                     | ${[]}       | ${'pass'}
  ${'one place'}                                 | ${quiet}                        | ${[held('a', KEY)]}                       | ${[]}       | ${'pass'}
  ${'two variables of one place'}                | ${quiet}                        | ${[held('a', KEY, KEY)]}                  | ${[]}       | ${'pass'}
  ${'two places'}                                | ${quiet}                        | ${[held('a', KEY), held('b', KEY)]}       | ${[]}       | ${'fail medium'}
  ${'another key in the second'}                 | ${quiet}                        | ${[held('a', KEY), held('b', OTHER_KEY)]} | ${[]}       | ${'pass'}
  ${'an inactive key passes'}                    | ${aKey({ status: 'Inactive' })} | ${[held('a', KEY), held('b', KEY)]}       | ${[]}       | ${'pass'}
  ${'one place, and another was not read'}       | ${quiet}                        | ${[held('a', KEY)]}                       | ${[unread]} | ${'unknown ssm:GetParameters'}
  ${'two places suffice, whatever was not read'} | ${quiet}                        | ${[held('a', KEY), held('b', KEY)]}       | ${[unread]} | ${'fail medium'}
`('$why', ({ key, workloads, gaps, expected }) => {
  expect(verdicts(copiedCredential, aSnapshot({ credentials: [key], workloads, gaps }))).toEqual([expected]);
});

it.each(COPY_FACTS)('judges no key while %s were not read', (fact) => {
  const read = FACTS.filter((each) => each !== fact);
  expect(verdicts(copiedCredential, aSnapshot({ credentials: [quiet], read }))).toEqual([
    `unknown ${FACT_SOURCES[fact]}`,
  ]);
});

it('needs no list of roles: who runs with a role holds no key by it', () => {
  const gaps = [aGap('ec2:DescribeInstances', 'workload-roles')];
  expect(verdicts(copiedCredential, aSnapshot({ credentials: [quiet], gaps }))).toEqual(['pass']);
});

it('weighs many places more, and a key in use', () => {
  expect(reasons(copiedCredential, aSnapshot({ credentials: [aKey()], workloads: five }))).toEqual([
    'one key, copied to 5 places',
    'no rotation will find so many at once',
    'in use',
  ]);
});

it('names the places in the same order every night', () => {
  const told = (workloads: readonly ReturnType<typeof held>[]) =>
    evaluate(copiedCredential, aSnapshot({ credentials: [quiet], workloads })).map((verdict) =>
      verdict.verdict === 'fail' ? verdict.evidence.places : [],
    );
  expect(told(five)).toEqual(told(five.toReversed()));
});

it('judges by the policy, and leaves root alone', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 0, max: 12 }), (maxPlaces, places) => {
      const workloads = Array.from({ length: places }, (_, at) => held(`f${at}`, KEY));
      const snapshot = aSnapshot({ credentials: [quiet, aRootKey()], workloads });
      expect(verdicts(copiedCredential, snapshot, { maxPlaces })[0]?.split(' ')[0]).toBe(
        places > maxPlaces ? 'fail' : 'pass',
      );
    }),
  );
});
