import { describe, expect, it } from 'vitest';
import type { TrailEvent } from '../../../../lib/aws/rotation/key-trail.ts';
import { followSessions } from '../../../../lib/usecases/rotation/exposure/follow-sessions.ts';
import { revokeRoles } from '../../../../lib/usecases/rotation/exposure/revoke-roles.ts';

const ROLE = 'arn:aws:iam::111122223333:role/deploy';

function assumed(id: string, at: number, role: string | null = ROLE): TrailEvent {
  const rest = { service: 'sts.amazonaws.com', region: 'eu-west-1', source: undefined, userAgent: undefined };
  const session = { id, role, userId: `AROA1:${id.toLowerCase()}`, until: at + 3_600_000 };
  return { id: `e-${id}`, at, name: 'AssumeRole', ...rest, error: undefined, caller: undefined, session };
}

/** By key, what CloudTrail has of it in one Region. */
function trailOf(events: Readonly<Record<string, readonly TrailEvent[]>>) {
  const asked: string[] = [];
  return {
    asked,
    async uses(region: string, key: string) {
      asked.push(`${region} ${key}`);
      const found = region === 'eu-west-1' ? (events[key] ?? []) : [];
      return { events: found, complete: true };
    },
  };
}
const one = { keys: ['AKIA1'], regions: ['eu-west-1'], since: 0 };

describe('the sessions of what leaked', () => {
  it('are followed from one to the next, in each Region, each asked of once', async () => {
    const trail = trailOf({
      AKIA1: [assumed('ASIA1', 1)],
      ASIA1: [assumed('ASIA2', 2), assumed('ASIA1', 3)],
    });
    const { sessions, moves, gaps } = await followSessions(trail, {
      ...one,
      regions: ['eu-west-1', 'us-east-1'],
    });
    expect(sessions.map(({ id, by, role }) => [id, by, role])).toEqual([
      ['ASIA1', 'AKIA1', ROLE],
      ['ASIA2', 'ASIA1', ROLE],
    ]);
    expect(moves.map(({ by }) => by)).toEqual(['AKIA1', 'ASIA1', 'ASIA1']);
    expect(gaps).toEqual([]);
    expect(new Set(trail.asked).size).toBe(trail.asked.length);
    expect(trail.asked).toHaveLength(6);
  });

  it('are followed as long as there is time, and what was not is a gap', async () => {
    const trail = trailOf({ AKIA1: [assumed('ASIA1', 1)], ASIA1: [assumed('ASIA2', 2)] });
    let asked = 0;
    const isLate = () => {
      asked += 1;
      return asked > 1;
    };
    const { sessions, gaps } = await followSessions(trail, { ...one, isLate });
    expect(sessions.map(({ id }) => id)).toEqual(['ASIA1']);
    expect(gaps).toEqual(['what ASIA1 and later ones did: there was no time to follow them']);
  });

  it('are looked for in as many pages as whoever asks has time for', async () => {
    const asked: (number | undefined)[] = [];
    const trail = {
      async uses(_region: string, _key: string, _since: number, pages?: number) {
        asked.push(pages);
        return { events: [], complete: true };
      },
    };
    await followSessions(trail, one);
    await followSessions(trail, { ...one, pages: 100 });
    expect(asked).toEqual([undefined, 100]);
  });

  it('are not called none where a Region could not be read', async () => {
    const trail = {
      uses: async (region: string) => {
        if (region === 'us-east-1') throw new Error('NIGHTWARDENCANARY');
        return { events: [], complete: region !== 'us-west-2' };
      },
    };
    const regions = ['eu-west-1', 'us-east-1', 'us-west-2'];
    const { gaps } = await followSessions(trail, { ...one, regions });
    expect(gaps).toEqual([
      'events of AKIA1 in us-east-1 (cloudtrail:LookupEvents)',
      'older events of AKIA1 in us-west-2: there are too many',
    ]);
  });

  it('are not called none where CloudTrail does not name the one that was made', async () => {
    const { session: _untold, ...event } = assumed('ASIA1', 1);
    const denied = { ...event, id: 'e-2', error: 'AccessDenied' };
    const { sessions, gaps } = await followSessions(trailOf({ AKIA1: [event, denied] }), one);
    expect(sessions).toEqual([]);
    expect(gaps).toEqual(['which session AKIA1 got by AssumeRole (event e-ASIA1)']);
  });

  it('are not followed for ever: what is left out is a gap', async () => {
    const many = Array.from({ length: 80 }, (_, at) => assumed(`ASIA${at}`, at));
    const { sessions, gaps } = await followSessions(trailOf({ AKIA1: many }), one);
    expect(sessions).toHaveLength(50);
    expect(gaps).toEqual(['more than 50 sessions: those made by AKIA1 and later ones were not followed']);
  });

  it('live as long as any may, where CloudTrail does not tell', async () => {
    const event = { ...assumed('ASIA1', 0), name: 'GetSessionToken' };
    const untold = { ...event, session: { ...event.session!, role: null, until: null } };
    const { sessions } = await followSessions(trailOf({ AKIA1: [untold] }), one);
    expect(sessions).toMatchObject([{ how: 'GetSessionToken', until: 36 * 3_600_000 }]);
  });
});

describe('sessions of roles', () => {
  const given = { rotation: 'r-1', account: '111122223333', before: 10 };
  const session = (id: string, role: string, until = 20) =>
    ({ id, by: 'AKIA1', how: 'AssumeRole', role, userId: `AROA1:${id}`, at: 1, until }) as const;
  function roles(failing: readonly string[] = []) {
    const put: [string, string, readonly string[]][] = [];
    return {
      put,
      async revoke(role: string, name: string, { userIds }: { readonly userIds: readonly string[] }) {
        if (failing.includes(role)) throw new Error('no');
        put.push([role, name, userIds]);
      },
    };
  }

  it('are revoked by their names, once a role, those that live and can be', async () => {
    const gateway = roles();
    await revokeRoles(
      gateway,
      [
        session('b', ROLE),
        session('a', ROLE),
        session('over', 'arn:aws:iam::111122223333:role/over', 10),
        session('x', 'arn:aws:iam::444455556666:role/elsewhere'),
        session('y', 'arn:aws:iam::111122223333:role/aws-service-role/s/linked'),
        { ...session('z', ROLE), role: null },
      ],
      given,
    );
    expect(gateway.put).toEqual([
      ['deploy', expect.stringMatching(/^[0-9a-f]{12}$/), ['AROA1:a', 'AROA1:b']],
    ]);
  });

  it('stay revoked when it is done again and fewer of them can be seen', async () => {
    const gateway = roles();
    await revokeRoles(gateway, [session('a', ROLE), session('b', ROLE)], given);
    await revokeRoles(gateway, [session('a', ROLE)], given);
    await revokeRoles(gateway, [session('b', ROLE), session('a', ROLE)], given);
    const [first, second, third] = gateway.put.map(([, name]) => name);
    expect(second).not.toBe(first);
    expect(third).toBe(first);
  });

  it('are revoked in every other role where one does not take it, and that is told', async () => {
    const gateway = roles(['first']);
    const troubles: string[] = [];
    const both = [session('a', 'arn:aws:iam::111122223333:role/first'), session('b', ROLE)];
    await revokeRoles(gateway, both, { ...given, onTrouble: (what) => troubles.push(what) });
    expect(gateway.put).toHaveLength(1);
    expect(troubles).toEqual(['sessions of role first were not revoked']);
  });
});
