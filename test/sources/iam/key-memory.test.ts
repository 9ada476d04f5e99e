import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { silent } from '../../../lib/ports/progress.ts';
import { readIam } from '../../../lib/sources/iam/live.ts';
import { ACCOUNT, listOf, REPORT_HEADER } from '../../aws/fake-gateways.ts';
import { sdkError } from '../../aws/sdk-errors.ts';
import { memoryOf } from '../memory-of.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const START = Date.parse('2026-06-01T03:00:00Z');

interface Key {
  readonly id: string;
  readonly user: string;
  readonly userId: string;
  readonly createdAt: number;
  /** When it was switched on and off, ascending, on first. */
  readonly switched: number[];
  deletedAt: number;
}

interface KeyEvent {
  readonly at: number;
  readonly name: string;
  readonly user: string;
}

/** IAM's users and keys with their whole history, so that it can be asked for any moment. */
function account(...names: readonly string[]) {
  let made = 0;
  const users = new Map(names.map((name) => [name, 'AIDA0000']));
  const keys: Key[] = [];
  const events: KeyEvent[] = [];
  const tell = (at: number, name: string, user: string) => events.push({ at, name, user });
  const existing = (user: string, at: number) =>
    keys.filter((key) => key.user === user && key.createdAt <= at && key.deletedAt > at);
  const isActive = (key: Key, at: number) => key.switched.filter((moment) => moment <= at).length % 2 === 1;
  return {
    users,
    events,
    create(user: string, at: number) {
      if (existing(user, at).length === 2) return;
      made += 1;
      const id = `AKIA${String(made).padStart(16, '0')}`;
      const userId = users.get(user) ?? '';
      keys.push({ id, user, userId, createdAt: at, switched: [at], deletedAt: Number.POSITIVE_INFINITY });
      tell(at, 'CreateAccessKey', user);
    },
    change(user: string, at: number) {
      const [key] = existing(user, at);
      if (key === undefined) return;
      key.switched.push(at);
      tell(at, 'UpdateAccessKey', user);
    },
    remove(user: string, at: number) {
      const [key] = existing(user, at);
      if (key === undefined) return;
      key.deletedAt = at;
      tell(at, 'DeleteAccessKey', user);
    },
    /** The user goes and another comes under the name; AWS lets nobody go who has keys. */
    replace(user: string, at: number) {
      for (const key of existing(user, at)) {
        key.deletedAt = at;
        tell(at, 'DeleteAccessKey', user);
      }
      users.set(user, `AIDA${at}`);
    },
    listed: (user: string, at: number) =>
      existing(user, at).map((key) => ({
        UserName: user,
        AccessKeyId: key.id,
        Status: isActive(key, at) ? ('Active' as const) : ('Inactive' as const),
        CreateDate: new Date(Math.floor(key.createdAt / 1000) * 1000),
      })),
  };
}
type Account = ReturnType<typeof account>;

interface Night {
  readonly now?: number;
  readonly reportAge?: number;
  /** How much older than its own date the report's content is. */
  readonly assembly?: number;
  /** How late CloudTrail tells of an event. */
  readonly lag?: number;
  /** How far this machine's clock is ahead. */
  readonly skew?: number;
  readonly memory?: ReturnType<typeof memoryOf>;
  readonly watched?: readonly string[];
  readonly deep?: boolean;
  readonly events?: () => Promise<never>;
  readonly planted?: readonly object[];
  readonly noReport?: boolean;
}

/** The rows of a report, users in the order of their names, keys in AWS's own. */
function report({ users, listed }: Account, at: number): string {
  const rows = [...users.keys()].map((user) => {
    const keys = listed(user, at);
    const slots = [0, 1].map((n) => {
      const key = keys[n];
      return key === undefined
        ? 'false,N/A,N/A,N/A,N/A'
        : `${key.Status === 'Active'},${key.CreateDate.toISOString()},N/A,N/A,N/A`;
    });
    return [user, `arn:aws:iam::${ACCOUNT}:user/${user}`, 'false', 'N/A', 'false', ...slots].join(',');
  });
  const root = `<root_account>,arn:aws:iam::${ACCOUNT}:root,not_supported,N/A,false,false,N/A,N/A,N/A,N/A,false,N/A,N/A,N/A,N/A`;
  return [REPORT_HEADER, root, ...rows].join('\n');
}

