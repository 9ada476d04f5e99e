import { describe, expect, it } from 'vitest';
import type { LastUse } from '../../../lib/core/model/credential.ts';
import type { Dependent } from '../../../lib/core/model/dependent.ts';
import type { Subject } from '../../../lib/core/model/estate.ts';
import type { Usage } from '../../../lib/core/model/usage.ts';
import { useOf } from '../../../lib/core/reports/table/use.ts';

const ASOF = '2026-11-22T00:00:00.000Z';
const used: LastUse = {
  state: 'used',
  at: '2026-11-20T10:00:00.000Z',
  service: 's3',
  region: 'eu-west-1',
  asOf: ASOF,
};
const never: LastUse = { state: 'never', asOf: ASOF };
const unread: LastUse = { state: 'unknown', missing: 'iam:GetAccessKeyLastUsed' };

function seen(sourceIps: readonly string[], lastSeen = '2026-11-19T00:00:00Z', calls = 3): Usage {
  const counts = { sourceIps: sourceIps.length, userAgents: 1, events: 1, regions: 1, errors: 0 };
  const samples = { sourceIps, userAgents: ['aws-cli'], events: ['GetObject'], regions: ['eu-west-1'] };
  return { accessKeyId: 'AKIAONE', calls, firstSeen: '2026-11-01T00:00:00Z', lastSeen, ...samples, counts };
}

function holder(name: string): Dependent {
  const rest = { environment: null, owner: null, evidence: 'environment variable K' } as const;
  return { credential: 'AKIAONE', role: 'holder', name, confidence: 'high', ...rest };
}

function aSubject(lastUsed: LastUse, usage?: Usage, dependents: readonly Dependent[] = []): Subject {
  return { credential: { kind: 'access-key', lastUsed }, usage, dependents } as unknown as Subject;
}

const fn = (name: string) => holder(`arn:aws:lambda:us-east-1:111122223333:function:${name}`);

describe('what the table says of the use of a credential', () => {
  it.each`
    why                                         | subject                                                        | text
    ${'as IAM tells it'}                        | ${aSubject(used)}                                              | ${'last used 2026-11-20 (s3, eu-west-1)'}
    ${'never is never'}                         | ${aSubject(never)}                                             | ${'never used'}
    ${'unread is not never'}                    | ${aSubject(unread)}                                            | ${'last use not known'}
    ${'CloudTrail may know of a later one'}     | ${aSubject(used, seen(['192.0.2.1'], '2026-11-21T00:00:00Z'))} | ${'last used 2026-11-21 · CloudTrail: 3 calls from 192.0.2.1'}
    ${'or of one where IAM was not read'}       | ${aSubject(unread, seen(['192.0.2.1']))}                       | ${'last used 2026-11-19 · CloudTrail: 3 calls from 192.0.2.1'}
    ${'or of an older one'}                     | ${aSubject(used, seen(['192.0.2.1']))}                         | ${'last used 2026-11-20 (s3, eu-west-1) · CloudTrail: 3 calls from 192.0.2.1'}
    ${'a call is a call'}                       | ${aSubject(used, seen(['192.0.2.1'], ASOF, 1))}                | ${'last used 2026-11-22 · CloudTrail: 1 call from 192.0.2.1'}
    ${'two sources are named'}                  | ${aSubject(used, seen(['192.0.2.1', '192.0.2.2']))}            | ${'last used 2026-11-20 (s3, eu-west-1) · CloudTrail: 3 calls from 192.0.2.1, 192.0.2.2'}
    ${'of many, two and how many more'}         | ${aSubject(used, seen(['a', 'b', 'c', 'd']))}                  | ${'last used 2026-11-20 (s3, eu-west-1) · CloudTrail: 3 calls from a, b and 2 more'}
    ${'who holds it, by kind and name'}         | ${aSubject(used, undefined, [fn('mailer')])}                   | ${'last used 2026-11-20 (s3, eu-west-1) · held by function mailer'}
    ${'who holds it twice is named once'}       | ${aSubject(used, undefined, [fn('mailer'), fn('mailer')])}     | ${'last used 2026-11-20 (s3, eu-west-1) · held by function mailer'}
    ${'of many holders, two and how many more'} | ${aSubject(used, undefined, ['a', 'b', 'c'].map(fn))}          | ${'last used 2026-11-20 (s3, eu-west-1) · held by function a, function b and 1 more'}
  `('$why', ({ subject, text }) => expect(useOf(subject)).toBe(text));

  it('is nothing for a copy in the open, which AWS does not watch', () => {
    const copy = { ...aSubject(unread), credential: { kind: 'plaintext', lastUsed: unread } };
    expect(useOf(copy as unknown as Subject)).toBe('');
  });
});
