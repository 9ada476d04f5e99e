import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DETECTORS } from '../../../lib/core/detectors/index.ts';
import { toSarif } from '../../../lib/core/reports/sarif/index.ts';
import { safeJson } from '../../../lib/core/reports/text.ts';
import { validatorOf } from '../../schemas/validator.ts';
import { ACCOUNT, aFinding, aGap, aSecretFinding, aSnapshot, KEY, NOW, USER } from '../evidence/made.ts';
import { anEstate, hostileReport, OBEYED } from './hostile.ts';

const CONTEXT = { version: '1.2.3' };
const violations = validatorOf('sarif-2.1.0.json');
const KNOWN = aFinding({ detector: 'iam.old-access-key' });

/** The run of a document as its reader gets it: parsed, and of no type of ours. */
function runOf(...given: Parameters<typeof toSarif>) {
  return JSON.parse(safeJson(toSarif(...given))).runs[0];
}

describe('toSarif', () => {
  const run = runOf(anEstate, { findings: [KNOWN], gaps: [] }, CONTEXT);
  const [result] = run.results;

  it('writes SARIF 2.1.0', () => {
    const log = toSarif(anEstate, { findings: [KNOWN], gaps: [aGap()] }, CONTEXT);
    expect(violations(log)).toEqual([]);
    expect(log).toMatchObject({ version: '2.1.0' });
  });

  it('has a rule for each detector with help, frameworks and few enough tags', () => {
    const { rules } = run.tool.driver;
    expect(rules.slice(0, -1).map(({ id }: { id: string }) => id)).toEqual(DETECTORS.map(({ id }) => id));
    for (const rule of rules) {
      expect(rule.help.text).not.toBe('');
      expect(rule.properties.tags.length).toBeLessThanOrEqual(20);
    }
    const rule = rules[result.ruleIndex];
    expect(rule).toMatchObject({ id: 'iam.old-access-key', name: 'IamOldAccessKey' });
    expect(rule.help.text).toContain('maxAgeDays');
    expect(rule.properties.tags).toContain('external/owasp-nhi/nhi7:2025');
    expect(rule.properties.tags).toContain('external/mitre-attack/t1078.004');
  });

  it('refers to controls that its taxonomies hold', () => {
    const references = [
      ...result.taxa,
      ...run.tool.driver.rules.flatMap(({ relationships = [] }) =>
        relationships.map(({ target }: { target: object }) => target),
      ),
    ];
    expect(references.length).toBeGreaterThan(DETECTORS.length);
    for (const { id, toolComponent } of references) {
      const taxonomy = run.taxonomies[toolComponent.index];
      expect(taxonomy.name).toBe(toolComponent.name);
      expect(taxonomy.taxa).toContainEqual(expect.objectContaining({ id }));
    }
  });

  it.each`
    severity           | score | level
    ${'critical'}      | ${95} | ${'error'}
    ${'high'}          | ${70} | ${'error'}
    ${'medium'}        | ${40} | ${'warning'}
    ${'low'}           | ${1}  | ${'note'}
    ${'informational'} | ${0}  | ${'note'}
  `('gives $severity the level $level and its score as security-severity', ({ severity, score, level }) => {
    const { results, tool } = runOf(
      anEstate,
      { findings: [{ ...KNOWN, severity, score }], gaps: [] },
      CONTEXT,
    );
    expect(results[0]).toMatchObject({ level, rank: score, properties: { severity } });
    const expected = (score / 10).toFixed(1);
    expect(results[0].properties['security-severity']).toBe(expected);
    expect(tool.driver.rules[results[0].ruleIndex].properties['security-severity']).toBe(expected);
  });

  it('gives a rule the severity of its worst finding', () => {
    const findings = [
      { ...KNOWN, score: 40 },
      { ...KNOWN, score: 95 },
    ];
    const { tool, results } = runOf(anEstate, { findings, gaps: [] }, CONTEXT);
    expect(tool.driver.rules[results[0].ruleIndex].properties['security-severity']).toBe('9.5');
  });

  it('places a credential where GitHub takes it: a relative path, a line, and its names', () => {
    expect(result.locations).toEqual([
      {
        physicalLocation: {
          artifactLocation: { uri: `aws/${ACCOUNT}/global/access-key/${KEY}` },
          region: { startLine: 1 },
        },
        logicalLocations: [
          { fullyQualifiedName: KEY, kind: 'resource' },
          { fullyQualifiedName: USER, kind: 'resource' },
        ],
      },
    ]);
    const [secret] = runOf(anEstate, { findings: [aSecretFinding()], gaps: [] }, CONTEXT).results;
    expect(secret.locations[0].physicalLocation.artifactLocation.uri).toBe(
      `aws/${ACCOUNT}/eu-west-1/credential/arn%3Aaws%3Asecretsmanager%3Aeu-west-1%3A${ACCOUNT}%3Asecret%3Adb-AbCdEf`,
    );
  });

  it('keeps the fingerprints of a finding while everything else of it changes', () => {
    const changed = { ...KNOWN, title: 'other', reasons: ['other'], severity: 'low' as const, score: 10 };
    const [other] = runOf(anEstate, { findings: [changed], gaps: [] }, CONTEXT).results;
    expect(other.partialFingerprints).toEqual(result.partialFingerprints);
    expect(result.partialFingerprints).toMatchObject({
      'nightwardenFindingId/v1': expect.stringMatching(/^[\da-f]{64}$/),
      primaryLocationLineHash: expect.stringMatching(/^[\da-f]{32}:1$/),
    });
  });

  it('keeps accounts apart', () => {
    expect(run.automationDetails.id).toBe(`nightwarden/${ACCOUNT}/`);
  });
});