async function night(world: Account, about: Night = {}) {
  const { now = START, reportAge = HOUR, assembly = 0, lag = 0, skew = 0, memory = memoryOf() } = about;
  const listed: string[] = [];
  let lookups = 0;
  const reportAt = now - reportAge;
  const said: string[] = [];
  const { accessKeys } = await readIam({
    account: ACCOUNT,
    partition: 'aws',
    watched: new Set(about.watched),
    progress: { ...silent, done: (text = '') => said.push(text) },
    now: () => new Date(now + skew),
    sleep: () => Promise.resolve(),
    gateway: {
      authorizationDetails: () =>
        listOf({
          UserDetailList: [...world.users].map(([UserName, UserId]) => ({
            UserName,
            UserId,
            Arn: `arn:aws:iam::${ACCOUNT}:user/${UserName}`,
          })),
        }),
      requestCredentialReport: () => Promise.resolve('ready'),
      credentialReport: () =>
        about.noReport === true
          ? Promise.reject(sdkError('AccessDenied'))
          : Promise.resolve({ csv: report(world, reportAt - assembly), generatedAt: new Date(reportAt) }),
      accessKeys(user) {
        listed.push(user);
        return Promise.resolve(world.listed(user, now));
      },
      accessKeyLastUsed: () => Promise.resolve({ ServiceName: 'N/A', Region: 'N/A' }),
    },
    keyMemory: {
      memory,
      deep: about.deep ?? false,
      events: {
        eventsNamed(name, since) {
          lookups += 1;
          if (about.events !== undefined) return about.events();
          const told = world.events
            .filter((event) => event.name === name && event.at >= since.getTime() && event.at <= now - lag)
            .map(({ user }) => ({ requestParameters: { userName: user }, userIdentity: { type: 'Root' } }));
          const planted = name === 'CreateAccessKey' ? (about.planted ?? []) : [];
          const records = [...told, ...planted].map((each) => JSON.stringify(each));
          return Promise.resolve({ records, next: undefined });
        },
      },
    },
  });
  const ids = accessKeys.items.map((item) => {
    const { AccessKeyId, Status } = item as { AccessKeyId: string; Status: string };
    return `${AccessKeyId} ${Status}`;
  });
  return { ids: ids.toSorted(), listed, lookups, said: said.join('\n'), memory, accessKeys };
}

const truth = (world: Account, at: number) =>
  [...world.users.keys()]
    .flatMap((user) => world.listed(user, at))
    .map(({ AccessKeyId, Status }) => `${AccessKeyId} ${Status}`)
    .toSorted();

/** A hundred users with a key each that is a month old; a night of them is remembered. */
async function remembered() {
  const names = Array.from({ length: 100 }, (_, at) => `service-${at}`);
  const world = account(...names);
  for (const name of names) world.create(name, START - 30 * DAY);
  const { memory } = await night(world);
  return { world, memory, tonight: START + DAY };
}

