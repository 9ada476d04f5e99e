import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judge } from '../../../lib/core/detectors/judge.ts';
import { FACTS } from '../../../lib/core/model/facts.ts';
import type { SourceGap } from '../../../lib/core/model/gap.ts';
import { DEFAULT_POLICY } from '../../../lib/core/model/policy.ts';
import type { Snapshot } from '../../../lib/core/model/snapshot.ts';
import { addDays } from '../../../lib/core/model/time.ts';
import { enrich } from '../../../lib/core/trust/enrich.ts';
import {
  ACCOUNT,
  ADMIN,
  ago,
  aKey,
  aPlaintext,
  aRootKey,
  aSecret,
  aSnapshot,
  aUser,
  KEY,
  NEVER,
  NOW,
  OTHER_KEY,
  UNREAD,
  usageOf,
  usedAgo,
  userArn,
  withoutRoster,
} from './build.ts';

const judged = (snapshot: Snapshot, policy = DEFAULT_POLICY) => judge(enrich(snapshot, policy), policy);

const gap = (facts: Partial<SourceGap>): SourceGap => ({
  scope: { account: ACCOUNT },
  missing: 'iam:GetAccessKeyLastUsed',
  reason: 'access denied',
  remedy: 'allow it',
  facts: ['last-used'],
  ...facts,
});

