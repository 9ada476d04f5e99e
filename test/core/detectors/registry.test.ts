import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DETECTOR_IDS } from '../../../lib/core/detectors/ids.ts';
import { DETECTORS } from '../../../lib/core/detectors/index.ts';
import { judge } from '../../../lib/core/detectors/judge.ts';
import { FACT_SOURCES, FACTS } from '../../../lib/core/model/facts.ts';
import type { SourceGap } from '../../../lib/core/model/gap.ts';
import { DEFAULT_POLICY } from '../../../lib/core/model/policy.ts';
import { enrich } from '../../../lib/core/trust/enrich.ts';
import { ACCOUNT, withoutRoster } from './build.ts';

const ROOM = new URL('../../../lib/core/detectors/', import.meta.url);

it('registers every detector that has a folder, and no other', () => {
  const folders = readdirSync(ROOM, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(DETECTORS.map(({ id }) => id)).toEqual(DETECTOR_IDS);
  expect(folders.map(({ name }) => name).toSorted()).toEqual(DETECTOR_IDS.toSorted());
});

describe.each(DETECTORS)('$id', ({ id, title, reads, options }) => {
  const readme = readFileSync(new URL(`${id}/README.md`, ROOM), 'utf8');
  const own = new URL(`${id}.test.ts`, import.meta.url);
  // Those that differ by their place alone are held to one table.
  const cases = existsSync(own) ? own : new URL('plaintext.test.ts', import.meta.url);

  it('is documented: what, why, severity, options, unknown, remedy', () => {
    expect(readme).toContain(`# ${id}\n`);
    expect(readme).toContain(title);
    for (const part of ['**What.**', '**Why.**', '## Severity', '## Options', '## Unknown', '## Remedy']) {
      expect(readme).toContain(part);
    }
  });

  it('documents every option with its default', () => {
    for (const [name, { default: value, min, doc }] of Object.entries(options)) {
      expect(readme).toMatch(new RegExp(`\\| \`${name}\` +\\| ${value} +\\|`));
      expect(value).toBeGreaterThanOrEqual(min);
      expect(doc.trim()).not.toBe('');
    }
  });

  it('says what it reads', () => {
    expect(reads.length).toBeGreaterThan(0);
  });

  it('has cases that pass, fail and stay open', () => {
    const text = readFileSync(cases, 'utf8');
    if (cases !== own) expect(text).toContain(`'${id}'`);
    expect(text).toMatch(/fail (low|medium|high|critical)/);
    expect(text).toMatch(/'pass'|\[\]/);
    expect(text).toMatch(/unknown|gap/);
  });
});

it('passes nothing where every read was denied, and every detector is told to be blind', () => {
  const gaps: readonly SourceGap[] = FACTS.map((fact) => ({
    scope: { account: ACCOUNT },
    missing: FACT_SOURCES[fact],
    reason: 'access denied',
    remedy: 'allow it',
    facts: [fact],
  }));
  for (const told of [gaps, []]) {
    const blind = withoutRoster({ principals: [], read: [], gaps: told });
    const judged = judge(enrich(blind, DEFAULT_POLICY), DEFAULT_POLICY);
    expect(judged).toMatchObject({ findings: [], passed: 0 });
    expect(new Set(judged.gaps.flatMap(({ detectors }) => detectors))).toEqual(new Set(DETECTOR_IDS));
  }
});