describe('a night after another', () => {
  it('lists only those whose weekly turn it is, and each user within a week', async () => {
    const { world, memory } = await remembered();
    const all: string[] = [];
    for (let day = 1; day <= 7; day += 1) {
      const now = START + day * DAY;
      const { listed, ids, lookups, accessKeys } = await night(world, { now, memory });
      expect(ids).toEqual(truth(world, now));
      expect(accessKeys.status).toBe('complete');
      expect(lookups).toBe(3);
      expect(listed.length).toBeGreaterThan(5);
      expect(listed.length).toBeLessThan(30);
      all.push(...listed);
    }
    expect(new Set(all)).toEqual(new Set(world.users.keys()));
  });

  /** The turns of the second night, which every night below lists as well. */
  async function usual() {
    const { world, memory, tonight } = await remembered();
    return (await night(world, { now: tonight, memory })).listed;
  }

  it.each`
    why                                       | happens                                                                               | about
    ${'a key made after the report'}          | ${(world: Account, user: string, at: number) => world.create(user, at - MINUTE)}      | ${{}}
    ${'a key switched off after the report'}  | ${(world: Account, user: string, at: number) => world.change(user, at - MINUTE)}      | ${{}}
    ${'a key deleted after the report'}       | ${(world: Account, user: string, at: number) => world.remove(user, at - MINUTE)}      | ${{}}
    ${'a key made before the report'}         | ${(world: Account, user: string, at: number) => world.create(user, at - 5 * HOUR)}    | ${{}}
    ${'a key made while the report was made'} | ${(world: Account, user: string, at: number) => world.create(user, at - 65 * MINUTE)} | ${{ assembly: 10 * MINUTE }}
    ${'an exposed key'}                       | ${() => undefined}                                                                    | ${{ watched: ['akia0000000000000051'] }}
    ${'a leaver'}                             | ${() => undefined}                                                                    | ${{ watched: ['service-50'] }}
  `('lists the user of $why', async ({ happens, about }) => {
    const { world, memory, tonight } = await remembered();
    happens(world, 'service-50', tonight);
    const { listed, ids } = await night(world, { now: tonight, memory, ...about });
    expect(ids).toEqual(truth(world, tonight));
    expect(new Set(listed)).toEqual(new Set([...(await usual()), 'service-50']));
  });

  it('lists a user who was deleted and made anew with a key of the same second', async () => {
    const { world, memory, tonight } = await remembered();
    world.replace('service-50', tonight - 3 * HOUR);
    world.create('service-50', START - 30 * DAY);
    const { listed, ids } = await night(world, { now: tonight, memory });
    expect(listed).toContain('service-50');
    expect(ids).toEqual(truth(world, tonight));
  });

  it.each`
    why                                            | about
    ${'CloudTrail can not be read'}                | ${{ events: () => Promise.reject(sdkError('AccessDenied')) }}
    ${'CloudTrail is cut off'}                     | ${{ events: () => Promise.resolve({ records: [], next: 'more' }) as never }}
    ${'an event does not tell whose keys it made'} | ${{ planted: [{ userIdentity: { type: 'AssumedRole' } }] }}
    ${'an event is none'}                          | ${{ planted: ['text'] }}
    ${'the report can not be read'}                | ${{ noReport: true }}
    ${'all is to be read'}                         | ${{ deep: true }}
    ${'the last listing was more than a week ago'} | ${{ now: START + 8 * DAY }}
    ${'the last listing is dated after now'}       | ${{ now: START - DAY }}
  `('lists everybody when $why', async ({ about }) => {
    const { world, memory, tonight } = await remembered();
    expect((await night(world, { now: tonight, memory, ...about })).listed).toHaveLength(100);
  });

  it.each`
    why                                         | record                                                                                    | lists
    ${'a user of their own key'}                | ${{ userIdentity: { type: 'IAMUser', userName: 'Service-50' }, requestParameters: null }} | ${['service-50']}
    ${'root of its own key, which no list has'} | ${{ userIdentity: { type: 'Root' }, requestParameters: null }}                            | ${[]}
  `('takes an event of $why as theirs', async ({ record, lists }) => {
    const { world, memory, tonight } = await remembered();
    const { listed } = await night(world, { now: tonight, memory, planted: [record] });
    expect(new Set(listed)).toEqual(new Set([...(await usual()), ...lists]));
  });

  it('lists everybody and says why when its memory is damaged', async () => {
    const { world, memory, tonight } = await remembered();
    const name = `keys-${ACCOUNT}`;
    memory.texts.set(name, memory.texts.get(name)!.replace('AKIA0000000000000051', 'AKIA0000000000000099'));
    const told = await night(world, { now: tonight, memory });
    expect(told.listed).toHaveLength(100);
    expect(told.said).toContain(`keys-${ACCOUNT}.json in the cache is not believed`);
    expect((await night(world, { now: tonight + HOUR, memory })).listed).toEqual([]);
  });

  it('does not ask CloudTrail when nobody could be spared', async () => {
    expect((await night(account('ada'))).lookups).toBe(0);
  });

  it('holds no user whose keys could be mistaken for one another', async () => {
    const world = account('twins', 'young');
    world.create('twins', START - 30 * DAY);
    world.create('twins', START - 30 * DAY);
    world.create('young', START - 10 * MINUTE);
    const { memory } = await night(world);
    for (const hours of [1, 2])
      expect(
        new Set((await night(world, { now: START + hours * HOUR, memory, reportAge: 0 })).listed),
      ).toEqual(new Set(hours === 1 ? ['twins', 'young'] : ['twins']));
  });
});