describe('findings', () => {
  const busy = aSnapshot({
    credentials: [
      aKey({ createdAt: ago(400), lastUsed: usedAgo(0.3) }),
      aKey({ id: OTHER_KEY, createdAt: ago(300), lastUsed: NEVER, tags: { owner: 'bob' } }),
      aRootKey(),
      aSecret({ createdAt: ago(400), lastUsed: usedAgo(200) }),
      aPlaintext(),
    ],
    principals: [aUser({ policies: [ADMIN] })],
    exposures: [{ credential: KEY, at: ago(50), source: 'a scanner' }],
    usage: [usageOf(KEY, ago(0.2))],
  });

  it('come worst first, then by id, each with the points of its reasons', () => {
    const { findings } = judged(busy);
    // Where the scale ends the points beyond it still order.
    const beyond = (reasons: readonly string[]) =>
      Number(/no score is above 100 \((-\d+)\)/.exec(reasons.at(-1) ?? '')?.[1] ?? 0);
    const order = findings.map(({ score, reasons, id }) => [beyond(reasons) - score, id] as const);
    expect(order).toEqual(order.toSorted((a, b) => a[0] - b[0] || (a[1] < b[1] ? -1 : 1)));
    expect(findings).toContainEqual(
      expect.objectContaining({
        id: `iam.old-access-key:${KEY}`,
        severity: 'critical',
        score: 100,
        subject: KEY,
        account: ACCOUNT,
        region: null,
        reasons: expect.arrayContaining([
          'administrator by policy AdministratorAccess (+30)',
          'in use (+10)',
        ]),
        frameworks: expect.objectContaining({ cisV3: ['1.14'] }),
        attack: ['T1078.004'],
      }),
    );
  });

  it('have points that add up to the score, also where the score ends', () => {
    const { findings } = judged(busy);
    expect(findings.some(({ score }) => score === 100)).toBe(true);
    for (const { reasons, score } of findings) {
      const points = reasons.map((reason) => Number(/ \(([+-]\d+)\)$/.exec(reason)?.[1] ?? 0));
      expect(points.reduce((sum, each) => sum + each, 0)).toBe(score);
    }
    expect(findings.find(({ id }) => id === `iam.old-access-key:${KEY}`)?.reasons).toContain(
      'no score is above 100 (-15)',
    );
  });

  it('stand in the order in which a lead would take them up', () => {
    const key = (name: string, facts: object) =>
      aKey({ id: `AKIA${name}`, userName: name, principal: userArn(name), createdAt: ago(80), ...facts });
    const bobs = { tags: { owner: 'bob@example.com' } };
    const quiet = { lastUsed: usedAgo(44) };
    const quarantine = {
      name: 'q',
      arn: 'arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3',
      document: null,
    };
    const credentials = [
      key('unused', { lastUsed: usedAgo(60) }),
      key('leaver', { ...bobs, ...quiet }),
      key('admin', {}),
      key('exposed', quiet),
      key('leaver-used', bobs),
      key('quarantined', {}),
      key('exposed-used', {}),
      aSecret({
        createdAt: ago(400),
        lastUsed: usedAgo(200),
        versions: [{ id: 'v', stages: ['AWSCURRENT'], createdAt: ago(9) }],
      }),
    ];
    const principals = credentials.flatMap((credential) =>
      credential.kind === 'access-key' ? aUser({ name: credential.userName }) : [],
    );
    const policiesOf: Record<string, object> = { admin: { policies: [ADMIN] } };
    const exposures = ['exposed', 'exposed-used'].map((name) => ({
      credential: `AKIA${name}`,
      at: ago(10),
      source: 'a scanner',
    }));
    const { findings } = judged(
      aSnapshot({
        credentials,
        exposures,
        principals: principals.map((user) => ({
          ...user,
          ...policiesOf[user.name],
          ...(user.name === 'quarantined' ? { policies: [quarantine] } : {}),
        })),
      }),
    );
    const subjects = findings
      .filter(
        ({ id }) =>
          (!id.startsWith('trust.ownerless') && !id.includes('quarantined')) ||
          id.startsWith('trust.exposed'),
      )
      .map(({ id, severity }) => `${id.slice(0, id.indexOf(':'))} ${severity} ${id.split(':').at(-1)}`);
    expect(subjects).toEqual([
      'trust.exposed-credential critical AKIAexposed-used',
      'trust.exposed-credential critical AKIAquarantined',
      'iam.leaver-access-key critical AKIAleaver-used',
      'trust.exposed-credential high AKIAexposed',
      'iam.administrator-credential high AKIAadmin',
      'iam.leaver-access-key high AKIAleaver',
      'iam.unused-access-key medium AKIAunused',
      'secretsmanager.unused-secret low db-AbCdEf',
    ]);
  });

  it('do not say that nobody answers for a key whose tags were not read', () => {
    const oldKey = aKey({ createdAt: ago(200), tags: {} });
    const nobody = 'nobody is known to answer for it (+10)';
    const told = (principals: Snapshot['principals']) =>
      judged(aSnapshot({ credentials: [oldKey], principals })).findings.flatMap(({ reasons }) => reasons);
    expect(told([aUser()])).toContain(nobody);
    expect(told([])).not.toContain(nobody);
  });

  it('say so when whether the key is an administrator is not known', () => {
    const { findings } = judged(aSnapshot({ credentials: [aKey({ createdAt: ago(200) })], principals: [] }));
    expect(findings.find(({ detector }) => detector === 'iam.old-access-key')?.reasons).toContain(
      'whether it is an administrator is not known',
    );
  });

  it('read the same the next night when nothing but time and daily use went on', () => {
    const later = addDays(NOW, 1);
    const tomorrow = (credential: Snapshot['credentials'][number]) => {
      const { lastUsed } = credential;
      if (lastUsed.state === 'unknown') return credential;
      const asOf = later;
      const inUse = lastUsed.state === 'used' && lastUsed.at > ago(1);
      return {
        ...credential,
        lastUsed: inUse ? { ...lastUsed, at: addDays(lastUsed.at, 1), asOf } : { ...lastUsed, asOf },
      };
    };
    const next = {
      ...busy,
      takenAt: later,
      credentials: busy.credentials.map(tomorrow),
      usage: [{ ...usageOf(KEY, addDays(NOW, 0.9)), calls: 99 }],
    };
    expect(judged(next).findings).toEqual(judged(busy).findings);
  });

  it('count no days anywhere', () => {
    for (const { title, reasons, remedy } of judged(busy).findings) {
      expect([title, ...reasons, remedy].join(' ')).not.toMatch(/\d+\s+(whole )?days?\b/);
    }
  });

  it('take their thresholds from the policy', () => {
    const snapshot = aSnapshot({ credentials: [aKey({ createdAt: ago(100) })] });
    const ids = (detectors: Record<string, Record<string, number>>) =>
      judged(snapshot, { ...DEFAULT_POLICY, detectors }).findings.map(({ detector }) => detector);
    expect(ids({})).toEqual(['iam.old-access-key']);
    expect(ids({ 'iam.old-access-key': { maxAgeDays: 365 } })).toEqual([]);
  });

  it('are one for two credentials with one id', () => {
    const twins = [aKey({ createdAt: ago(200) }), aKey({ createdAt: ago(200), tags: {} })];
    const found = judged(aSnapshot({ credentials: twins })).findings.filter(
      ({ detector }) => detector === 'iam.old-access-key',
    );
    expect(found).toHaveLength(1);
    expect(found[0]?.reasons).toContain('nobody is known to answer for it (+10)');
  });
});

