import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Exposure, Item } from '../../../../lib/core/rotation/exposure/judge.ts';
import { lookedInto, nextLook, toldNow, untold } from '../../../../lib/core/rotation/exposure/looks.ts';
import { dueNow, type OpenExposure } from '../../../../lib/core/rotation/exposure/open.ts';
import { missingPage } from '../../../../lib/core/rotation/exposure/pages.ts';
import { placesIn, staleness } from '../../../../lib/core/rotation/exposure/places.ts';
import { anOpenExposure } from './facts.ts';

const HOUR = 3_600_000;
const AT = Date.parse('2026-11-26T12:00:00Z');
const LOOKS = { soon: HOUR, soonFor: 36 * HOUR, later: 24 * HOUR };

type States = Readonly<Record<string, Item['state']>>;

/** An exposure with items of one check, by id. */
function exposureOf(states: States): Exposure {
  const items = Object.entries(states).map(
    ([id, state]): Item => ({
      id,
      what: `what ${id} is`,
      state,
      todo: [`do ${id}`],
      attestable: false,
      attested: null,
    }),
  );
  const state = items.every((item) => item.state === 'closed') ? 'closed' : 'open';
  return {
    schema: 'nightwarden.exposure/1',
    rotation: 'r-1',
    credential: 'AKIA1',
    principal: 'arn:p',
    state,
    checks: [
      { id: 'refused', state: 'closed', items: [] },
      { id: 'sessions', state, items },
    ],
  };
}

it.each`
  why                                      | now                   | next
  ${'at the beginning, soon'}              | ${AT}                 | ${AT + HOUR}
  ${'as long as a session may live, soon'} | ${AT + 36 * HOUR - 1} | ${AT + 37 * HOUR - 1}
  ${'from then on, a night later'}         | ${AT + 36 * HOUR}     | ${AT + 60 * HOUR}
`('an exposure is looked into again: $why', ({ now, next }) => {
  expect(nextLook(AT, now, LOOKS)).toBe(next);
});

describe('what people are told of', () => {
  const news = (states: States, told: readonly string[]) =>
    untold(exposureOf(states), told).map(({ id }) => id);
  const toldAfter = (states: States, told: readonly string[] = []) => toldNow(exposureOf(states), told);

  it('is what is open or unknown, once', () => {
    const states = { a: 'open', b: 'unknown', c: 'closed' } as const;
    expect(news(states, [])).toEqual(['a', 'b']);
    expect(news(states, toldAfter(states))).toEqual([]);
    expect(news({ ...states, d: 'open' }, toldAfter(states))).toEqual(['d']);
  });

  it('is told again when it was seen closed meanwhile, and not when it just was not seen', () => {
    const told = toldAfter({ a: 'open' });
    expect(news({ a: 'open' }, toldAfter({ a: 'closed' }, told))).toEqual(['a']);
    expect(news({ a: 'open' }, toldAfter({}, told))).toEqual([]);
    expect(news({ a: 'open' }, toldAfter({ a: 'unknown' }, told))).toEqual([]);
  });

  it('is told once where it could not be read, and again when it turns out to be open', () => {
    const told = toldAfter({ a: 'unknown' });
    expect(news({ a: 'unknown' }, toldAfter({ a: 'closed' }, told))).toEqual([]);
    expect(news({ a: 'open' }, told)).toEqual(['a']);
  });

  it('never names what is closed, and is never told twice in a row', () => {
    const states = fc.dictionary(
      fc.constantFrom('a', 'b', 'c'),
      fc.constantFrom<Item['state']>('open', 'unknown', 'closed'),
    );
    fc.assert(
      fc.property(fc.array(states), (looks) => {
        let told: readonly string[] = [];
        for (const look of looks) {
          for (const id of news(look, told)) expect(look[id]).not.toBe('closed');
          told = toldAfter(look, told);
          expect(news(look, told)).toEqual([]);
        }
      }),
    );
  });

  it('has an end', () => {
    const many = Object.fromEntries(Array.from({ length: 5000 }, (_, at) => [`i${at}`, 'open' as const]));
    expect(toldAfter(many)).toHaveLength(4000);
  });

  it('is a page that names ten, what to do first, and how many there are in all; nothing in it moves a terminal', () => {
    const many = Object.fromEntries(Array.from({ length: 12 }, (_, at) => [`i\u001b${at}`, 'open' as const]));
    const exposure = exposureOf(many);
    const { subject, text } = missingPage(exposure, untold(exposure, []), null);
    expect(subject.length).toBeLessThan(100);
    expect(text).toContain('12 things are missing');
    expect(text.match(/^- what/gm)).toHaveLength(10);
    expect(text).toContain('and 2 more');
    expect(text).toContain('→ do i·0');
    expect(text).toContain('nightwarden exposure r-1');
    expect(text).not.toContain('\u001b');
  });

  it.each`
    why                         | late                                                                                                       | text
    ${'some were denied'}       | ${{ held: null, revoked: [{ role: 'arn:r', sessions: ['ASIA1', 'ASIA2'] }], failed: [] }}                  | ${'Denied now, as CloudTrail told of it late: ASIA1, ASIA2 of arn:r'}
    ${'AWS did not take it'}    | ${{ held: null, revoked: [], failed: [{ role: 'arn:r', sessions: ['ASIA1'], because: 'access denied' }] }} | ${'Could not be denied (access denied): ASIA1 of arn:r'}
    ${'the switch holds it up'} | ${{ held: 'the contain switch is on pause', revoked: [], failed: [] }}                                     | ${'are not denied by themselves: the contain switch is on pause'}
    ${'the switcher failed'}    | ${'unknown'}                                                                                               | ${'is not known: the switcher failed'}
  `('tells what became of sessions that showed late: $why', ({ late, text }) => {
    const exposure = exposureOf({ a: 'open' });
    expect(missingPage(exposure, [], late).text).toContain(text);
    expect(missingPage(exposure, [], null).text).not.toContain('late');
  });

  it('is kept in brief', () => {
    expect(lookedInto(exposureOf({ a: 'open', b: 'unknown', c: 'closed' }), AT)).toEqual({
      at: AT,
      missing: 2,
      checks: ['sessions'],
    });
    expect(lookedInto(exposureOf({ c: 'closed' }), AT)).toEqual({ at: AT, missing: 0, checks: [] });
  });
});

