import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Built,
  buildPlan,
  type PlanFacts,
  type StoreFacts,
} from '../../../lib/core/rotation/build/index.ts';
import type { Row } from '../../../lib/core/rotation/ledger.ts';
import type { Plan } from '../../../lib/core/rotation/plan.ts';
import { DEFAULT_ROTATION, type DeclaredCopy } from '../../../lib/core/rotation/policy.ts';
import { kindFor, rehearse } from '../../../lib/core/rotation/rehearsal.ts';
import { rehearsalText } from '../../../lib/core/rotation/rehearsal-text.ts';
import { begin } from '../../../lib/core/rotation/start.ts';
import { PROTOCOL_TABLES } from '../../../lib/core/rotation/tables.ts';
import { ROTATE } from '../../prove/scenarios.ts';
import {
  aFunction,
  aGap,
  ago,
  aKey,
  aRootKey,
  aSecret,
  KEY,
  NEVER,
  NOW,
  OTHER_KEY,
  UNREAD,
  usageOf,
  usedAgo,
  userArn,
} from '../detectors/build.ts';
import { aDeclaration, aDependent, CI, factsOf, type Given, ORDERS, SECRET, STORE_FACTS } from './facts.ts';

const BY_HAND: DeclaredCopy = {
  id: 'vendor',
  wayBack: true,
  target: { in: 'person', who: 'their desk', instructions: 'Enter it.' },
};
const DR = { in: 'secret', arn: `${SECRET}2`, replicas: [] } as const;
const build = (given: Given = {}) => buildPlan(factsOf(given));
const codes = (built: Built) =>
  built.state === 'refused' ? built.refusals.map(({ code }) => code) : ['planned'];
const texts = (built: Built) => JSON.stringify(built.state === 'refused' ? built.refusals : []);

function planned(given: Given = {}): Extract<Built, { state: 'planned' }> {
  const built = build(given);
  if (built.state === 'refused') throw new Error(texts(built));
  return built;
}

const store = (facts: Partial<StoreFacts>): Given => ({ facts: { store: { ...STORE_FACTS, ...facts } } });
const second = (facts: object) => ({
  facts: {
    slots: [
      { id: KEY, status: 'Active' as const, lastUsed: usedAgo(1) },
      { id: OTHER_KEY, status: 'Active' as const, lastUsed: usedAgo(1), ...facts },
    ],
  },
});
const aRow = (plan: Partial<Plan>, row: Partial<Row> = {}): Row =>
  ({ ...begin(PROTOCOL_TABLES, 'r1', { ...ROTATE, ...plan }, 1, 0), ...row }) as Row;
const leaked = { exposures: [{ credential: KEY, at: ago(1), source: 'a scanner' }] };
const nobody = { ownership: { owner: null, leads: [], leaver: null } };
const leaver = {
  ownership: {
    owner: null,
    leads: [],
    leaver: { email: 'bob@example.com', evidence: '', confidence: 'high' as const },
  },
};