const NAMES = ['ada', 'bob', 'eve'] as const;
const deed = fc.record({
  kind: fc.constantFrom('create', 'create', 'change', 'remove', 'replace', 'sweep', 'sweep', 'sweep'),
  user: fc.constantFrom(...NAMES),
  after: fc.oneof(fc.integer({ min: 0, max: 3_000 }), fc.integer({ min: 0, max: 2 * DAY })),
  reportAge: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 4 * HOUR })),
  assembly: fc.integer({ min: 0, max: 10 * MINUTE }),
  skew: fc.integer({ min: -4 * MINUTE, max: 4 * MINUTE }),
  lag: fc.integer({ min: 0, max: 15 * MINUTE }),
  broken: fc.constantFrom('no', 'no', 'no', 'trail', 'memory'),
});

describe('law: whatever happened to users and keys', () => {
  it('every key that exists is told with its status, and no other, but for what CloudTrail is late to tell', () =>
    fc.assert(
      fc.asyncProperty(fc.array(deed, { minLength: 4, maxLength: 30 }), async (deeds) => {
        const world = account(...NAMES);
        const memory = memoryOf();
        let now = START;
        for (const { kind, user, after, reportAge, assembly, lag, skew, broken } of deeds) {
          now += after;
          if (kind !== 'sweep') {
            world[kind as 'create'](user, now);
            continue;
          }
          if (broken === 'memory') memory.texts.set(`keys-${ACCOUNT}`, '{"form":"nightwarden.memory/1"}');
          const events = broken === 'trail' ? { events: () => Promise.reject(sdkError('Throttling')) } : {};
          const told = await night(world, { now, reportAge, assembly, lag, skew, memory, ...events });
          const late = new Set(
            world.events
              .filter(({ at }) => at > now - reportAge - assembly && at > now - lag)
              .map((event) => event.user),
          );
          const sure = (ids: readonly string[]) => {
            const unsure =
              world.events.length === 0 ? [] : [...late].flatMap((name) => idsEver(told, world, name));
            return ids.filter((id) => !unsure.includes(id.split(' ')[0] ?? ''));
          };
          expect(sure(told.ids)).toEqual(sure(truth(world, now)));
        }
      }),
      { numRuns: 300 },
    ));
});

/** Ids that a user has or had, by what was told and by what is. */
function idsEver({ accessKeys }: Awaited<ReturnType<typeof night>>, world: Account, name: string) {
  const told = accessKeys.items as readonly { readonly UserName: string; readonly AccessKeyId: string }[];
  const now = world.listed(name, Number.MAX_SAFE_INTEGER);
  return [...told, ...now].filter(({ UserName }) => UserName === name).map(({ AccessKeyId }) => AccessKeyId);
}
