import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digest } from '../../../lib/core/evidence/digest.ts';
import { stableId } from '../../../lib/core/evidence/identity.ts';
import { type ReconcileInput, reconcile } from '../../../lib/core/evidence/reconcile.ts';
import type { PublishedFinding } from '../../../lib/core/evidence/scope.ts';
import { FACTS } from '../../../lib/core/model/facts.ts';
import type { Finding } from '../../../lib/core/model/finding.ts';
import { addDays } from '../../../lib/core/model/time.ts';
import { ACCOUNT, aFinding, aGap, aSecretFinding, DETECTORS, KEY, NOW, SECRET, USER } from './made.ts';

const YESTERDAY = addDays(NOW, -1);

function published(finding: Finding, parts: Partial<PublishedFinding> = {}): PublishedFinding {
  return {
    id: stableId(finding.id),
    account: ACCOUNT,
    region: finding.region ?? 'us-east-1',
    detector: finding.detector,
    scopeRegion: finding.region,
    subject: finding.subject,
    principal: finding.subject === KEY ? USER : null,
    digest: digest(finding),
    recordState: 'ACTIVE',
    createdAt: '2026-10-01T00:00:00.000Z',
    updatedAt: YESTERDAY,
    ...parts,
  };
}

function given(parts: Partial<ReconcileInput<PublishedFinding>> = {}): ReconcileInput<PublishedFinding> {
  return {
    account: ACCOUNT,
    findings: [],
    subjects: [],
    gaps: [],
    unknown: new Set(),
    regions: ['eu-west-1', 'us-east-1'],
    detectors: DETECTORS,
    read: FACTS,
    published: [],
    incomplete: new Set(),
    homeRegion: 'us-east-1',
    now: NOW,
    ...parts,
  };
}

/** How many of each, those that are zero left out. */
function counts(input: ReconcileInput<PublishedFinding>): Record<string, number> {
  const lists: [string, readonly unknown[]][] = Object.entries(reconcile(input));
  return Object.fromEntries(lists.map(([name, { length }]) => [name, length]).filter(([, n]) => n !== 0));
}

describe('what is found this time', () => {
  const finding = aFinding();

  it.each`
    why                                          | before                                                             | outcome
    ${'a new finding is created'}                | ${[]}                                                              | ${'create'}
    ${'an unchanged one is not sent'}            | ${[published(finding)]}                                            | ${'unchanged'}
    ${'a changed one is updated'}                | ${[published(finding, { digest: 'other' })]}                       | ${'update'}
    ${'one without a digest is updated'}         | ${[{ ...published(finding), digest: undefined }]}                  | ${'update'}
    ${'an archived one that is back is updated'} | ${[published(finding, { recordState: 'ARCHIVED' })]}               | ${'update'}
    ${'60 days after its update it is left'}     | ${[published(finding, { updatedAt: addDays(NOW, -60) })]}          | ${'unchanged'}
    ${'after more than 60 days it is refreshed'} | ${[published(finding, { updatedAt: '2026-09-23T02:59:59.999Z' })]} | ${'refresh'}
    ${'an unreadable moment is refreshed'}       | ${[published(finding, { updatedAt: 'soon' })]}                     | ${'refresh'}
    ${'one in another Region does not count'}    | ${[published(finding, { region: 'eu-west-1' })]}                   | ${'create'}
  `('$why', ({ before, outcome }) => {
    const { keep: _keep, ...sent } = counts(given({ findings: [finding], published: before }));
    expect(sent).toEqual({ [outcome]: 1 });
  });

  it('sends a global finding to the home Region and a regional one to its own', () => {
    const { create } = reconcile(
      given({ findings: [finding, aSecretFinding()], homeRegion: 'eu-central-1' }),
    );
    expect(create.map(({ region }) => region)).toEqual(['eu-central-1', 'eu-west-1']);
  });

  it('keeps the day of its first publication', () => {
    const { update } = reconcile(
      given({ findings: [finding], published: [published(finding, { digest: '' })] }),
    );
    expect(update[0]).toMatchObject({ createdAt: '2026-10-01T00:00:00.000Z', updatedAt: NOW });
  });

  it.each`
    why                         | stored                        | expected
    ${'the clock is behind'}    | ${'2026-12-01T00:00:00.000Z'} | ${'2026-12-01T00:00:00.001Z'}
    ${'both moments are one'}   | ${NOW}                        | ${'2026-11-22T03:00:00.001Z'}
    ${'AWS writes no fraction'} | ${'2026-11-22T03:00:00Z'}     | ${'2026-11-22T03:00:00.001Z'}
  `('moves the update past the stored one when $why', ({ stored, expected }) => {
    const before = published(finding, { digest: '', updatedAt: stored });
    expect(reconcile(given({ findings: [finding], published: [before] })).update[0]?.updatedAt).toBe(
      expected,
    );
  });

  it('sends one finding where two share an id: the heavier', () => {
    const { create } = reconcile(given({ findings: [finding, aFinding({ score: 90 }), finding] }));
    expect(create.map((sending) => sending.finding.score)).toEqual([90]);
  });

  it('leaves what is archived and gone alone', () => {
    expect(counts(given({ published: [published(finding, { recordState: 'ARCHIVED' })] }))).toEqual({});
  });
});