describe('a plan to rotate', () => {
  it('is made of what was declared and what IAM and the secret hold now', () => {
    const { plan, hash, attended } = planned();
    expect(plan).toMatchObject({
      kind: 'rotate',
      principal: userArn('ci'),
      key: KEY,
      slots: [{ id: KEY, status: 'Active' }],
      secret: { arn: SECRET, version: 'v0' },
      copies: [
        { id: 'env', kind: 'copy' },
        { id: 'store', kind: 'secret' },
      ],
      dependents: [
        { id: 'reports', copy: 'store' },
        { id: 'orders', copy: 'env' },
      ],
      approvals: ['delete'],
      where: { region: 'eu-west-1', owner: 'ana@example.com', noWayBack: [] },
    });
    expect(plan.where.targets.store).toEqual({ in: 'secret', arn: SECRET, replicas: [] });
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(attended).toEqual([
      'no known dependent explains a call of s3 in eu-west-1 on 2026-11-21, which CloudTrail does not show',
    ]);
  });

  it.each<[string, Given, string]>([
    ['root', { credential: aRootKey() }, 'root'],
    ['a secret', { credential: aSecret() }, 'not-an-access-key'],
    [
      'a break-glass principal',
      { facts: { policy: { ...DEFAULT_ROTATION, breakGlass: [userArn('ci')] } } },
      'break-glass',
    ],
    ['the key that one signs with', { facts: { requester: userArn('ci') } }, 'own-key'],
    ['nobody owns it', { subject: nobody }, 'ownerless'],
    ['its owner is unread', { subject: { ownership: { ...nobody.ownership, unread: true } } }, 'unknown'],
    ['its owner left', { subject: leaver }, 'leaver'],
    ['the key is gone', { facts: { slots: [] } }, 'key-gone'],
    ['the keys could not be listed', { facts: { slots: 'unknown' } }, 'unknown'],
    [
      'the key is Inactive',
      { facts: { slots: [{ id: KEY, status: 'Inactive', lastUsed: NEVER }] } },
      'key-inactive',
    ],
    ['no store is declared', { declared: null }, 'no-store'],
    ['the store is unread', { facts: { store: 'unknown' } }, 'unknown'],
    ['there is no such secret', { facts: { store: 'none' } }, 'store-gone'],
    ['the secret is scheduled for deletion', store({ deleted: true }), 'store-gone'],
    ['a service manages the secret', store({ owningService: 'rds' }), 'store-managed'],
    ['the secret is a replica', store({ primaryRegion: 'us-east-1' }), 'store-replica'],
    ['rotation is configured', store({ rotates: true }), 'store-rotates'],
    ['a version is AWSPENDING', store({ pending: 'v9' }), 'stray-pending'],
    ['no version is AWSCURRENT', store({ current: null }), 'no-current-version'],
    [
      'a dependent has no probe',
      { declared: aDeclaration({ dependents: [aDependent({ probes: [] })] }) },
      'no-probe',
    ],
    [
      'CloudFormation owns what a copy lies in',
      {
        snapshot: {
          workloads: [
            {
              ...aFunction('orders', 'prod', {}),
              arn: ORDERS,
              tags: { 'aws:cloudformation:stack-name': 'shop' },
            },
          ],
        },
      },
      'managed-copy',
    ],
    ['nobody depends on it', { declared: aDeclaration({ dependents: [] }) }, 'no-dependents'],
    ['its last use is unread', { credential: aKey({ lastUsed: UNREAD }) }, 'unknown'],
    [
      'environments are unread',
      { facts: { gaps: [aGap('lambda:GetFunctionConfiguration', 'function-environments')] } },
      'unknown',
    ],
    ['CloudTrail is unread', { facts: { gaps: [aGap('cloudtrail:LookupEvents', 'usage')] } }, 'unknown'],
    [
      'a holder is not declared',
      { snapshot: { workloads: [aFunction('forgotten', 'prod', { keys: [KEY] })] } },
      'undeclared',
    ],
    [
      'a rival is under way on the user',
      { facts: { open: [aRow({ principal: userArn('ci') })] } },
      'in-rotation',
    ],
    [
      'a rival is under way on the secret',
      { facts: { open: [aRow({ secret: { arn: SECRET, version: 'v0' } })] } },
      'in-rotation',
    ],
    [
      'a rival is under way on the secret of a copy',
      {
        declared: aDeclaration({
          copies: [...aDeclaration().copies, { id: 'dr', wayBack: true, target: DR }],
        }),
        facts: { open: [aRow({ principal: userArn('other'), secret: { arn: DR.arn, version: 'v0' } })] },
      },
      'in-rotation',
    ],
  ])('is refused when it is about %s', (_why, given, code) => {
    const built = build(given);
    expect(codes(built)).toEqual([code]);
    if (built.state === 'refused') for (const each of built.refusals) expect(each.todo).not.toBe('');
  });

  it.each<[string, Given, RegExp]>([
    ['Active and used', second({}), /was last used on 2026-11-21.*two workloads share one user/],
    [
      'Active and never used',
      second({ lastUsed: NEVER }),
      /never used.*nightwarden retire AKIAEXAMPLEEXAMPLE02/,
    ],
    [
      'Active, its use unread',
      second({ lastUsed: UNREAD }),
      /could not be read.*grant iam:GetAccessKeyLastUsed/,
    ],
    ['Inactive and used', second({ status: 'Inactive' }), /it is Inactive.*retire AKIAEXAMPLEEXAMPLE02/],
    ['Inactive and never used', second({ status: 'Inactive', lastUsed: NEVER }), /it is Inactive/],
    ['Inactive, its use unread', second({ status: 'Inactive', lastUsed: UNREAD }), /it is Inactive/],
  ])('is refused when there is a second key, a person of the house made it: %s', (_why, given, text) => {
    const built = build(given);
    expect(codes(built)).toEqual(['second-key']);
    expect(texts(built)).toMatch(text);
  });

  it.each(['Active', 'Inactive'] as const)('is refused when there is a second key, ours and %s', (status) => {
    const ours = aRow({ principal: 'other' }, { newKey: OTHER_KEY, state: 'restored' });
    const built = build({ facts: { ...second({ status }).facts, open: [ours] } });
    expect(texts(built)).toContain('plan r1, which ended restored, made it');
  });

  it('tells every reason at once, not only the first', () => {
    const built = build({ subject: nobody, facts: { slots: [], store: 'none' } });
    expect(codes(built)).toEqual(['ownerless', 'key-gone', 'store-gone']);
  });

  it('what hides the keys of somebody else is no reason', () => {
    const gap = aGap('iam:GetAccessKeyLastUsed', 'last-used');
    const other = { ...gap, scope: { ...gap.scope, subject: OTHER_KEY } };
    expect(codes(build({ facts: { gaps: [other] } }))).toEqual(['planned']);
    const mine = { ...gap, scope: { ...gap.scope, subject: KEY } };
    expect(codes(build({ facts: { gaps: [mine] } }))).toEqual(['unknown']);
  });

  it.each<[string, Partial<typeof DEFAULT_ROTATION.caps>, number, string[]]>([
    ['as many as the night takes', { night: 2 }, 2, ['cap']],
    ['one fewer', { night: 3, account: 9, owner: 9 }, 2, ['planned']],
    ['as many as the account takes', { night: 9, account: 2, owner: 9 }, 2, ['cap']],
    ['as many as the owner may have', { night: 9, account: 9, owner: 2 }, 2, ['cap']],
  ])('caps: %s', (_why, caps, rows, expected) => {
    const policy = { ...DEFAULT_ROTATION, caps: { ...DEFAULT_ROTATION.caps, ...caps } };
    const where = { ...ROTATE.where, owner: 'ana@example.com' };
    const open = Array.from({ length: rows }, (_, at) => aRow({ principal: `p${at}`, where }));
    expect([...new Set(codes(build({ facts: { policy, open } })))]).toEqual(expected);
  });

  it('a plan in quarantine is no longer under way, and one that ended never is', () => {
    const times = { entered: 0, watchFrom: 0, vouched: null, published: 0, deactivated: 1 };
    const people = { requestedBy: 'x', at: 0, authors: [], approvalsWithin: 0, approvals: [] };
    const policy = { ...DEFAULT_ROTATION, caps: { night: 1, account: 1, owner: 1, containAnHour: 1 } };
    const open = [
      aRow({ principal: 'p' }, { times, people }),
      aRow({ principal: 'q' }, { state: 'done', people }),
    ];
    expect(codes(build({ facts: { policy, open } }))).toEqual(['planned']);
  });

  it('the slowest reader sets the refresh, and patience is longer by as much', () => {
    const { durations } = DEFAULT_ROTATION;
    const slow = aDeclaration({ dependents: [aDependent({ refresh: durations.refresh * 5 })] });
    const { plan } = planned({ declared: slow });
    expect(plan.durations.refresh).toBe(durations.refresh * 5);
    expect(plan.durations.patience).toBe(durations.patience + durations.refresh * 4);
    const quick = planned({
      declared: aDeclaration({ dependents: [aDependent({ refresh: 1 })], watch: 7 }),
    }).plan;
    expect(quick.durations).toMatchObject({ refresh: 1, patience: durations.patience, watch: 7 });
  });

  it('what has no way back is published last and alone, needs a person, and is told', () => {
    const [env] = aDeclaration().copies;
    const copies = [{ ...env!, id: 'vendor', wayBack: false }, env!];
    const { plan, attended, warnings } = planned({ declared: aDeclaration({ copies }) });
    expect(plan.approvals).toEqual(['deactivate', 'delete']);
    expect(plan.copies.map(({ id }) => id)).toEqual(['env', 'store', 'vendor']);
    expect(plan.where.noWayBack).toEqual(['vendor']);
    expect(attended).toContain('there is no way back for vendor');
    expect(warnings.join()).toContain('no way back for vendor');
  });

  it('a use that nobody explains stops unattended rotation and names itself', () => {
    const usage = [{ ...usageOf(KEY, ago(1)), sourceIps: ['203.0.113.7', '198.51.100.9'] }];
    expect(planned({ snapshot: { usage } }).attended).toEqual([
      'no known dependent explains calls from 198.51.100.9, up to 2026-11-21 (it calls itself aws-cli/2.31, lambda.amazonaws.com)',
    ]);
    const explained = [
      { ...usage[0]!, sourceIps: ['203.0.113.7'], counts: { ...usage[0]!.counts, sourceIps: 1 } },
    ];
    expect(planned({ snapshot: { usage: explained } }).attended).toEqual([]);
  });

  it.each([
    [300_000, 1],
    [300_001, 0],
  ])('a lease of %i ms is told as a risk when an invocation may take as long', (lease, told) => {
    const policy = { ...DEFAULT_ROTATION, durations: { ...DEFAULT_ROTATION.durations, lease } };
    const { warnings } = planned({ facts: { policy } });
    expect(warnings.filter((warning) => warning.startsWith('its lease of'))).toHaveLength(told);
  });

  it('a use longer ago than the watch is told as a risk', () => {
    expect(planned({ credential: aKey({ lastUsed: usedAgo(40) }) }).warnings.join()).toContain(
      'it was last used on 2026-10-13, which is longer ago than its watch of 7 days',
    );
  });
});