describe('gaps', () => {
  it('name every detector whose facts they hide', () => {
    const { gaps } = judged(
      aSnapshot({
        gaps: [
          gap({
            missing: 'secretsmanager:ListSecrets',
            facts: ['secrets'],
            scope: { account: ACCOUNT, region: 'eu-west-1' },
          }),
        ],
      }),
    );
    expect(gaps).toEqual([
      {
        id: `gap|${ACCOUNT}|eu-west-1|*|secretsmanager:ListSecrets`,
        scope: { account: ACCOUNT, region: 'eu-west-1' },
        missing: 'secretsmanager:ListSecrets',
        reason: 'access denied',
        remedy: 'allow it',
        detectors: [
          'application.unused-third-party',
          'secretsmanager.deleted-but-read',
          'secretsmanager.external-access',
          'secretsmanager.no-managed-rotation',
          'secretsmanager.old-secret',
          'secretsmanager.rotation-failing',
          'secretsmanager.stray-pending',
          'secretsmanager.unused-secret',
          'trust.exposed-credential',
          'trust.ownerless-credential',
        ],
        subjects: 0,
      },
    ]);
  });

  it('take in the verdicts that they explain, and count each credential once', () => {
    const credentials = [
      aKey({ lastUsed: UNREAD }),
      aKey({ id: OTHER_KEY, lastUsed: UNREAD, status: 'Inactive' }),
    ];
    const { gaps, unknown } = judged(aSnapshot({ credentials, gaps: [gap({})] }));
    expect(gaps).toMatchObject([
      { missing: 'iam:GetAccessKeyLastUsed', subjects: 1, reason: 'access denied' },
    ]);
    expect([...unknown].toSorted()).toEqual([
      `iam.never-used-access-key:${KEY}`,
      `iam.stale-key-in-use:${KEY}`,
      `iam.unused-access-key:${KEY}`,
    ]);
  });

  it('take a verdict to the closest gap around it', () => {
    const credentials = [aKey({ lastUsed: UNREAD })];
    const wide = gap({});
    const close = gap({ scope: { account: ACCOUNT, subject: userArn('ci') } });
    const { gaps } = judged(aSnapshot({ credentials, gaps: [wide, close] }));
    expect(gaps.map(({ scope, subjects }) => [scope.subject, subjects])).toEqual([
      [undefined, 0],
      [userArn('ci'), 1],
    ]);
  });

  it('take a verdict that names an IAM action to the file that was missing in its place', () => {
    const file = gap({ missing: 'access-keys.json', facts: ['access-keys'] });
    const { gaps } = judged(aSnapshot({ credentials: [aKey({ createdAt: null })], gaps: [file] }));
    expect(gaps).toMatchObject([{ missing: 'access-keys.json', subjects: 1 }]);
  });

  it('are made for verdicts that no source explained: one credential by name, several by number', () => {
    const one = judged(aSnapshot({ credentials: [aKey({ createdAt: null })] })).gaps;
    expect(one).toMatchObject([
      {
        scope: { account: ACCOUNT, subject: KEY },
        missing: 'iam:ListAccessKeys',
        subjects: 1,
        detectors: ['iam.old-access-key'],
      },
    ]);
    const two = judged(
      aSnapshot({ credentials: ['a', 'b'].map((name) => aSecret({ name, createdAt: null })) }),
    ).gaps;
    expect(two).toMatchObject([
      {
        scope: { account: ACCOUNT, region: 'eu-west-1' },
        missing: 'secretsmanager:ListSecrets',
        subjects: 2,
      },
    ]);
    expect(two[0]?.scope.subject).toBeUndefined();
  });

  it('merge when they are told twice', () => {
    const { gaps } = judged(
      aSnapshot({ gaps: [gap({}), gap({ reason: 'throttled', badInput: true }), gap({ facts: ['root'] })] }),
    );
    expect(gaps).toMatchObject([{ reason: 'access denied; throttled', badInput: true }]);
    expect(gaps[0]?.detectors).toContain('iam.root-access-key');
  });

  it('tell that no roster was given, even to nobody', () => {
    const { gaps } = judged(withoutRoster());
    expect(gaps).toMatchObject([
      {
        missing: '--roster',
        detectors: ['iam.leaver-access-key', 'trust.leaver-credential', 'trust.ownerless-credential'],
        subjects: 0,
      },
    ]);
    expect(judged(withoutRoster({ credentials: [aKey()] })).gaps).toMatchObject([
      { missing: '--roster', subjects: 1 },
    ]);
  });

  it('take a roster and exposures that are here for read, whoever read them', () => {
    const read = FACTS.filter((fact) => fact !== 'roster' && fact !== 'exposures');
    const exposures = [{ credential: 'AKIAANOTHERANOTHER01', at: ago(1), source: 'a scanner' }];
    expect(judged(aSnapshot({ credentials: [aKey()], exposures, read })).gaps).toEqual([]);
  });

  it('do not tell it twice when a source said why', () => {
    const told = gap({
      missing: '--roster',
      reason: 'roster.csv: nobody in it',
      facts: ['roster'],
      badInput: true,
    });
    const { gaps } = judged(withoutRoster({ credentials: [aKey()], gaps: [told] }));
    expect(gaps).toMatchObject([
      { missing: '--roster', reason: 'roster.csv: nobody in it', badInput: true, subjects: 1 },
    ]);
  });

  it('are none when everything was read and everything could be judged', () => {
    expect(judged(aSnapshot({ credentials: [aKey()] }))).toMatchObject({
      findings: [],
      gaps: [],
      unknown: new Set(),
    });
  });
});

it('never finds, passes and leaves open the same thing, and every open one is in a gap', () => {
  const lastUsed = fc.constantFrom(UNREAD, NEVER, usedAgo(1), usedAgo(300), usedAgo(60, ago(30)));
  const createdAt = fc.constantFrom(null, ago(0), ago(30), ago(300), ago(-9));
  const key = fc.record({
    lastUsed,
    createdAt,
    status: fc.constantFrom('Active' as const, 'Inactive' as const),
  });
  const read = fc.subarray([...FACTS]);
  fc.assert(
    fc.property(fc.array(key, { maxLength: 4 }), read, fc.boolean(), (keys, facts, users) => {
      const credentials = keys.map((each, index) => aKey({ ...each, id: `AKIA${index}`, tags: {} }));
      const { findings, unknown, gaps } = judged(
        aSnapshot({ credentials, read: facts, principals: users ? [aUser()] : [] }),
      );
      for (const { id } of findings) expect(unknown.has(id)).toBe(false);
      expect(new Set(gaps.map(({ id }) => id)).size).toBe(gaps.length);
      const blind = new Set(gaps.flatMap(({ detectors }) => detectors));
      for (const id of unknown) expect(blind).toContain(id.slice(0, id.indexOf(':')));
    }),
  );
});