describe('what is gone', () => {
  it.each`
    why                                        | subject                    | outcome
    ${'a gap hides every revision of it'}      | ${'task-definition/web'}   | ${'keep'}
    ${'a gap hides this revision'}             | ${'task-definition/web:7'} | ${'keep'}
    ${'a gap hides another family'}            | ${'task-definition/web-2'} | ${'archive'}
    ${'a gap hides one whose name is shorter'} | ${'task-definition/we'}    | ${'archive'}
  `('a revision is $outcome when $why', ({ subject, outcome }) => {
    const arn = (resource: string) => `arn:aws:ecs:eu-west-1:${ACCOUNT}:${resource}`;
    const before = published(aFinding({ subject: arn('task-definition/web:7') }));
    const { archive, keep } = reconcile(
      given({ published: [before], gaps: [aGap({ scope: { account: ACCOUNT, subject: arn(subject) } })] }),
    );
    expect({ archive: archive.length, keep: keep.length }).toEqual({ archive: 0, keep: 0, [outcome]: 1 });
  });

  const key = published(aFinding());
  const secret = published(aSecretFinding());
  const hidesSecrets = { detectors: ['secrets.unused-secret'], missing: 'secretsmanager:ListSecrets' };

  it.each`
    why                                                  | before                                 | context                                                                                    | outcome
    ${'everything was read'}                             | ${key}                                 | ${{}}                                                                                      | ${'archive'}
    ${'everything of its Region was read'}               | ${secret}                              | ${{}}                                                                                      | ${'archive'}
    ${'a gap hides its account'}                         | ${key}                                 | ${{ gaps: [aGap()] }}                                                                      | ${'keep'}
    ${'a gap meets another detector only'}               | ${key}                                 | ${{ gaps: [aGap({ detectors: ['iam.root-key'] })] }}                                       | ${'archive'}
    ${'a gap lies in another account'}                   | ${key}                                 | ${{ gaps: [aGap({ scope: { account: '999999999999' } })] }}                                | ${'archive'}
    ${'a gap hides its Region'}                          | ${secret}                              | ${{ gaps: [aGap({ ...hidesSecrets, scope: { account: ACCOUNT, region: 'eu-west-1' } })] }} | ${'keep'}
    ${'a gap hides another Region'}                      | ${secret}                              | ${{ gaps: [aGap({ ...hidesSecrets, scope: { account: ACCOUNT, region: 'us-east-1' } })] }} | ${'archive'}
    ${'a Region that may show a global one is hidden'}   | ${key}                                 | ${{ gaps: [aGap({ scope: { account: ACCOUNT, region: 'eu-west-1' } })] }}                  | ${'keep'}
    ${'a gap hides the credential'}                      | ${key}                                 | ${{ gaps: [aGap({ scope: { account: ACCOUNT, subject: KEY } })] }}                         | ${'keep'}
    ${'a gap hides its principal'}                       | ${key}                                 | ${{ gaps: [aGap({ scope: { account: ACCOUNT, subject: USER } })] }}                        | ${'keep'}
    ${'a gap hides another credential'}                  | ${key}                                 | ${{ gaps: [aGap({ scope: { account: ACCOUNT, subject: 'AKIAOTHER' } })] }}                 | ${'archive'}
    ${'it could not be judged'}                          | ${key}                                 | ${{ unknown: new Set([aFinding().id]) }}                                                   | ${'keep'}
    ${'its Region was not swept'}                        | ${secret}                              | ${{ regions: ['us-east-1'] }}                                                              | ${'keep'}
    ${'the home Region was not swept, but IAM was'}      | ${key}                                 | ${{ regions: ['eu-west-1'] }}                                                              | ${'archive'}
    ${'its detector did not run'}                        | ${key}                                 | ${{ detectors: [] }}                                                                       | ${'keep'}
    ${'a fact of its detector was not read'}             | ${key}                                 | ${{ read: ['access-keys'] }}                                                               | ${'keep'}
    ${'Security Hub was not read completely'}            | ${key}                                 | ${{ incomplete: new Set(['us-east-1']) }}                                                  | ${'keep'}
    ${'Security Hub of another Region was not read'}     | ${key}                                 | ${{ incomplete: new Set(['eu-west-1']) }}                                                  | ${'archive'}
    ${'it belongs to another account'}                   | ${{ ...key, account: '999999999999' }} | ${{}}                                                                                      | ${'keep'}
    ${'it does not say where it was read'}               | ${{ ...key, scopeRegion: undefined }}  | ${{}}                                                                                      | ${'keep'}
    ${'it moved to a new home Region'}                   | ${{ ...key, region: 'eu-west-1' }}     | ${{ findings: [aFinding()] }}                                                              | ${'keep'}
    ${'its credential is not known and a gap hides one'} | ${{ ...key, subject: undefined }}      | ${{ gaps: [aGap({ scope: { account: ACCOUNT, subject: 'AKIAOTHER' } })] }}                 | ${'keep'}
  `('is $outcome when $why', ({ before, context, outcome }) => {
    const { archive, keep } = reconcile(given({ published: [before], ...context }));
    expect({ archive: archive.length, keep: keep.length }).toEqual({ archive: 0, keep: 0, [outcome]: 1 });
    expect(keep.every(({ because }) => because !== '')).toBe(true);
  });

  it('stays open when what people handed over the last time was not handed over this time', () => {
    const detectors = [{ id: 'iam.stale-access-key', reads: ['users', 'exposures'] as const }];
    const read = ['users', 'exposures'] as const;
    expect(counts(given({ published: [key], detectors, read }))).toEqual({ archive: 1 });
    expect(counts(given({ published: [key], detectors, read: ['users'] }))).toEqual({ keep: 1 });
  });

  it('knows an unjudged finding by its shortened id', () => {
    const long = aFinding({ subject: `arn:aws:iam::${ACCOUNT}:user/${'x'.repeat(900)}` });
    const { keep } = reconcile(given({ published: [published(long)], unknown: new Set([long.id]) }));
    expect(keep).toHaveLength(1);
  });

  it('renews what it keeps before it expires', () => {
    const old = published(aFinding(), { updatedAt: addDays(NOW, -70) });
    const { keep } = reconcile(given({ published: [old], gaps: [aGap()] }));
    expect(keep[0]).toMatchObject({ expiring: true, updatedAt: NOW });
  });
});