describe('the kind of plan that facts ask for', () => {
  const unused = aKey({ lastUsed: usedAgo(8) });
  const held = { workloads: [aFunction('f', '', { keys: [KEY] })] };
  it.each<[string, Given, string]>([
    ['what leaked', { subject: leaked }, 'contain'],
    ['what is declared', {}, 'rotate'],
    ['what somebody holds', { declared: null, credential: unused, snapshot: held }, 'rotate'],
    ['what is in use', { declared: null }, 'rotate'],
    [
      'what only CloudTrail shows in use',
      { declared: null, credential: unused, snapshot: { usage: [usageOf(KEY, ago(1))] } },
      'rotate',
    ],
    ['what nobody knows the use of', { declared: null, credential: aKey({ lastUsed: UNREAD }) }, 'rotate'],
    [
      'what was used on the first day of the watch',
      { declared: null, credential: aKey({ lastUsed: usedAgo(7) }) },
      'rotate',
    ],
    ['what was not used in a whole watch', { declared: null, credential: unused }, 'retire'],
    ['what was never used', { declared: null, credential: aKey({ lastUsed: NEVER }) }, 'retire'],
  ])('%s', (_what, given, kind) => {
    const { kind: _kind, ...facts } = factsOf(given);
    expect(kindFor(facts)[0]).toBe(kind);
  });

  it('is rehearsed as people read it, each use that nobody explains told once', () => {
    const { kind: _kind, ...facts } = factsOf();
    const text = rehearsalText(rehearse(facts, null), facts);
    expect(text.match(/which CloudTrail does not show/g)).toHaveLength(1);
    expect(text).toContain(
      'orders does not break: it takes the new one from function orders (wave 1 of 2, the canary)',
    );
    expect(text).toMatch(/nightwarden rotate AKIAEXAMPLEEXAMPLE01 --apply [0-9a-f]{64}/);
  });

  it('a Region that was not declared is told, and is not of the plan', () => {
    const usage = [{ ...usageOf(KEY, ago(1)), regions: ['us-east-1', 'eu-west-1', 'ap-south-1'] }];
    const { warnings, plan } = planned({ snapshot: { usage } });
    expect(warnings).toEqual([
      'it is used in ap-south-1 too, where the new one is not proved: add it to the regions of this credential',
    ]);
    expect(plan.where.regions).toEqual(['eu-west-1']);
  });
});