describe('which are looked into now', () => {
  const one = anOpenExposure(AT);
  const due = (open: readonly OpenExposure[], now = AT) => dueNow(open, now).map(({ rotation }) => rotation);

  it.each`
    why                                           | change                   | now               | found
    ${'it was never looked into'}                 | ${{}}                    | ${AT}             | ${['r-1']}
    ${'it is not due for a moment'}               | ${{ due: AT + 1 }}       | ${AT}             | ${[]}
    ${'it is due'}                                | ${{ due: AT }}           | ${AT}             | ${['r-1']}
    ${'somebody is at it'}                        | ${{ begun: AT }}         | ${AT + 1_199_999} | ${[]}
    ${'whoever was at it was not heard of again'} | ${{ begun: AT }}         | ${AT + 1_200_000} | ${['r-1']}
    ${'the last look has ended'}                  | ${{ begun: 0, due: AT }} | ${AT}             | ${['r-1']}
  `('$why: $found', ({ change, now, found }) => {
    expect(due([{ ...one, ...change }], now)).toEqual(found);
  });

  it('are one of each account, whoever waits longest; none where another one is under way', () => {
    const later = { ...one, rotation: 'r-2', at: AT - 1 };
    const elsewhere = { ...one, rotation: 'r-3', account: '444455556666' };
    expect(due([one, later, elsewhere])).toEqual(['r-2', 'r-3']);
    expect(due([one, { ...later, begun: AT }, elsewhere])).toEqual(['r-3']);
  });
});

describe('what a night kept of an account', () => {
  it.each`
    why                              | takenAt   | now                   | told
    ${'it was read before the leak'} | ${AT - 1} | ${AT}                 | ${['the account since it leaked: no night has read all of it since']}
    ${'it was read since'}           | ${AT}     | ${AT}                 | ${[]}
    ${'it is two days old'}          | ${AT}     | ${AT + 48 * HOUR}     | ${[]}
    ${'it is older'}                 | ${AT}     | ${AT + 48 * HOUR + 1} | ${['the account as it is now: no night has read it for two days']}
  `('$why', ({ takenAt, now, told }) => {
    expect(staleness(takenAt, AT, now)).toEqual(told);
  });

  it('tells which workloads hold a key by its id, and where one may lie that could not be read', () => {
    const variable = { name: 'KEY', keyId: 'AKIA1', redacted: true, length: 20, rules: [] };
    const workload = {
      arn: 'arn:f',
      type: 'AWS::Lambda::Function',
      environment: { state: 'read', variables: [variable] },
    };
    const gap = {
      scope: { account: '1', region: 'eu-west-1' },
      missing: 'lambda:ListFunctions',
      reason: 'denied',
      remedy: 'grant it',
      facts: ['functions'],
    };
    const unrelated = { ...gap, facts: ['roster'] };
    const given = { workloads: [workload], gaps: [gap, unrelated] } as unknown as Parameters<
      typeof placesIn
    >[0];
    expect(placesIn(given, ['AKIA1'], ['elsewhere'])).toEqual({
      holdings: [{ arn: 'arn:f', where: 'environment variable KEY' }],
      placeGaps: ['lambda:ListFunctions in eu-west-1 (denied)', 'elsewhere'],
    });
    expect(placesIn(given, ['AKIA2'], []).holdings).toEqual([]);
  });
});
