import { parse } from 'csv-parse/sync';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CSV_COLUMNS, toCsv } from '../../../lib/core/reports/csv/index.ts';
import { ACCOUNT, aFinding, aGap, KEY, USER } from '../evidence/made.ts';
import { anEstate, hostileReport, NASTY, OBEYED } from './hostile.ts';

const records = (text: string): Record<string, string>[] => parse(text, { columns: true });

describe('the CSV', () => {
  it('has one header and one row a finding', () => {
    const [row, ...more] = records(toCsv(anEstate, { findings: [aFinding()], gaps: [] }));
    expect(more).toEqual([]);
    expect(row).toEqual({
      type: 'finding',
      severity: 'high',
      score: '75',
      title: 'Active access key is unused',
      credential: KEY,
      kind: 'access-key',
      principal: USER,
      owner: 'maya@example.com',
      environment: 'prod',
      account: ACCOUNT,
      region: 'global',
      detector: 'iam.stale-access-key',
      reasons: 'administrator by policy AdministratorAccess (+30); last used 2026-01-02 (+45)',
      evidence: '{"createdAt":"2024-01-02T00:00:00.000Z","lastUsedAt":"2026-01-02T00:00:00.000Z"}',
      remedy: `aws iam update-access-key --access-key-id ${KEY} --status Inactive`,
      'owasp-nhi': 'NHI1:2025',
      'nist-csf': 'PR.AA-01',
      'cis-aws-v3': 'CIS 1.12',
      'cis-aws-v5': 'CIS 1.11',
      'aws-fsbp': 'IAM.22',
      'mitre-attack': 'T1078.004',
      missing: '',
      unjudged: '',
      id: `iam.stale-access-key:${KEY}`,
    });
  });

  it('is a header alone only when nothing was found and nothing was left unread', () => {
    expect(toCsv(anEstate, { findings: [], gaps: [] })).toBe(`${CSV_COLUMNS.join(',')}\r\n`);
  });

  it('tells a gap before any finding, with a severity that no filter takes for harmless', () => {
    const gap = aGap({ scope: { account: ACCOUNT, region: 'eu-west-1' }, subjects: 3 });
    const [first, second] = records(toCsv(anEstate, { findings: [aFinding()], gaps: [gap] }));
    expect(first).toMatchObject({
      type: 'gap',
      severity: 'unknown',
      title: 'Not read, so not clean: iam:ListAccessKeys',
      region: 'eu-west-1',
      detector: 'iam.stale-access-key',
      reasons: 'AccessDenied',
      remedy: 'allow iam:ListAccessKeys',
      missing: 'iam:ListAccessKeys',
      unjudged: '3',
      id: 'gap-1',
    });
    expect(second).toMatchObject({ type: 'finding' });
  });

  it('says unknown, not 0, where not even the number of unjudged credentials is known', () => {
    expect(records(toCsv(anEstate, { findings: [], gaps: [aGap()] }))[0]).toMatchObject({
      unjudged: 'unknown',
    });
  });

  it.each`
    why                                         | title            | shown
    ${'a formula'}                              | ${'=1+1'}        | ${"'=1+1"}
    ${'a sign'}                                 | ${'-1'}          | ${"'-1"}
    ${'a mention, which was a formula once'}    | ${'@SUM(A1)'}    | ${"'@SUM(A1)"}
    ${'a formula after blanks'}                 | ${'  +1'}        | ${"  '+1"}
    ${'a formula in full-width characters'}     | ${'＝1'}         | ${"'＝1"}
    ${'a formula where ; begins a cell'}        | ${'a;=1'}        | ${"a;'=1"}
    ${'a formula in quotes where , begins one'} | ${'a, "=1'}      | ${'a, "\'=1'}
    ${'nothing in the middle of a text'}        | ${'a=b - c+d@e'} | ${'a=b - c+d@e'}
    ${'line breaks and quotes'}                 | ${'a\r\n"b"'}    | ${'a "b"'}
  `('defuses $why', ({ title, shown }) => {
    const [row] = records(toCsv(anEstate, { findings: [aFinding({ title })], gaps: [] }));
    expect(row?.title).toBe(shown);
  });

  it('gives back every row and column, and no cell that begins a formula, whatever the names hold', () => {
    fc.assert(
      fc.property(hostileReport, ({ estate, judged }) => {
        const text = toCsv(estate, judged);
        const [header, ...rows] = parse(text);
        expect(header).toEqual(CSV_COLUMNS);
        expect(rows).toHaveLength(judged.findings.length + judged.gaps.length);
        for (const cell of rows.flat()) expect(cell).not.toMatch(/^\s*[=+\-@\t\r＝＋－＠]/);
        expect(text).not.toMatch(OBEYED);
        expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
      }),
    );
  });

  it('begins no formula either in a spreadsheet that separates by another character or knows no quotes', () => {
    fc.assert(
      fc.property(hostileReport, ({ estate, judged }) => {
        for (const piece of toCsv(estate, judged).split(/[;,\t\r\n]/))
          expect(piece).not.toMatch(/^[\s"]*[=+\-@＝＋－＠]/);
      }),
    );
  });

  it('keeps its header when everything is hostile at once', () => {
    const findings = NASTY.map((title) =>
      aFinding({ title, subject: title, remedy: title, reasons: [title] }),
    );
    expect(records(toCsv(anEstate, { findings, gaps: [] }))).toHaveLength(NASTY.length);
  });
});