describe('a plan to retire', () => {
  const retire = (given: Given = {}) =>
    build({ declared: null, ...given, facts: { kind: 'retire', ...given.facts } });

  it.each<[string, Given, string[]]>([
    ['is made of a key that nobody holds', {}, ['planned']],
    [
      'is made of an Inactive one',
      { facts: { slots: [{ id: KEY, status: 'Inactive', lastUsed: NEVER }] } },
      ['planned'],
    ],
    ['is made beside a second key', second({}), ['planned']],
    ["is made of a leaver's", { subject: leaver }, ['planned']],
    [
      'is refused while dependents are declared',
      { declared: aDeclaration() },
      ['known-dependents', 'known-dependents'],
    ],
    [
      'is refused while a function holds it',
      { snapshot: { workloads: [aFunction('f', '', { keys: [KEY] })] } },
      ['known-dependents'],
    ],
    ['is made of what nobody owns', { subject: nobody }, ['planned']],
    [
      'is refused when nobody owns it and it is Inactive: nothing would be left to do',
      { subject: nobody, facts: { slots: [{ id: KEY, status: 'Inactive', lastUsed: NEVER }] } },
      ['ownerless'],
    ],
    [
      'is refused while its owner is unread',
      { subject: { ownership: { ...nobody.ownership, unread: true } } },
      ['unknown'],
    ],
    ['is refused on an unknown', { credential: aKey({ lastUsed: UNREAD }) }, ['unknown']],
    ['is refused when the key is gone', { facts: { slots: [] } }, ['key-gone']],
  ])('%s', (_why, given, expected) => expect(codes(retire(given))).toEqual(expected));

  it('of what nobody owns deletes nothing, asks somebody whatever the policy says, and no night begins it', () => {
    const policy = { ...DEFAULT_ROTATION, approvals: { ...DEFAULT_ROTATION.approvals, retire: [] } };
    const built = retire({ subject: nobody, facts: { policy } });
    expect(built).toMatchObject({
      plan: { approvals: ['deactivate'], where: { owner: null } },
      warnings: [expect.stringContaining('stays Inactive, and is not deleted')],
      attended: expect.arrayContaining(['nobody is known to answer for it']),
    });
  });

  it('puts nothing in its place', () => {
    const built = retire();
    expect(built.state === 'planned' && built.plan).toMatchObject({
      secret: null,
      copies: [],
      dependents: [],
      where: { targets: {} },
    });
  });
});

