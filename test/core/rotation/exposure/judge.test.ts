import { describe, expect, it } from 'vitest';
import {
  type Attestation,
  attestableIn,
  CHECKS,
  type CheckId,
  type ExposureFacts,
  judgeExposure,
} from '../../../../lib/core/rotation/exposure/judge.ts';
import { exposureText, openExposuresText } from '../../../../lib/core/rotation/exposure/text.ts';
import { contain } from '../../../../lib/core/rotation/start.ts';
import { PROTOCOL_TABLES } from '../../../../lib/core/rotation/tables.ts';
import { CONTAIN } from '../../../prove/scenarios.ts';
import { DATABASE } from '../turn-facts.ts';
import { anOpenExposure, NOTHING_FOUND } from './facts.ts';

const NOW = Date.parse('2026-11-26T12:00:00Z');
const HOUR = 3_600_000;
const [KEY] = CONTAIN.slots.map(({ id }) => id);
const begun = contain(PROTOCOL_TABLES, 'r-1', CONTAIN, null, 1, NOW - HOUR);
const done = { ...begun, state: 'done', contain: { ...begun.contain!, replaced: {} } } as typeof begun;

const FACTS: ExposureFacts = {
  row: done,
  now: NOW,
  account: CONTAIN.where.account,
  denied: { full: true, sessionsBefore: NOW },
  ...NOTHING_FOUND,
};
const SESSION = {
  id: 'ASIA1',
  by: CONTAIN.key,
  how: 'AssumeRole',
  role: `arn:aws:iam::${CONTAIN.where.account}:role/deploy`,
  userId: 'AROA1:intruder',
  at: NOW - HOUR,
  until: NOW + HOUR,
} as const;
const MOVE = {
  id: 'e-1',
  at: NOW - HOUR,
  name: 'CreateUser',
  service: 'iam.amazonaws.com',
  region: 'us-east-1',
  error: undefined,
  by: CONTAIN.key,
} as const;

const judge = (change: Partial<ExposureFacts> = {}) => judgeExposure({ ...FACTS, ...change });
const stateOf = (change: Partial<ExposureFacts>, id: CheckId) =>
  judge(change).checks.find((check) => check.id === id)?.state;
const word = (check: CheckId, ...covers: readonly string[]): Attestation => ({
  check,
  by: 'arn:aws:iam::1:user/anna',
  at: NOW,
  because: 'looked',
  covers,
});
const ORIGIN = word('third-parties', 'origin');

