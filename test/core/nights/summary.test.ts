import { describe, expect, it } from 'vitest';
import { changesIn, worstFirst } from '../../../lib/core/nights/changes.ts';
import type { Difference, FindingBrief } from '../../../lib/core/nights/difference.ts';
import { alsoProposed, NOTHING_PROPOSED } from '../../../lib/core/nights/proposed.ts';
import { shortened, summaryText } from '../../../lib/core/nights/summary.ts';
import type { Proposal } from '../../../lib/core/rotation/proposals.ts';
import { aSummary } from './build.ts';

const ACCOUNT = '111122223333';

function brief(
  id: string,
  severity: FindingBrief['severity'] = 'low',
  title = `Title of ${id}`,
): FindingBrief {
  return { id, detector: 'd', severity, score: 1, title, subject: id, region: null, principal: null };
}

function difference(parts: Partial<Difference>): Difference {
  return { since: '2026-11-25', new: [], gone: [], worse: [], better: [], unseen: [], ...parts };
}

describe('what changed', () => {
  it('is told by kind, the most severe first, and names account, finding and title', () => {
    const changes = changesIn(
      ACCOUNT,
      difference({
        new: [brief('b', 'low'), brief('a', 'low'), brief('c', 'critical')],
        gone: [brief('d', 'critical')],
        worse: [{ ...brief('e', 'high'), before: 1 }],
        better: [{ ...brief('f'), before: 9 }],
        unseen: [brief('g')],
      }),
    );
    expect(worstFirst(changes).map(({ change, id }) => `${change} ${id}`)).toEqual([
      'new c',
      'new a',
      'new b',
      'worse e',
      'gone d',
    ]);
    const text = summaryText(aSummary({ new: 3, gone: 1, worse: 1, changes: worstFirst(changes) }));
    expect(text).toContain(`  new   critical: Title of c [c, account ${ACCOUNT}]`);
    expect(text).toContain('since the run before: 3 new, 1 worse, 1 gone');
  });

  it('is cut where it is long, and says how much more there is', () => {
    const many = Array.from({ length: 300 }, (_, n) =>
      brief(String(n).padStart(3, '0'), 'high', 'x'.repeat(200)),
    );
    const changes = worstFirst(changesIn(ACCOUNT, difference({ new: many })));
    const whole = aSummary({ new: 300, changes });
    expect(summaryText(whole)).toContain('  … and 275 more');
    const row = shortened(whole);
    expect([row.new, row.changes.length, row.changes[0]?.title.length]).toEqual([300, 100, 120]);
  });

  it('can not write to a terminal or break a line of the message', () => {
    const changes = changesIn(ACCOUNT, difference({ new: [brief('a', 'low', 'x\u001b[31m\nINCOMPLETE')] }));
    const text = summaryText(aSummary({ new: 1, changes }));
    expect(text).toContain('x·[31m INCOMPLETE');
  });
});

describe('the summary in a message', () => {
  it('says what was not read, and where Security Hub is off', () => {
    const text = summaryText(
      aSummary({
        run: { id: 'n', reason: 'schedule', startedAt: '2026-11-26T03:00:00.000Z', state: 'incomplete' },
        gaps: 1,
        unread: ['444455556666'],
        hubOff: [{ account: ACCOUNT, regions: ['eu-west-1', 'us-east-1'] }],
        problems: ['444455556666: too bad'],
      }),
    );
    expect(text.split('\n')).toEqual([
      'Nightwarden n: INCOMPLETE',
      '1 account judged: no finding',
      'since the run before: 0 new, 0 worse, 0 gone',
      '1 gap: what they hide is not known to be clean',
      'not read: 444455556666',
      'Security Hub is not enabled in 1 account: what was found is kept, and sent by the first run after it is',
      `  ${ACCOUNT}: eu-west-1, us-east-1`,
      '444455556666: too bad',
    ]);
  });
});

describe('what is proposed', () => {
  const proposal = (n: number, facts: Partial<Proposal> = {}): Proposal => ({
    credential: `AKIAEXAMPLEEXAMPLE${n}`,
    principal: null,
    kind: 'retire',
    why: 'nobody used it lately',
    because: [],
    state: 'planned',
    hash: null,
    refusals: [],
    attended: [],
    next: [`nightwarden retire AKIAEXAMPLEEXAMPLE${n}`],
    ...facts,
  });
  const of = (proposals: readonly Proposal[]) => alsoProposed(NOTHING_PROPOSED, ACCOUNT, proposals);

  it('is not spoken of where there is none, and by a version that proposed none', () => {
    expect(summaryText(aSummary({ proposed: of([]) }))).not.toContain('proposed');
    expect(summaryText(aSummary())).not.toContain('proposed');
  });

  it('is told by the most urgent, with the command, and the rest as a number', () => {
    const many = Array.from({ length: 40 }, (_, n) => proposal(n + 10));
    const proposed = alsoProposed(of(many), '444455556666', [
      proposal(50, { kind: 'contain', state: 'refused', why: 'it leaked', next: ['page them'] }),
      proposal(51, { kind: 'contain', why: 'it leaked', next: ['nightwarden contain AKIAEXAMPLEEXAMPLE51'] }),
    ]);
    expect(proposed.first).toHaveLength(25);
    const lines = summaryText(aSummary({ proposed })).split('\n');
    const at = lines.indexOf('42 plans proposed: 2 to contain, 40 to retire');
    expect(lines.slice(at + 1, at + 4)).toEqual([
      '  contain AKIAEXAMPLEEXAMPLE51, account 444455556666: it leaked; see the plan: nightwarden contain AKIAEXAMPLEEXAMPLE51',
      '  contain AKIAEXAMPLEEXAMPLE50, account 444455556666: it leaked; first: page them',
      `  retire AKIAEXAMPLEEXAMPLE10, account ${ACCOUNT}: nobody used it lately; see the plan: nightwarden retire AKIAEXAMPLEEXAMPLE10`,
    ]);
    expect(lines).toContain('  … and 37 more');
  });

  it('can not write to a terminal or break a line of the message', () => {
    const proposed = of([proposal(1, { next: ['tag\u001b[31m\nINCOMPLETE'] })]);
    expect(summaryText(aSummary({ proposed }))).toContain('tag·[31m INCOMPLETE');
  });
});
