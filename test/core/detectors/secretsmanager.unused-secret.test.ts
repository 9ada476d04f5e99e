import { describe, expect, it } from 'vitest';
import { unusedSecret } from '../../../lib/core/detectors/secretsmanager.unused-secret/detector.ts';
import type { LastUse } from '../../../lib/core/model/credential.ts';
import { ACCOUNT, ago, aSecret, aSnapshot, NEVER, NOW, usedAgo, verdicts } from './build.ts';

const unread = { state: 'unknown', missing: 'secretsmanager:DescribeSecret' } as const;

it.each`
  why                                                | secret                                                                     | expected
  ${'a secret read yesterday passes'}                | ${aSecret()}                                                               | ${'pass'}
  ${'a secret that nobody reads any more is low'}    | ${aSecret({ lastUsed: usedAgo(200) })}                                     | ${'fail low'}
  ${'without an owner it is medium'}                 | ${aSecret({ lastUsed: usedAgo(200), tags: {} })}                           | ${'fail medium'}
  ${'on the limit is still fine'}                    | ${aSecret({ lastUsed: usedAgo(90) })}                                      | ${'pass'}
  ${'the last day may hold a read at its end'}       | ${aSecret({ lastUsed: usedAgo(91) })}                                      | ${'pass'}
  ${'one day past the limit fails'}                  | ${aSecret({ lastUsed: usedAgo(92) })}                                      | ${'fail low'}
  ${'a brand-new secret passes'}                     | ${aSecret({ createdAt: ago(0), lastUsed: NEVER })}                         | ${'pass'}
  ${'never read, its creation counts: on the limit'} | ${aSecret({ createdAt: ago(90), lastUsed: NEVER })}                        | ${'pass'}
  ${'never read, past the limit'}                    | ${aSecret({ createdAt: ago(91), lastUsed: NEVER })}                        | ${'fail low'}
  ${'scheduled for deletion passes'}                 | ${aSecret({ lastUsed: usedAgo(200), status: 'Inactive', deletedAt: NOW })} | ${'pass'}
  ${'a secret of an AWS service passes'}             | ${aSecret({ lastUsed: usedAgo(200), owningService: 'rds' })}               | ${'pass'}
  ${'a replica passes'}                              | ${aSecret({ lastUsed: usedAgo(200), primaryRegion: 'us-east-1' })}         | ${'pass'}
  ${'an unread last access is not a verdict'}        | ${aSecret({ lastUsed: unread })}                                           | ${'unknown secretsmanager:DescribeSecret'}
  ${'an unknown creation is not a verdict'}          | ${aSecret({ createdAt: null, lastUsed: NEVER })}                           | ${'unknown secretsmanager:ListSecrets'}
  ${'a creation in the future is not a verdict'}     | ${aSecret({ createdAt: ago(-5), lastUsed: NEVER })}                        | ${'unknown secretsmanager:ListSecrets'}
  ${'an access in the future is not a verdict'}      | ${aSecret({ lastUsed: usedAgo(-5) })}                                      | ${'unknown secretsmanager:ListSecrets'}
  ${'an access told long ago can not tell of today'} | ${aSecret({ lastUsed: usedAgo(92, ago(9)) })}                              | ${'unknown secretsmanager:ListSecrets'}
`('$why', ({ secret, expected }) => {
  expect(verdicts(unusedSecret, aSnapshot({ credentials: [secret] }))).toEqual([expected]);
});

describe('of a secret with replicas', () => {
  const original = aSecret({ lastUsed: usedAgo(200), replicated: true });
  const copy = (lastUsed: LastUse) =>
    aSecret({
      id: original.id.replace('eu-west-1', 'us-east-1'),
      region: 'us-east-1',
      primaryRegion: 'eu-west-1',
      lastUsed,
    });
  const gapOf = (scope: object) => ({
    scope: { account: ACCOUNT, ...scope },
    missing: 'secretsmanager:ListSecrets',
    reason: 'denied',
    remedy: 'allow it',
    facts: ['secrets'] as const,
  });

  it.each`
    why                                             | lastUsed        | expected
    ${'a read in another Region counts'}            | ${usedAgo(1)}   | ${'pass'}
    ${'one that is as long ago does not'}           | ${usedAgo(100)} | ${'fail low'}
    ${'a copy that was never read changes nothing'} | ${NEVER}        | ${'fail low'}
    ${'a copy of unknown use is not a verdict'}     | ${unread}       | ${'unknown secretsmanager:DescribeSecret'}
  `('$why', ({ lastUsed, expected }) => {
    const snapshot = aSnapshot({ credentials: [copy(lastUsed), original] });
    expect(verdicts(unusedSecret, snapshot)).toEqual(['pass', expected]);
  });

  it.each`
    why                                              | scope                      | expected
    ${'a Region that was not read may hold a copy'}  | ${{ region: 'us-east-1' }} | ${'unknown secretsmanager:ListSecrets'}
    ${'its own Region holds none'}                   | ${{ region: 'eu-west-1' }} | ${'fail low'}
    ${'another secret that was not read is no copy'} | ${{ subject: 'other' }}    | ${'fail low'}
  `('$why', ({ scope, expected }) => {
    const snapshot = aSnapshot({ credentials: [original], gaps: [gapOf(scope)] });
    expect(verdicts(unusedSecret, snapshot)).toEqual([expected]);
  });
});