describe('an exposure', () => {
  it('is over when each check is closed, and never without a person’s word on where it was found', () => {
    expect(judge().state).toBe('open');
    expect(judge({ attestations: [ORIGIN] })).toMatchObject({ state: 'closed' });
    expect(judge({ attestations: [ORIGIN] }).checks.map(({ id }) => id)).toEqual(CHECKS);
  });

  it.each`
    what                                        | check                 | change                                                                                                       | state
    ${'its plan goes on'}                       | ${'refused'}          | ${{ row: { ...done, state: 'going' } }}                                                                      | ${'open'}
    ${'its plan is Blocked'}                    | ${'refused'}          | ${{ row: { ...done, state: 'blocked' } }}                                                                    | ${'open'}
    ${'a key works'}                            | ${'refused'}          | ${{ keys: [{ id: KEY, status: 'Active', maker: 'other' }] }}                                                 | ${'open'}
    ${'a key is Inactive, its user denied'}     | ${'refused'}          | ${{ keys: [{ id: KEY, status: 'Inactive', maker: 'other' }] }}                                               | ${'closed'}
    ${'a key is Inactive, and its user is not'} | ${'refused'}          | ${{ keys: [{ id: KEY, status: 'Inactive', maker: 'other' }], denied: { full: false, sessionsBefore: NOW } }} | ${'open'}
    ${'keys were not read'}                     | ${'refused'}          | ${{ keys: 'unknown' }}                                                                                       | ${'unknown'}
    ${'what is denied was not read'}            | ${'refused'}          | ${{ keys: [{ id: KEY, status: 'Inactive', maker: 'other' }], denied: 'unknown' }}                            | ${'unknown'}
    ${'a session lives'}                        | ${'sessions'}         | ${{ sessions: [SESSION] }}                                                                                   | ${'open'}
    ${'a session has expired'}                  | ${'sessions'}         | ${{ sessions: [{ ...SESSION, until: NOW }] }}                                                                | ${'closed'}
    ${'CloudTrail of a Region was not read'}    | ${'sessions'}         | ${{ trailGaps: ['events in eu-west-1'] }}                                                                    | ${'unknown'}
    ${'CloudTrail of a Region was not read'}    | ${'lateral-movement'} | ${{ trailGaps: ['events in eu-west-1'] }}                                                                    | ${'unknown'}
    ${'a workload holds it'}                    | ${'copies'}           | ${{ holdings: [{ arn: 'arn:f', where: 'environment variable K' }] }}                                         | ${'open'}
    ${'a place was not read'}                   | ${'copies'}           | ${{ placeGaps: ['lambda:ListFunctions in eu-west-1'] }}                                                      | ${'unknown'}
    ${'somebody has nothing in its place'}      | ${'copies'}           | ${{ row: { ...done, contain: { ...done.contain, replaced: { d1: null } } } }}                                | ${'open'}
    ${'everybody has something in its place'}   | ${'copies'}           | ${{ row: { ...done, contain: { ...done.contain, replaced: { d1: 'AKIANEW' } } } }}                           | ${'closed'}
    ${'it made a user'}                         | ${'lateral-movement'} | ${{ moves: [MOVE] }}                                                                                         | ${'open'}
    ${'it only looked around'}                  | ${'lateral-movement'} | ${{ moves: [{ ...MOVE, name: 'ListUsers' }] }}                                                               | ${'closed'}
    ${'it tried, and was denied'}               | ${'lateral-movement'} | ${{ moves: [{ ...MOVE, error: 'AccessDenied' }] }}                                                           | ${'closed'}
  `('has $check $state when $what', ({ check, change, state }) => {
    expect(stateOf(change, check)).toBe(state);
    const said = [ORIGIN];
    expect(judge({ ...change, attestations: said }).state).toBe(state === 'closed' ? 'closed' : 'open');
  });

  it('of which nothing at all could be read is not over, and nothing of it is closed but what was said', () => {
    const unread = judge({
      keys: 'unknown',
      denied: 'unknown',
      trailGaps: ['everything'],
      placeGaps: ['everything'],
      attestations: [ORIGIN],
    });
    expect(unread.state).toBe('open');
    expect(unread.checks.filter(({ state }) => state === 'closed').map(({ id }) => id)).toEqual([
      'third-parties',
    ]);
  });

  it('names a live session’s own command, which cuts off nobody else', () => {
    const [session] = judge({ sessions: [SESSION] }).checks[1]!.items;
    expect(session?.todo.at(-1)).toBe(
      'aws iam put-role-policy --role-name deploy --policy-name NightwardenRevoke-ASIA1 --policy-document \'{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"StringEquals":{"aws:userid":["AROA1:intruder"]},"DateLessThan":{"aws:TokenIssueTime":"2026-11-26T12:00:00.000Z"}}}]}\'',
    );
  });

  it.each`
    what                     | session                                                                                    | todo
    ${'in another account'}  | ${{ ...SESSION, role: 'arn:aws:iam::444455556666:role/deploy' }}                           | ${'ask whoever answers for arn:aws:iam::444455556666:role/deploy'}
    ${'of a service’s role'} | ${{ ...SESSION, role: `arn:aws:iam::${CONTAIN.where.account}:role/aws-service-role/x/y` }} | ${'wait until it has expired'}
    ${'of a user'}           | ${{ ...SESSION, how: 'GetFederationToken', role: null, userId: null }}                     | ${'deny its user everything'}
  `('says what to do about a session $what', ({ session, todo }) => {
    const change = { sessions: [session], denied: { full: false, sessionsBefore: null } };
    expect(judge(change).checks[1]!.items[0]!.todo[0]).toContain(todo);
  });
});

