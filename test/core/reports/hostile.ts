import * as fc from 'fast-check';
import type { Estate } from '../../../lib/core/model/estate.ts';
import type { Finding } from '../../../lib/core/model/finding.ts';
import type { Gap } from '../../../lib/core/model/gap.ts';
import { SEVERITIES } from '../../../lib/core/model/severity.ts';
import type { Judged } from '../../../lib/core/reports/json/index.ts';
import { ACCOUNT, aFinding, aGap, aKey, aSnapshot, aSubject, KEY } from '../evidence/made.ts';

/** Texts that some reader would obey: a spreadsheet, a terminal, a Markdown renderer, a viewer of SARIF. */
export const NASTY = [
  '',
  ' ',
  '..',
  '\u0000',
  '\ud83d',
  '\udc00\ud800',
  '\u202eevil',
  '\u001b[31mred\u001b[0m',
  '\u009b31m',
  '\u001b]8;;https://evil.example\u0007click\u001b]8;;\u0007',
  '__proto__',
  '"\\',
  '=HYPERLINK("https://evil.example","x")',
  '+1+1',
  '-2+3|cmd',
  '@SUM(A1)',
  '\t=1',
  '\r=1',
  'a;=1+1;"=1',
  'a,=1+1',
  '\uff1d1+1',
  '@security-team',
  'ask @octo/team about #12 and GH-7',
  '[click](https://evil.example)',
  '![x](https://evil.example/p.png)',
  '<img src=x onerror=alert(1)>',
  '<!-- hidden',
  '| a | b |\n| --- | --- |\n| c | d |',
  '```\n# heading\n```',
  '`` ` ``` `',
  '\n\n# heading\n- [ ] task',
  'https://evil.example www.evil.example a@evil.example',
  '~~~\n*a* **b** _c_ ~d~',
  '1. one',
  '30) one',
  '&lt;b&gt; &#64;team',
  ':rocket: $x$ $`y`$',
  '{0} {1}',
  '[x][y]: z',
  '%2e%2e/../%',
] as const;

export const nasty = fc.oneof(
  fc.constantFrom(...NASTY),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: fc.constantFrom(...'`|<>@#[]()!*_~\\&;,="\'+-./: \n\r\tab1$%{}'), maxLength: 30 }),
  fc.tuple(fc.constantFrom(...NASTY), fc.constantFrom(...NASTY)).map((two) => two.join('')),
);

const nastyTexts = fc.array(nasty, { maxLength: 4 });

const finding: fc.Arbitrary<Finding> = fc
  .record({
    detector: fc.oneof(fc.constant('iam.old-access-key'), nasty),
    subject: fc.oneof(fc.constant(KEY), nasty),
    title: nasty,
    remedy: nasty,
    reasons: nastyTexts,
    evidence: fc.dictionary(nasty, fc.oneof(nasty, nastyTexts, fc.integer(), fc.constant(null)), {
      maxKeys: 5,
    }),
    frameworks: fc.record({
      owaspNhi: nastyTexts,
      nistCsf: nastyTexts,
      cisV3: nastyTexts,
      cisV5: nastyTexts,
      fsbp: nastyTexts,
    }),
    attack: nastyTexts,
    severity: fc.constantFrom(...SEVERITIES),
    score: fc.integer({ min: 0, max: 100 }),
    region: fc.option(nasty),
    account: fc.oneof(fc.constant(ACCOUNT), nasty),
  })
  .map((parts) => aFinding(parts));

const gap: fc.Arbitrary<Gap> = fc
  .record({
    id: nasty,
    missing: nasty,
    reason: nasty,
    remedy: nasty,
    detectors: nastyTexts,
    subjects: fc.nat(5000),
    badInput: fc.boolean(),
    scope: fc.oneof(
      fc.constant({ account: ACCOUNT }),
      fc.record({ account: nasty, region: nasty, subject: nasty }),
    ),
  })
  .map((parts) => aGap(parts));

const estate: fc.Arbitrary<Estate> = fc
  .record({
    userName: nasty,
    principal: nasty,
    owner: nasty,
    environment: fc.option(nasty),
    tags: fc.dictionary(nasty, nasty, { maxKeys: 4 }),
    region: nasty,
    partition: fc.constantFrom('aws', 'aws-cn', 'aws-iso'),
  })
  .map(({ owner, environment, region, partition, ...key }) => ({
    snapshot: aSnapshot({ regions: [region], partition }),
    subjects: [
      aSubject({
        credential: aKey(key),
        environment,
        ownership: { owner: { name: owner, evidence: owner, confidence: 'low' }, leads: [], leaver: null },
      }),
    ],
    knownAccounts: [],
  }));

/** A whole report in which every text that AWS or a person could have chosen is hostile. */
export const hostileReport: fc.Arbitrary<{ readonly estate: Estate; readonly judged: Judged }> = fc.record({
  estate,
  judged: fc.record({ findings: fc.array(finding, { maxLength: 4 }), gaps: fc.array(gap, { maxLength: 3 }) }),
});

/** What a terminal obeys, or what reorders text; line breaks are the caller's. */
export const OBEYED =
  /[\u0000-\u0009\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/;

/** An ordinary report: one key, one finding, one gap. */
export const anEstate: Estate = { snapshot: aSnapshot(), subjects: [aSubject()], knownAccounts: [] };
