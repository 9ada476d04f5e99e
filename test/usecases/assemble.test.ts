import { describe, expect, it } from 'vitest';
import type { AccountExport } from '../../lib/ports/account-export.ts';
import { SOURCES } from '../../lib/sources/index.ts';
import { assemble } from '../../lib/usecases/assemble.ts';
import {
  aGap,
  aKey,
  aRole,
  aSecret,
  aUser,
  credential,
  details,
  keyId,
  live,
  part,
  secretArn,
  snapshotOf,
  TAKEN_AT,
  userArn,
  users,
} from '../sources/files/export-builder.ts';

const PARTS = [
  'authorization',
  'credentialReport',
  'accessKeys',
  'secrets',
  'secretVersions',
  'functions',
] as const;

function denied(): AccountExport {
  const parts = PARTS.map((name) => [name, part(name, [], { status: 'unread', gaps: [aGap(name)] })]);
  const trail = { usage: [], missing: 'trail', status: 'unread' as const, gaps: [aGap('trail')] };
  const listed = SOURCES.map(({ part: name }) => [
    name,
    part(name, [], { status: 'unread', gaps: [aGap(name)] }),
  ]);
  return live({ ...Object.fromEntries(parts), listed: Object.fromEntries(listed), trail });
}

describe('a snapshot', () => {
  it('of an account in which every read was denied has read nothing, and says all of it', () => {
    const snapshot = assemble(denied(), { exposures: [], gaps: [] });
    expect(snapshot.read).toEqual([]);
    expect(snapshot.credentials).toEqual([]);
    expect(snapshot.gaps.map(({ missing }) => missing)).toEqual([
      ...PARTS,
      'trail',
      ...SOURCES.map((source) => source.part),
    ]);
  });

  it('of an account in which everything was read and nothing is there has no gap', () => {
    const snapshot = snapshotOf({});
    expect(snapshot.gaps).toEqual([]);
    expect(snapshot).toMatchObject({ account: '111122223333', takenAt: TAKEN_AT, credentials: [] });
  });

  it('is the same for the same export', () => {
    const account = live({ authorization: users(aUser('ann')), secrets: part('s', [aSecret('a')]) });
    expect(assemble(account, { exposures: [], gaps: [] })).toEqual(
      assemble(structuredClone(account), { exposures: [], gaps: [] }),
    );
  });

  it('carries what people handed over, and their gaps', () => {
    const roster = { people: [] };
    const gap = aGap('roster.csv', { facts: ['roster'] });
    const snapshot = assemble(live(), { roster, exposures: [], gaps: [gap] });
    expect(snapshot.roster).toBe(roster);
    expect(snapshot.gaps).toEqual([gap]);
    expect(assemble(live(), { exposures: [], gaps: [] })).not.toHaveProperty('roster');
  });
});

describe('an exposure', () => {
  it.each`
    why                        | id                | gaps
    ${'of a known key'}        | ${keyId(1)}       | ${0}
    ${'of a known user'}       | ${userArn('ann')} | ${0}
    ${'of a key nobody knows'} | ${keyId(2)}       | ${1}
    ${'of hostile text'}       | ${'x\n\u001b[2J'} | ${1}
  `('$why makes $gaps gaps', ({ id, gaps }) => {
    const exposures = [id, id].map((of) => ({ credential: of as string, at: TAKEN_AT, source: 'scanner' }));
    const account = live({
      authorization: users(aUser('ann')),
      accessKeys: part('iam:ListAccessKeys', [aKey('ann', 1)]),
    });
    const snapshot = assemble(account, { exposures, gaps: [] });
    expect(snapshot.gaps).toHaveLength(gaps);
    expect(snapshot.exposures).toHaveLength(2);
    for (const gap of snapshot.gaps) {
      expect(gap).toMatchObject({ missing: '--exposures', facts: ['exposures'], scope: { subject: id } });
      expect(gap.reason).not.toMatch(/[\n\u001b]/);
    }
  });
});

describe('a date in the future', () => {
  const skewed = '2026-11-22T03:15:00Z';
  const future = '2026-11-22T03:15:01Z';

  it.each`
    why                      | parts                                                                                                                                                              | subject                               | field
    ${'a key’s creation'}    | ${(at: string) => ({ authorization: users(aUser('ann')), accessKeys: part('iam:ListAccessKeys', [aKey('ann', 1, { CreateDate: at })]) })}                          | ${keyId(1)}                           | ${'createdAt'}
    ${'a key’s use'}         | ${(at: string) => ({ authorization: users(aUser('ann')), accessKeys: part('iam:ListAccessKeys', [aKey('ann', 1, { AccessKeyLastUsed: { LastUsedDate: at } })]) })} | ${keyId(1)}                           | ${'lastUsed'}
    ${'a user’s creation'}   | ${(at: string) => ({ authorization: users(aUser('ann', { CreateDate: at })) })}                                                                                    | ${userArn('ann')}                     | ${'createdAt'}
    ${'a role’s use'}        | ${(at: string) => ({ authorization: part('a', [details({ RoleDetailList: [aRole('r', { RoleLastUsed: { LastUsedDate: at } })] })]) })}                             | ${'arn:aws:iam::111122223333:role/r'} | ${'lastUsed'}
    ${'a secret’s rotation'} | ${(at: string) => ({ secrets: part('s', [aSecret('a', { LastRotatedDate: at })]) })}                                                                               | ${secretArn('a')}                     | ${'lastRotatedAt'}
  `('as $why is kept, and is a gap past 15 minutes of skew', ({ parts, subject, field }) => {
    expect(snapshotOf(parts(skewed)).gaps).toEqual([]);
    const snapshot = snapshotOf(parts(future));
    expect(snapshot.gaps).toMatchObject([{ scope: { subject }, badInput: true }]);
    expect(snapshot.gaps[0]?.reason).toContain(`${field} 2026-11-22T03:15:01.000Z`);
  });

  it('is fine for what is planned: a rotation, a deletion', () => {
    const planned = aSecret('a', {
      NextRotationDate: '2027-01-01T00:00:00Z',
      DeletedDate: '2027-01-01T00:00:00Z',
    });
    const snapshot = snapshotOf({ secrets: part('s', [planned]) });
    expect(snapshot.gaps).toEqual([]);
    expect(credential(snapshot, secretArn('a'))).toBeDefined();
  });
});