describe('what was made with it', () => {
  const NEW = { ...MOVE, made: { user: 'backdoor', key: null } } as const;
  const KEYED = { ...MOVE, name: 'CreateAccessKey', made: { user: 'backdoor', key: 'AKIA2' } } as const;
  const user = (status: 'Active' | 'Inactive', full = false) => ({
    keys: [{ id: 'AKIA2', status }],
    denied: { full, sessionsBefore: null },
  });

  it.each`
    what                                 | move     | made                                             | state
    ${'a user who is there'}             | ${NEW}   | ${{ backdoor: user('Inactive') }}                | ${'open'}
    ${'a user who is denied everything'} | ${NEW}   | ${{ backdoor: user('Active', true) }}            | ${'closed'}
    ${'a user who is deleted'}           | ${NEW}   | ${{ backdoor: 'gone' }}                          | ${'closed'}
    ${'a user who was not read'}         | ${NEW}   | ${{ backdoor: 'unknown' }}                       | ${'unknown'}
    ${'a key that is Active'}            | ${KEYED} | ${{ backdoor: user('Active') }}                  | ${'open'}
    ${'a key that is Inactive'}          | ${KEYED} | ${{ backdoor: user('Inactive') }}                | ${'closed'}
    ${'a key that is deleted'}           | ${KEYED} | ${{ backdoor: { ...user('Active'), keys: [] } }} | ${'closed'}
    ${'a key whose user was not read'}   | ${KEYED} | ${{}}                                            | ${'unknown'}
  `('is $state for $what', ({ move, made, state }) => {
    expect(stateOf({ moves: [move], made }, 'lateral-movement')).toBe(state);
  });

  it('is somebody’s, when a person says so; it names how to take it away', () => {
    const change = { moves: [KEYED], made: { backdoor: user('Active') } };
    const [item] = judge(change).checks.at(-1)!.items;
    expect(item?.todo).toContain(
      'aws iam update-access-key --user-name backdoor --access-key-id AKIA2 --status Inactive',
    );
    const said = [ORIGIN, word('lateral-movement', item!.id)];
    expect(judge({ ...change, attestations: said }).state).toBe('closed');
  });
});

describe('a person’s word', () => {
  it('closes what it names, and not what comes after it', () => {
    const seen = judge({ moves: [MOVE] });
    const covers = attestableIn(seen, 'lateral-movement');
    const said = [ORIGIN, word('lateral-movement', ...covers)];
    expect(judge({ moves: [MOVE], attestations: said }).state).toBe('closed');
    const later = [MOVE, { ...MOVE, id: 'e-2', at: MOVE.at + 1 }];
    expect(judge({ moves: later, attestations: said }).state).toBe('open');
  });

  it('closes nothing that a call can tell', () => {
    const change = { sessions: [SESSION], keys: [{ id: KEY!, status: 'Active', maker: 'other' } as const] };
    const seen = judge(change);
    expect(attestableIn(seen, 'sessions')).toEqual([]);
    expect(attestableIn(seen, 'refused')).toEqual([]);
    const said = [ORIGIN, word('sessions', SESSION.id), word('refused', KEY!)];
    expect(
      judge({ ...change, attestations: said })
        .checks.slice(0, 2)
        .map(({ state }) => state),
    ).toEqual(['open', 'open']);
  });

  it('is shown with who said it, and why', () => {
    const text = exposureText(judge({ attestations: [ORIGIN] }));
    expect(text).toContain(
      '✓ where it was found is not known to be clean (arn:aws:iam::1:user/anna says: looked)',
    );
    expect(text).toContain('closed: nothing trusts it any more, as far as can be seen and was said');
  });
});

