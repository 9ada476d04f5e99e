import { describe, expect, it } from 'vitest';
import {
  deniedSince,
  irrevocable,
  type MintedSession,
  revocable,
  standingOf,
} from '../../../../lib/core/rotation/exposure/sessions.ts';

const HOUR = 3_600_000;
const NOW = Date.parse('2026-11-26T12:00:00Z');
const ROLE = 'arn:aws:iam::111122223333:role/deploy';
const ID = 'AROADEPLOY:intruder';

const assumed: MintedSession = {
  id: 'ASIA1',
  by: 'AKIA1',
  how: 'AssumeRole',
  role: ROLE,
  userId: ID,
  at: NOW - HOUR,
  until: NOW + HOUR,
};
const ofUser = { ...assumed, how: 'GetSessionToken', role: null, userId: null } as const;
const federated = { ...ofUser, how: 'GetFederationToken' } as const;
const NOTHING = { now: NOW, denied: { full: false, sessionsBefore: null }, revoked: {} } as const;
const denied = (full: boolean, sessionsBefore: number | null) => ({
  ...NOTHING,
  denied: { full, sessionsBefore },
});
const revoked = (userIds: readonly string[], before: number) => ({
  ...NOTHING,
  revoked: { [ROLE]: [{ userIds, before }] },
});

describe('a session of what leaked', () => {
  it.each`
    what                                            | session                           | facts                                             | standing
    ${'of a role, and nothing denied'}              | ${assumed}                        | ${NOTHING}                                        | ${'alive'}
    ${'that ends this moment'}                      | ${{ ...assumed, until: NOW }}     | ${NOTHING}                                        | ${'expired'}
    ${'that ends a moment later'}                   | ${{ ...assumed, until: NOW + 1 }} | ${NOTHING}                                        | ${'alive'}
    ${'of a role that denies it'}                   | ${assumed}                        | ${revoked([ID], NOW)}                             | ${'denied'}
    ${'of a role that denies another name'}         | ${assumed}                        | ${revoked(['AROADEPLOY:pipeline'], NOW)}          | ${'alive'}
    ${'begun the moment before which is denied'}    | ${assumed}                        | ${revoked([ID], NOW - HOUR)}                      | ${'alive'}
    ${'of a role whose user is denied everything'}  | ${assumed}                        | ${denied(true, NOW)}                              | ${'alive'}
    ${'of a role whose policies were not read'}     | ${assumed}                        | ${{ ...NOTHING, revoked: { [ROLE]: 'unknown' } }} | ${'unknown'}
    ${'of a role that is gone'}                     | ${assumed}                        | ${{ ...NOTHING, revoked: { [ROLE]: 'gone' } }}    | ${'denied'}
    ${'of a role whose session’s name is not told'} | ${{ ...assumed, userId: null }}   | ${revoked([ID], NOW)}                             | ${'alive'}
    ${'of a role that is not told'}                 | ${{ ...assumed, role: null }}     | ${revoked([ID], NOW)}                             | ${'alive'}
    ${'of the user, and nothing denied'}            | ${ofUser}                         | ${NOTHING}                                        | ${'alive'}
    ${'of the user, who is denied everything'}      | ${ofUser}                         | ${denied(true, null)}                             | ${'denied'}
    ${'of the user, older than what is denied'}     | ${ofUser}                         | ${denied(false, NOW)}                             | ${'denied'}
    ${'of the user, as old as what is denied'}      | ${ofUser}                         | ${denied(false, NOW - HOUR)}                      | ${'alive'}
    ${'of the user, of whom nothing was read'}      | ${ofUser}                         | ${{ ...NOTHING, denied: 'unknown' }}              | ${'unknown'}
    ${'federated, older than what is denied'}       | ${federated}                      | ${denied(false, NOW)}                             | ${'alive'}
    ${'federated, its user denied everything'}      | ${federated}                      | ${denied(true, null)}                             | ${'denied'}
  `('$what is $standing', ({ session, facts, standing }) => {
    expect(standingOf(session, facts)).toBe(standing);
  });

  it.each`
    role                                                                        | why
    ${ROLE}                                                                     | ${undefined}
    ${'arn:aws:iam::111122223333:role/team/deploy'}                             | ${undefined}
    ${'arn:aws:iam::444455556666:role/deploy'}                                  | ${'account 444455556666'}
    ${'arn:aws:iam::111122223333:role/aws-service-role/x.amazonaws.com/AWSFoo'} | ${'a service of AWS'}
    ${'deploy'}                                                                 | ${'not told'}
  `('of $role can be revoked from here, or not: $why', ({ role, why }) => {
    const told = irrevocable(role, '111122223333');
    if (why === undefined) expect(told).toBeUndefined();
    else expect(told).toContain(why);
  });
});

describe('a session that is denied late', () => {
  const { revoked: none } = NOTHING;

  it.each`
    what                                     | session                                                                 | facts                                             | found
    ${'of a role, alive'}                    | ${assumed}                                                              | ${NOTHING}                                        | ${true}
    ${'that has expired'}                    | ${{ ...assumed, until: NOW }}                                           | ${NOTHING}                                        | ${false}
    ${'that is denied'}                      | ${assumed}                                                              | ${revoked([ID], NOW)}                             | ${false}
    ${'of which nobody knows whether it is'} | ${assumed}                                                              | ${{ ...NOTHING, revoked: { [ROLE]: 'unknown' } }} | ${false}
    ${'of a role that is gone'}              | ${assumed}                                                              | ${{ ...NOTHING, revoked: { [ROLE]: 'gone' } }}    | ${false}
    ${'of another account'}                  | ${{ ...assumed, role: ROLE.replace('1111', '4444') }}                   | ${NOTHING}                                        | ${false}
    ${'of a service of AWS'}                 | ${{ ...assumed, role: ROLE.replace('deploy', 'aws-service-role/x') }}   | ${NOTHING}                                        | ${false}
    ${"of Nightwarden's own"}                | ${{ ...assumed, role: ROLE.replace('deploy', 'nightwarden/x') }}        | ${NOTHING}                                        | ${false}
    ${'of a role named after it'}            | ${{ ...assumed, role: ROLE.replace('deploy', 'NightwardenSpokeRead') }} | ${NOTHING}                                        | ${false}
    ${'whose name is not told'}              | ${{ ...assumed, userId: null }}                                         | ${NOTHING}                                        | ${false}
    ${'whose role is not told'}              | ${{ ...assumed, role: null }}                                           | ${NOTHING}                                        | ${false}
    ${'of the user'}                         | ${ofUser}                                                               | ${NOTHING}                                        | ${false}
  `('$what: $found', ({ session, facts, found }) => {
    expect(revocable([session], { ...facts, account: '111122223333' })).toEqual(found ? [session] : []);
  });

  it('is told with since when, by the first Deny on it', () => {
    const both = {
      [ROLE]: [
        { userIds: [ID], before: NOW },
        { userIds: [ID], before: NOW - 1 },
      ],
    };
    expect(deniedSince(assumed, both)).toBe(NOW - 1);
    expect(deniedSince({ ...assumed, at: NOW - 1 }, both)).toBe(NOW);
    expect(deniedSince(assumed, none)).toBeNull();
    expect(deniedSince(ofUser, both)).toBeNull();
    expect(deniedSince(assumed, { [ROLE]: 'gone' })).toBeNull();
  });
});