describe('a plan to contain', () => {
  const contain = (given: Given = {}) =>
    build({ ...given, subject: { ...leaked, ...given.subject }, facts: { kind: 'contain', ...given.facts } });

  it.each<[string, Given, string[]]>([
    ['is made of what leaked', {}, ['planned']],
    ['is made of what nobody owns', { subject: nobody }, ['planned']],
    [
      'is made on an unknown',
      { credential: aKey({ lastUsed: UNREAD }), facts: { slots: 'unknown', store: 'unknown' } },
      ['planned'],
    ],
    [
      'is made while holders are not declared',
      { snapshot: { workloads: [aFunction('f', '', { keys: [KEY] })] } },
      ['planned'],
    ],
    ['is made without a store', { declared: null }, ['planned']],
    ['takes the fence of a rotation', { facts: { open: [aRow({ principal: userArn('ci') })] } }, ['planned']],
    ['is refused when nothing says that it leaked', { subject: { exposures: [] } }, ['no-exposure']],
    ['is refused for root', { credential: aRootKey() }, ['root']],
    [
      'is refused for break-glass',
      { facts: { policy: { ...DEFAULT_ROTATION, breakGlass: [userArn('ci')] } } },
      ['break-glass'],
    ],
    [
      'is refused while another contains',
      { facts: { open: [aRow({ kind: 'contain', principal: userArn('ci') })] } },
      ['in-rotation'],
    ],
  ])('%s', (_why, given, expected) => expect(codes(contain(given))).toEqual(expected));

  it('waits for no window, and has its own cap', () => {
    const window = { timeZone: 'UTC', days: [1], from: '09:00', until: '10:00' };
    const caps = { night: 0, account: 0, owner: 0, containAnHour: 1 };
    const built = contain({ facts: { policy: { ...DEFAULT_ROTATION, window, caps } } });
    expect(built.state === 'planned' && built.plan.where.window).toBeNull();
    expect(
      codes(contain({ facts: { contained: lately(0), policy: { ...DEFAULT_ROTATION, caps } } })),
    ).toEqual(['cap']);
  });

  const lately = (...minutesAgo: number[]) =>
    minutesAgo.map((minutes, place) => ({
      account: factsOf().account,
      place,
      at: factsOf().at - minutes * 60_000,
    }));
  it.each`
    why                                         | contained                                                       | expected
    ${'fewer began within the hour'}            | ${lately(0)}                                                    | ${['planned']}
    ${'as many did, whatever became of them'}   | ${lately(0, 59)}                                                | ${['cap']}
    ${'one of them began an hour ago'}          | ${lately(0, 60)}                                                | ${['planned']}
    ${'one of them was in another account'}     | ${[...lately(0), { ...lately(0)[0], account: '999999999999' }]} | ${['planned']}
    ${'it is not known, and a person may look'} | ${'unknown'}                                                    | ${['planned']}
  `('under a cap of two is $expected where $why', ({ contained, expected }) => {
    const caps = { ...DEFAULT_ROTATION.caps, containAnHour: 2 };
    expect(codes(contain({ facts: { contained, policy: { ...DEFAULT_ROTATION, caps } } }))).toEqual(expected);
  });

  it('publishes to a copy that nobody can read back, and says what is only taken from the policy file', () => {
    const dependents = [aDependent(), aDependent({ name: 'pipeline', reads: 'ci' })];
    const { plan, warnings, attended } = planned({ declared: aDeclaration({ copies: [CI], dependents }) });
    expect(plan.copies).toEqual([
      { id: 'ci', kind: 'copy', writeOnly: true },
      { id: 'store', kind: 'secret' },
    ]);
    expect(warnings.join()).toContain('nobody can read back what ci holds');
    expect(attended.join()).toContain('ci lies outside account');
    expect(plan.approvals).toContain('deactivate');
  });

  it('asks a person last, so that nobody else waits for them', () => {
    const dependents = [aDependent(), aDependent({ name: 'pipeline', reads: 'vendor' })];
    const { plan, waits } = planned({
      declared: aDeclaration({ copies: [BY_HAND, ...aDeclaration().copies], dependents }),
    });
    expect(plan.copies).toEqual([
      { id: 'env', kind: 'copy' },
      { id: 'store', kind: 'secret' },
      { id: 'vendor', kind: 'copy', writeOnly: true, byHand: true },
    ]);
    expect(waits.join()).toContain('their desk must put the new value into vendor by hand');
  });

  describe('of a key that is Inactive, of a user whose other key is in use', () => {
    const slots = [
      { id: KEY, status: 'Inactive', lastUsed: usedAgo(90) },
      { id: 'AKIAOTHER', status: 'Active', lastUsed: usedAgo(1) },
    ] as const;
    const inactive = aKey({ status: 'Inactive' });
    const facts = { slots, suspects: [], open: [] };
    const planOf = (change: Given['facts']) => {
      const built = contain({ credential: inactive, facts: { ...facts, ...change } });
      return built.state === 'planned' ? built.plan : undefined;
    };

    it('leaves the other key alone, and cuts nobody off', () => {
      const built = contain({ credential: inactive, facts });
      expect(built.state === 'planned' && built.plan).toMatchObject({
        spares: ['AKIAOTHER'],
        secret: null,
        copies: [],
        dependents: [],
      });
      expect(built.state === 'planned' && built.warnings.join()).toContain('nothing says that AKIAOTHER');
      expect(built.state === 'planned' && built.warnings.join()).not.toContain('is cut off');
    });

    const moved = (newKey: string, row: Partial<Row> = {}) =>
      aRow(
        { principal: userArn('ci') },
        { newKey, place: { table: 'rotate', step: 'delete', copy: 0 }, ...row },
      );

    it('leaves the one alone that a rotation has given everybody, and takes over from that', () => {
      expect(planOf({ open: [moved('AKIAOTHER')] })).toMatchObject({ spares: ['AKIAOTHER'], dependents: [] });
    });

    it.each<[string, Given['facts']]>([
      ['leaked too', { suspects: ['AKIAOTHER'] }],
      ['may have leaked: what leaked was not read whole', { suspects: undefined }],
      ['is of a user with another plan under way', { open: [aRow({ principal: userArn('ci') })] }],
      ['is not the one that a rotation has given everybody', { open: [moved('AKIATHIRD')] }],
      [
        'is the one that a rotation is still publishing',
        { open: [moved('AKIAOTHER', { place: { table: 'rotate', step: 'publish', copy: 0 } })] },
      ],
      ['is of a user of whom nobody knows what is under way', { open: 'unknown' }],
      ['is Inactive too', { slots: slots.map((slot) => ({ ...slot, status: 'Inactive' as const })) }],
      [
        'is in use beside what leaked',
        { slots: slots.map((slot) => ({ ...slot, status: 'Active' as const })) },
      ],
      ['is not known to be there', { slots: 'unknown' }],
    ])('takes everything of the user away when the other key %s', (_why, change) => {
      const plan = planOf(change);
      expect(plan).toBeDefined();
      expect(plan).not.toHaveProperty('spares');
      expect(plan?.dependents).toHaveLength(2);
    });

    it('says so in its steps, what it would break, and its runbook', () => {
      const rehearsal = rehearse(factsOf({ credential: inactive, subject: leaked, facts }), 'contain');
      const text = rehearsalText(rehearsal, factsOf({ credential: inactive, subject: leaked, facts }));
      expect(text).toContain("leave its user's other key alone (AKIAOTHER)");
      expect(text).toContain('nobody is cut off who holds AKIAOTHER');
      expect(rehearsal.runbook).toContain('Leave the other key alone');
      expect(rehearsal.runbook).not.toContain('is denied everything (');
    });

    it('gives way when the key that it spares has leaked too, and to nothing else', () => {
      const sparing = aRow({ kind: 'contain', principal: userArn('ci'), spares: ['AKIAOTHER'] });
      const other = aKey({ id: 'AKIAOTHER' });
      const ofOther = { exposures: [{ credential: 'AKIAOTHER', at: ago(1), source: 'a scanner' }] };
      const built = (credential: typeof other, subject: NonNullable<Given['subject']>) =>
        codes(build({ credential, subject, facts: { kind: 'contain', ...facts, open: [sparing] } }));
      expect(built(other, ofOther)).toEqual(['planned']);
      expect(built(inactive, leaked)).toEqual(['in-rotation']);
    });
  });

  it('names whoever is cut off without anything in its place', () => {
    const built = contain({ facts: { store: 'none' } });
    expect(built.state === 'planned' && built.plan).toMatchObject({
      secret: null,
      copies: [],
      dependents: [{ id: 'reports' }, { id: 'orders' }],
    });
    expect(built.state === 'planned' && built.warnings.join()).toContain(
      'reports is cut off, and gets nothing in its place',
    );
  });
});

