import { describe, expect, it } from 'vitest';
import type { TrailEvent } from '../../../../lib/aws/rotation/key-trail.ts';
import type { Revoked } from '../../../../lib/core/rotation/exposure/sessions.ts';
import type { Row } from '../../../../lib/core/rotation/ledger.ts';
import { contain } from '../../../../lib/core/rotation/start.ts';
import type { Switch } from '../../../../lib/core/rotation/switch.ts';
import { PROTOCOL_TABLES } from '../../../../lib/core/rotation/tables.ts';
import { revokeLate } from '../../../../lib/usecases/rotation/exposure/revoke-late.ts';
import { workOnExposure } from '../../../../lib/usecases/rotation/exposure/work.ts';
import { CONTAIN } from '../../../prove/scenarios.ts';

const NOW = Date.parse('2026-11-26T12:00:00Z');
const HOUR = 3_600_000;
const begun = contain(PROTOCOL_TABLES, 'r-1', CONTAIN, null, 1, NOW - HOUR);
const done = { ...begun, state: 'done', opened: ['denyAll', 'denySessions'] } as Row;
const roleOf = (name: string, account = CONTAIN.where.account) => `arn:aws:iam::${account}:role/${name}`;

function assumed(id: string, role: string): TrailEvent {
  const rest = { service: 'sts.amazonaws.com', region: 'us-east-1', source: undefined, userAgent: undefined };
  const session = { id, role, userId: `AROA1:${id}`, until: NOW + HOUR };
  return {
    id: `e-${id}`,
    at: NOW - HOUR,
    name: 'AssumeRole',
    ...rest,
    error: undefined,
    caller: undefined,
    session,
  };
}

interface Case {
  readonly row?: Row;
  readonly events?: readonly TrailEvent[];
  /** How the switch stands, look by look. */
  readonly switches?: readonly Switch[];
  readonly revoked?: Readonly<Record<string, readonly Revoked[] | 'unread'>>;
  /** Roles on which AWS takes no policy. */
  readonly refuses?: readonly string[];
}

async function revoke({
  row = done,
  events = [assumed('ASIA1', roleOf('deploy'))],
  switches = ['run'],
  revoked = {},
  refuses = [],
}: Case) {
  const put: string[] = [];
  let looks = 0;
  const late = await revokeLate(row, {
    gateways: {
      trail: {
        uses: async (_region: string, key: string) => ({
          events: key === CONTAIN.key ? events : [],
          complete: true,
        }),
      } as never,
      roles: {
        async revoked(name) {
          const found = revoked[name] ?? [];
          if (found === 'unread') throw new Error('NIGHTWARDENCANARY');
          return found;
        },
        async revoke(role, name, { userIds, before }) {
          if (refuses.includes(role))
            throw Object.assign(new Error('NIGHTWARDENCANARY'), { name: 'AccessDenied' });
          put.push(`${role} ${userIds.join(' ')} ${before - NOW}`);
          expect(name).toMatch(/^[0-9a-f]{12}$/);
        },
      },
    },
    switches: {
      async read(which) {
        // The other switch is another matter.
        if (which !== 'contain') return 'freeze';
        const position = switches[Math.min(looks, switches.length - 1)] ?? 'run';
        looks += 1;
        return position;
      },
    },
    clock: { now: () => NOW },
    regions: ['us-east-1'],
  });
  return { late, put };
}

describe('sessions that CloudTrail tells of late', () => {
  it('are denied by their names, if they began before now', async () => {
    const { late, put } = await revoke({});
    expect(put).toEqual(['deploy AROA1:ASIA1 0']);
    expect(late).toEqual({
      held: null,
      revoked: [{ role: roleOf('deploy'), sessions: ['ASIA1'] }],
      failed: [],
    });
  });

  it.each<[string, Switch, string]>([
    ['pause', 'pause', 'the contain switch is on pause'],
    ['freeze', 'freeze', 'the contain switch is on freeze'],
    ['nobody knows what', 'unreadable', 'taken for pause'],
  ])('are left alone while the contain switch is on %s', async (_why, position, text) => {
    const { late, put } = await revoke({ switches: [position] });
    expect([put, late.revoked]).toEqual([[], []]);
    expect(late.held).toContain(text);
  });

  it('of the next role are left alone where the switch was turned in between', async () => {
    const events = ['deploy', 'admin', 'reader'].map((name) => assumed(`ASIA${name}`, roleOf(name)));
    const { late, put } = await revoke({ events, switches: ['run', 'run', 'pause'] });
    expect(put).toHaveLength(1);
    expect(late).toMatchObject({
      held: 'the contain switch is on pause',
      revoked: [{ role: roleOf('deploy') }],
    });
  });

  it('are left to contain as long as that has not come to sessions', async () => {
    const { late, put } = await revoke({ row: { ...done, state: 'going', opened: ['denyAll'] } });
    expect([put, late.held]).toEqual([[], 'its plan has not come to sessions yet']);
  });

  it.each<[string, Case]>([
    ['are denied already', { revoked: { deploy: [{ userIds: ['AROA1:ASIA1'], before: NOW }] } }],
    ['may be denied, which could not be read', { revoked: { deploy: 'unread' } }],
    ['are of a role in another account', { events: [assumed('ASIA1', roleOf('deploy', '999999999999'))] }],
    ['are of a role of a service', { events: [assumed('ASIA1', roleOf('aws-service-role/x/Y'))] }],
    ["are of Nightwarden's own role", { events: [assumed('ASIA1', roleOf('nightwarden/observer'))] }],
  ])('are left alone when they %s', async (_why, given) => {
    const { late, put } = await revoke(given);
    expect([put, late]).toEqual([[], { held: null, revoked: [], failed: [] }]);
  });

  it('are told of where AWS takes no Deny, as on break-glass, and keep no other role from it', async () => {
    const events = [assumed('ASIA1', roleOf('glass')), assumed('ASIA2', roleOf('deploy'))];
    const { late, put } = await revoke({ events, refuses: ['glass'] });
    expect(put).toEqual(['deploy AROA1:ASIA2 0']);
    expect(late.failed).toMatchObject([{ role: roleOf('glass'), sessions: ['ASIA1'] }]);
    expect(late.failed[0]?.because).toContain('AccessDenied');
    expect(JSON.stringify(late)).not.toContain('NIGHTWARDENCANARY');
  });
});

it.each<[string, Row | undefined]>([
  ['there is no such plan', undefined],
  ['it rotates', { ...done, plan: { ...CONTAIN, kind: 'rotate' } }],
])('a worker refuses what is no leak: %s', async (_why, row) => {
  const ports = { ledger: { read: async () => row }, role: 'switcher' } as never;
  await expect(workOnExposure('r-1', { do: 'revoke', regions: [] }, ports)).rejects.toThrow(
    'contains a leak',
  );
});

it('nobody but the switcher revokes', async () => {
  const ports = {
    ledger: { read: async () => done },
    role: 'observer',
    clients: { reads: { client: () => ({}) }, writes: { client: () => ({}) } },
  } as never;
  await expect(workOnExposure('r-1', { do: 'revoke', regions: [] }, ports)).rejects.toThrow(
    'expected the switcher to revoke sessions, got the observer',
  );
});