it('what a database user did is asked of a person', () => {
  const plan = { ...CONTAIN, where: { ...CONTAIN.where, database: DATABASE }, key: 'app' };
  const row = { ...done, plan, contain: { ...done.contain!, targets: ['app'] } };
  const seen = judge({ row, denied: 'unknown', keys: [] });
  expect(seen.checks.map(({ state }) => state)).toEqual(['closed', 'closed', 'closed', 'open', 'open']);
});

it('a session of a role in another account names who can end it, and how it is denied from above', () => {
  const other = { ...SESSION, role: 'arn:aws:iam::444455556666:role/deploy' };
  const text = exposureText(judge({ sessions: [other] }));
  expect(text).toContain('ask whoever answers for arn:aws:iam::444455556666:role/deploy');
  expect(text).toContain('attach-policy --policy-id POLICY_ID --target-id 444455556666');
  expect(text).toContain('"aws:userid":["AROA1:intruder"]');
  const untold = exposureText(judge({ sessions: [{ ...other, userId: null }] }));
  expect(untold).not.toContain('organizations');
  const linked = { ...SESSION, role: SESSION.role.replace('deploy', 'aws-service-role/x/Y') };
  expect(exposureText(judge({ sessions: [linked] }))).toContain('wait until it has expired');
});

it('what CloudTrail has forgotten may be in the evidence that was sealed, and is in the trail’s own files', () => {
  const trailGaps = ['events from before 2026-10-12: CloudTrail’s history has 90 days'];
  const sealed = { ...done, contain: { ...done.contain!, seal: 'sealed' } } as typeof done;
  const text = exposureText(judge({ row: sealed, trailGaps }));
  expect(text).toContain('rotations/r-1 in the bucket');
  expect(text).toContain('files for what was done with this key');
  expect(text).toContain('files for AssumeRole');
  expect(exposureText(judge({ trailGaps }))).not.toContain('rotations/r-1');
});

it('of what IAM made for one service the status is its own, and what was done with it is asked of a person', () => {
  const service = { name: 'codecommit.amazonaws.com', repository: null, days: null };
  const plan = { ...CONTAIN, where: { ...CONTAIN.where, service }, key: 'ACCA1' };
  const row = { ...done, plan, contain: { ...done.contain!, targets: ['ACCA1'] } };
  const still = judge({ row, keys: [{ id: 'ACCA1', status: 'Active', maker: 'unknown' }] });
  const text = exposureText(still);
  expect(text).toContain('key ACCA1 is Active');
  expect(text).toContain('update-service-specific-credential');
  expect(text).toContain("what was done with ACCA1 can't be told");
  expect(text).toContain('AttributeKey=Username');
  const unread = exposureText(judge({ row, keys: 'unknown' }));
  expect(unread).toContain('list-service-specific-credentials');
});

describe('the list of them', () => {
  it('names each, and what to do next; control characters are shown, not sent', () => {
    const one = anOpenExposure(NOW, { principal: 'p\u001b[31m' });
    const looked = { at: NOW, missing: 1, checks: ['copies'] } as const;
    const text = openExposuresText({ open: [one, { ...one, rotation: 'r-2', looked }], unreadable: ['r-3'] });
    expect(text).toContain('r-1  AKIA1 of p');
    expect(text).toContain('not looked into yet');
    expect(text).toContain('1 thing missing (copies) when it was looked into at 2026-11-26 12:00 UTC');
    expect(text).toContain('Nobody knows how the exposure of plan r-3 stands');
    expect(text).not.toContain('\u001b');
    expect(text).toContain('nightwarden exposure ID');
    expect(openExposuresText({ open: [], unreadable: [] })).toBe('No exposure is open.\n');
  });
});
