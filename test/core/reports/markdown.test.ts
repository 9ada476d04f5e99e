import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toMarkdown } from '../../../lib/core/reports/markdown/index.ts';
import { code, sentence } from '../../../lib/core/reports/markdown/text.ts';
import { ACCOUNT, aFinding, aGap, KEY, USER } from '../evidence/made.ts';
import { anEstate, hostileReport, nasty, OBEYED } from './hostile.ts';

const CONTEXT = { next: ['start with the worst'] };

/**
 * What is left when fenced blocks and code spans are taken out, by CommonMark's rules: a fence ends at a line of as
 * many backticks, a span at the next run of exactly as many, in its own line here.
 */
function obeyed(markdown: string): string[] {
  const lines: string[] = [];
  let fence: string | undefined;
  for (const line of markdown.split('\n')) {
    const [mark] = /^`{3,}/.exec(line) ?? [];
    if (fence !== undefined) {
      if (new RegExp(`^${fence}\`*\\s*$`).test(line)) fence = undefined;
    } else if (mark === undefined) lines.push(withoutSpans(line));
    else fence = mark;
  }
  expect(fence).toBeUndefined();
  return lines;
}

function withoutSpans(line: string): string {
  let rest = line;
  for (;;) {
    const open = /`+/.exec(rest);
    if (open === null) return rest;
    const after = rest.slice(open.index + open[0].length);
    const close = [...after.matchAll(/`+/g)].find(([run]) => run.length === open[0].length);
    if (close === undefined) throw new Error(`a span that does not end: ${line}`);
    rest = `${rest.slice(0, open.index)}CODE${after.slice(close.index + close[0].length)}`;
  }
}

describe('the Markdown report', () => {
  const text = toMarkdown(anEstate, { findings: [aFinding()], gaps: [aGap({ subjects: 3 })] }, CONTEXT);

  it('begins with what was found, what was not, and a table by severity', () => {
    expect(text).toContain(`Account \`${ACCOUNT}\` · \`2026-11-22 03:00 UTC\``);
    expect(text).toContain('**1 finding on 1 credential · 1 gap, not clean.**');
    expect(text).toContain('| severity | findings |\n| --- | ---: |\n| critical | 0 |\n| high | 1 |');
    expect(text).toContain('| not read (gaps) | 1 |');
  });

  it('has gaps before findings, with what they hide and what to do', () => {
    expect(text.indexOf('## Gaps')).toBeLessThan(text.indexOf('## Findings'));
    expect(text).toContain(
      [
        '- `iam:ListAccessKeys` · 3 credentials unjudged',
        '  - AccessDenied',
        '  - do: allow `iam:ListAccessKeys`',
        '  - hides: `iam.stale-access-key`',
      ].join('\n'),
    );
  });

  it('has one section a credential, with reasons, frameworks and evidence as code', () => {
    const two = [aFinding(), aFinding({ detector: 'iam.old-access-key', title: 'Another wrong' })];
    const both = toMarkdown(anEstate, { findings: two, gaps: [] }, CONTEXT);
    expect(both.match(/^### /gm)).toHaveLength(1);
    expect(both).toContain(
      `### \`${KEY}\`\n\n\`access-key\` · of \`${USER}\` · administrator · owner \`maya@example.com\` · environment \`prod\``,
    );
    expect(both).toContain('#### HIGH 75 · Active access key is unused');
    expect(both).toContain(
      'why: administrator by policy AdministratorAccess (+30) · last used 2026-01-02 (+45)',
    );
    expect(both).toContain(
      'frameworks: OWASP NHI `NHI1:2025` · NIST CSF `PR.AA-01` · CIS AWS v3 `1.12` · CIS AWS v5 `1.11` · AWS Security Hub `IAM.22` · MITRE ATT&amp;CK `T1078.004`',
    );
    expect(both).toContain('```json\n{\n  "lastUsedAt"');
    expect(both).toContain('#### HIGH 75 · Another wrong');
  });

  it('says clean only when nothing was found and nothing was left unread', () => {
    const clean = (findings = 0, gaps = 0) =>
      toMarkdown(
        anEstate,
        { findings: [aFinding()].slice(0, findings), gaps: [aGap()].slice(0, gaps) },
        CONTEXT,
      ).includes(': clean.');
    expect([clean(), clean(1), clean(0, 1), clean(1, 1)]).toEqual([true, false, false, false]);
  });

  it('leaves nothing to obey but its own markup, whatever the names hold', () => {
    fc.assert(
      fc.property(hostileReport, nasty, ({ estate, judged }, step) => {
        const report = toMarkdown(estate, judged, { next: [step] });
        expect(report).not.toMatch(OBEYED);
        expect(report).not.toContain('\r');
        const lines = obeyed(report);
        expect(lines.filter((line) => line.startsWith('|'))).toHaveLength(8);
        for (const line of lines) {
          expect(line).toMatch(
            /^($|#{1,4} \S|[-|] |- $| {2}- |CODE|Account CODE|\*\*(No findings|\d+ findings?)\b)/,
          );
          const own = line.replace(/^(#{1,4}| *-|\|.*\||\*\*[^*]+\*\*)/, '').replaceAll('ATT&amp;CK', '');
          expect(own).not.toMatch(/[<>[\]@*_~\\|&#!$={}]|\/\/|www\.|^ *(\d+[.)]|[-+]) /i);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('a sentence', () => {
  it.each`
    text                                          | shown
    ${'Make a second key.'}                       | ${'Make a second key.'}
    ${"the user's key isn't used"}                | ${"the user's key isn't used"}
    ${'made on 2026-01-02 (+40); in use (+10)'}   | ${'made on 2026-01-02 (+40); in use (+10)'}
    ${'variables DB_PASSWORD, B_C and d.'}        | ${'variables `DB_PASSWORD`, `B_C` and d.'}
    ${'ask @octo/team about #12 and GH-7'}        | ${'ask `@octo/team` about `#12` and `GH-7`'}
    ${'see www.evil.example, or a@b.example'}     | ${'see `www.evil.example`, or `a@b.example`'}
    ${'[click](https://evil.example) <b>now</b>'} | ${'`[click](https://evil.example) <b>now</b>'.concat('`')}
    ${'# no heading'}                             | ${'`#` no heading'}
    ${'1. no list'}                               | ${'`1`. no list'}
    ${'- no list'}                                | ${'`-` no list'}
    ${'two\n\nlines'}                             | ${'two lines'}
    ${''}                                         | ${''}
  `('$text', ({ text, shown }) => expect(sentence(text)).toBe(shown));
});

describe('a code span', () => {
  it.each`
    text        | shown
    ${'a'}      | ${'`a`'}
    ${'a`b'}    | ${'``a`b``'}
    ${'`'}      | ${'`` ` ``'}
    ${'a``b`'}  | ${'``` a``b` ```'}
    ${'a\n\nb'} | ${'`a b`'}
    ${''}       | ${'` `'}
  `('$text', ({ text, shown }) => expect(code(text)).toBe(shown));
});