it('nobody is asked to delete what nobody owns: it is contained, and stays', () => {
  const built = planned({ facts: { kind: 'contain' }, subject: { ...nobody, ...leaked } });
  expect(built.plan.approvals).toEqual([]);
  expect(built.waits).toEqual([]);
});

describe('the hash of a plan', () => {
  const hash = (given: Given) => planned(given).hash;

  it('never changes with usage', () => {
    const usage = [usageOf(KEY, NOW)];
    expect(hash({ snapshot: { usage } })).toBe(hash({}));
    expect(hash({ credential: aKey({ lastUsed: NEVER }) })).toBe(hash({}));
    expect(hash({ facts: { at: 0, requester: null } })).toBe(hash({}));
  });

  it.each<[string, Given]>([
    ["the secret's version", store({ current: 'v1' })],
    ['a dependent', { declared: aDeclaration({ dependents: [aDependent()] }) }],
    [
      'a probe',
      { declared: aDeclaration({ dependents: [aDependent({ probes: [{ by: 'lambda', arn: ORDERS }] })] }) },
    ],
    ['a target', { declared: aDeclaration({ copies: [], dependents: [aDependent()] }) }],
    [
      'the policy',
      { facts: { policy: { ...DEFAULT_ROTATION, caps: { ...DEFAULT_ROTATION.caps, night: 9 } } } },
    ],
    [
      'who asks for approval',
      { facts: { policy: { ...DEFAULT_ROTATION, approvals: { rotate: [], retire: [], contain: [] } } } },
    ],
  ])('changes with %s', (_what, given) => expect(hash(given)).not.toBe(hash({})));

  it('changes with the other slot (contain)', () => {
    const of = (slots: PlanFacts['slots']) => {
      const built = build({ subject: leaked, facts: { kind: 'contain', slots } });
      return built.state === 'planned' ? built.hash : '';
    };
    const both = second({}).facts.slots;
    expect(of(both)).not.toBe(of(both.slice(0, 1)));
    expect(of(both.toReversed())).toBe(of(both));
  });
});

it('holds no value: what is built from any tags and names is ids, names and durations', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const credential = aKey({ tags: { owner: 'ana@example.com', note: `NIGHTWARDENCANARY${text}` } });
      expect(JSON.stringify(build({ credential }))).not.toContain('NIGHTWARDENCANARY');
    }),
    { numRuns: 20 },
  );
});