describe('gaps', () => {
  const gap = aGap({ subjects: 3 });
  const run = runOf(anEstate, { findings: [], gaps: [gap] }, CONTEXT);

  it('are told by the invocation and among the results', () => {
    expect(run.invocations).toMatchObject([
      {
        startTimeUtc: NOW,
        toolExecutionNotifications: [{ level: 'warning', descriptor: { id: 'nightwarden.gap' } }],
      },
    ]);
    expect(run.results).toMatchObject([{ ruleId: 'nightwarden.gap', kind: 'open', level: 'none' }]);
    expect(run.tool.driver.rules[run.results[0].ruleIndex].id).toBe('nightwarden.gap');
    for (const text of [
      'iam:ListAccessKeys',
      'AccessDenied',
      '3 credentials',
      'iam.stale-access-key',
      'allow',
    ])
      expect(run.results[0].message.text).toContain(text);
  });

  it.each`
    why                               | gaps                          | read          | successful
    ${'all was read'}                 | ${[]}                         | ${['users']}  | ${true}
    ${'something was not read'}       | ${[gap]}                      | ${['users']}  | ${true}
    ${'what was given is damaged'}    | ${[aGap({ badInput: true })]} | ${['users']}  | ${false}
    ${'nothing was read'}             | ${[gap]}                      | ${[]}         | ${false}
    ${'only people handed data over'} | ${[gap]}                      | ${['roster']} | ${false}
  `('execution is successful: $successful when $why', ({ gaps, read, successful }) => {
    const estate = { ...anEstate, snapshot: aSnapshot({ read }) };
    const { invocations } = runOf(estate, { findings: [], gaps }, CONTEXT);
    expect(invocations[0].executionSuccessful).toBe(successful);
  });

  it('leave no result only when nothing was found and nothing was left unread', () => {
    expect(runOf(anEstate, { findings: [], gaps: [] }, CONTEXT).results).toEqual([]);
  });
});

describe('whatever the names hold', () => {
  it('the schema is kept and the text is safe to show', () => {
    fc.assert(
      fc.property(hostileReport, ({ estate, judged }) => {
        const log = toSarif(estate, judged, CONTEXT);
        expect(violations(log)).toEqual([]);
        expect(safeJson(log)).not.toMatch(OBEYED);
      }),
    );
  });

  it('messages hold no link and no placeholder, and locations stay where they are', () => {
    fc.assert(
      fc.property(hostileReport, ({ estate, judged }) => {
        const { results, invocations } = runOf(estate, judged, CONTEXT);
        expect(results).toHaveLength(judged.findings.length + judged.gaps.length);
        for (const { message, locations } of [...results, ...invocations[0].toolExecutionNotifications]) {
          expect(message.text).not.toMatch(/[[\]{}]/);
          const { uri } = locations[0].physicalLocation.artifactLocation;
          expect(new URL(uri, 'file:///base/').href).toBe(`file:///base/${uri}`);
          expect(uri.split('/')).toHaveLength(5);
        }
      }),
    );
  });
});

describe('the schema', () => {
  const log = JSON.parse(safeJson(toSarif(anEstate, { findings: [KNOWN], gaps: [aGap()] }, CONTEXT)));

  it.each`
    why                           | change
    ${'a level it lacks'}         | ${{ level: 'fatal' }}
    ${'a message without a text'} | ${{ message: {} }}
    ${'a property it lacks'}      | ${{ surprise: 1 }}
    ${'a taxon that names none'}  | ${{ taxa: [{}] }}
    ${'the same tag twice'}       | ${{ properties: { tags: ['a', 'a'] } }}
    ${'a path that is no URI'}    | ${{ locations: [{ physicalLocation: { artifactLocation: { uri: 'a b' } } }] }}
    ${'a rank beyond the last'}   | ${{ rank: 101 }}
  `('refuses $why', ({ change }) => {
    const [run] = log.runs;
    const results = [{ ...run.results[1], ...change }];
    expect(violations({ ...log, runs: [{ ...run, results }] })).not.toEqual([]);
  });
});