describe('laws', () => {
  const someFinding = fc
    .record({
      detector: fc.constantFrom('iam.stale-access-key', 'secrets.unused-secret'),
      subject: fc.constantFrom(KEY, 'AKIAI44QH8DHBEXAMPLE', SECRET),
      region: fc.constantFrom(null, 'eu-west-1', 'us-east-1'),
      score: fc.integer({ min: 0, max: 100 }),
    })
    .map(aFinding);
  const findings = fc.uniqueArray(someFinding, { selector: ({ id }) => id, maxLength: 6 });
  const state = fc.constantFrom<'ACTIVE' | 'ARCHIVED'>('ACTIVE', 'ARCHIVED');
  const stored = fc
    .uniqueArray(fc.tuple(someFinding, state), { selector: ([{ id }]) => id, maxLength: 6 })
    .map((all) => all.map(([finding, recordState]) => published(finding, { recordState })));

  it('archives nothing when every read was denied', () => {
    const everywhere = aGap({ detectors: DETECTORS.map(({ id }) => id) });
    fc.assert(
      fc.property(stored, fc.boolean(), (before, byGaps) => {
        const denied = byGaps ? { gaps: [everywhere] } : { read: [] };
        expect(reconcile(given({ published: before, ...denied })).archive).toEqual([]);
      }),
    );
  });

  it('sends nothing the second time', () => {
    fc.assert(
      fc.property(findings, stored, (found, before) => {
        const first = given({ findings: found, published: before });
        const again = counts({ ...first, published: applied(first), now: addDays(NOW, 1) });
        expect(Object.keys(again).filter((name) => name !== 'unchanged' && name !== 'keep')).toEqual([]);
      }),
    );
  });

  it('never sends an update that is not later than the stored one', () => {
    const moment = fc.date({ min: new Date('2026-01-01'), max: new Date('2027-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(findings, stored, moment, (found, before, at) => {
        const aged = before.map((each) => ({ ...each, digest: '', updatedAt: at.toISOString() }));
        const { update, refresh, archive, keep } = reconcile(given({ findings: found, published: aged }));
        for (const { updatedAt } of [...update, ...refresh, ...archive, ...keep])
          expect(updatedAt > at.toISOString()).toBe(true);
      }),
    );
  });
});

/** What is held after everything that was to be sent was taken. */
function applied(input: ReconcileInput<PublishedFinding>): readonly PublishedFinding[] {
  const { create, update, refresh, archive, unchanged, keep } = reconcile(input);
  const written = [...create, ...update, ...refresh].map(({ finding, region, createdAt, updatedAt }) =>
    published(finding, { region, createdAt, updatedAt }),
  );
  const archived = archive.map(({ published: before, updatedAt }) => ({
    ...before,
    recordState: 'ARCHIVED' as const,
    updatedAt,
  }));
  return [...written, ...archived, ...unchanged, ...keep.map(({ published: before }) => before)];
}
