import { describe, expect, it } from 'vitest';
import { sweepExit } from '../../lib/cli/exit.ts';
import type { Finding } from '../../lib/core/model/finding.ts';
import type { Gap } from '../../lib/core/model/gap.ts';
import type { Severity } from '../../lib/core/model/severity.ts';

const finding = (severity: Severity) => ({ severity }) as Finding;
const gap = { missing: 'iam:ListAccessKeys' } as Gap;
const damaged = { missing: 'secrets.json', badInput: true } as Gap;

describe('the exit code of a sweep', () => {
  it.each`
    why                                             | findings                 | gaps         | read | options                            | code
    ${'clean'}                                      | ${[]}                    | ${[]}        | ${3} | ${{}}                              | ${0}
    ${'findings alone do not fail'}                 | ${[finding('critical')]} | ${[]}        | ${3} | ${{}}                              | ${0}
    ${'a finding at the asked severity fails'}      | ${[finding('high')]}     | ${[]}        | ${3} | ${{ failOn: 'high' }}              | ${1}
    ${'a finding below it does not'}                | ${[finding('medium')]}   | ${[]}        | ${3} | ${{ failOn: 'high' }}              | ${0}
    ${'gaps alone do not fail'}                     | ${[]}                    | ${[gap]}     | ${3} | ${{}}                              | ${0}
    ${'gaps fail a strict sweep'}                   | ${[]}                    | ${[gap]}     | ${3} | ${{ strict: true }}                | ${4}
    ${'findings go before gaps'}                    | ${[finding('high')]}     | ${[gap]}     | ${3} | ${{ strict: true, failOn: 'low' }} | ${1}
    ${'nothing read goes before findings and gaps'} | ${[finding('high')]}     | ${[gap]}     | ${0} | ${{ strict: true, failOn: 'low' }} | ${3}
    ${'damaged input goes before everything'}       | ${[finding('high')]}     | ${[damaged]} | ${0} | ${{ strict: true, failOn: 'low' }} | ${2}
  `('$code when $why', ({ findings, gaps, read, options, code }) => {
    expect(sweepExit({ findings, gaps, read }, options)).toBe(code);
  });
});
