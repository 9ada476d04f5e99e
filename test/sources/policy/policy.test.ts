import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY } from '../../../lib/core/model/policy.ts';
import { documentPolicy, readPolicy } from '../../../lib/sources/policy/index.ts';
import { parsePolicy } from '../../../lib/sources/policy/parse.ts';

const DETECTORS = [
  {
    id: 'iam.old-key',
    options: {
      maxAgeDays: { default: 90, min: 1, unit: 'days', doc: 'A key older than this is a finding.' },
      graceDays: { default: 0, min: 0, unit: 'days', doc: 'How long a key may be unused.' },
    },
  },
  { id: 'iam.root-key', options: {} },
] as const;

const parse = (text: string) => parsePolicy(text, 'policy.yaml', DETECTORS);

describe('a policy that is read', () => {
  it.each`
    why                           | text                                                         | policy
    ${'an empty file'}            | ${''}                                                        | ${{}}
    ${'comments only'}            | ${'# nothing decided\n'}                                     | ${{}}
    ${'one threshold'}            | ${'detectors:\n  iam.old-key:\n    maxAgeDays: 30\n'}        | ${{ detectors: { 'iam.old-key': { maxAgeDays: 30 } } }}
    ${'a threshold on its limit'} | ${'detectors: {iam.old-key: {maxAgeDays: 1, graceDays: 0}}'} | ${{ detectors: { 'iam.old-key': { maxAgeDays: 1, graceDays: 0 } } }}
    ${'a detector without any'}   | ${'detectors: {iam.root-key: {}}'}                           | ${{ detectors: { 'iam.root-key': {} } }}
    ${'tags'}                     | ${'ownerTags: [squad]\nenvironmentTags: []'}                 | ${{ ownerTags: ['squad'], environmentTags: [] }}
    ${'one budget of many'}       | ${'budgets: {iam: 0.5}'}                                     | ${{ budgets: { ...DEFAULT_POLICY.budgets, iam: 0.5 } }}
    ${'pages'}                    | ${'lookupPages: 1'}                                          | ${{ lookupPages: 1 }}
    ${'JSON, which is YAML'}      | ${'{"lookupPages": 7}'}                                      | ${{ lookupPages: 7 }}
  `('$why', ({ text, policy }) => expect(parse(text)).toEqual({ ...DEFAULT_POLICY, ...policy }));
});

describe('a policy that is refused', () => {
  it.each`
    why                         | text                                                | message
    ${'an unknown key'}         | ${'ownerTag: [x]'}                                  | ${'policy.yaml:1:1: unknown key "ownerTag": did you mean ownerTags?'}
    ${'one that is far off'}    | ${'lookupPages: 2\nzebra: 1'}                       | ${'policy.yaml:2:1: unknown key "zebra": expected one of detectors, ownerTags, environmentTags, knownAccounts, budgets, homeRegion, lookupPages, rotaReads, rotation'}
    ${'an unknown detector'}    | ${'detectors:\n  iam.old-keys: {}'}                 | ${'policy.yaml:2:3: detectors: unknown key "iam.old-keys": did you mean iam.old-key?'}
    ${'an unknown threshold'}   | ${'detectors:\n  iam.old-key:\n    maxageday: 3'}   | ${'policy.yaml:3:5: detectors.iam.old-key: unknown key "maxageday": did you mean maxAgeDays?'}
    ${'a detector without any'} | ${'detectors:\n  iam.root-key:\n    maxAgeDays: 3'} | ${'policy.yaml:3:5: detectors.iam.root-key: unknown key "maxAgeDays": it has none'}
    ${'an unknown service'}     | ${'budgets: {ima: 3}'}                              | ${'policy.yaml:1:11: budgets: unknown key "ima": did you mean iam?'}
    ${'a value too small'}      | ${'detectors:\n  iam.old-key:\n    maxAgeDays: 0'}  | ${'policy.yaml:3:17: detectors.iam.old-key.maxAgeDays: expected a whole number of days, 1 or more, got 0'}
    ${'a broken number'}        | ${'lookupPages: 1.5'}                               | ${'policy.yaml:1:14: lookupPages: expected a whole number of pages, 1 or more, got 1.5'}
    ${'text for a number'}      | ${'lookupPages: many'}                              | ${'policy.yaml:1:14: lookupPages: expected a whole number of pages, 1 or more, got "many"'}
    ${'no calls at all'}        | ${'budgets: {iam: 0}'}                              | ${'policy.yaml:1:16: budgets.iam: expected calls a second, more than 0 and at most 1000, got 0'}
    ${'endless calls'}          | ${'budgets: {iam: .inf}'}                           | ${'policy.yaml:1:16: budgets.iam: expected calls a second, more than 0 and at most 1000, got Infinity'}
    ${'a tag that is no list'}  | ${'ownerTags: owner'}                               | ${'policy.yaml:1:12: ownerTags: expected a list of tag keys, got "owner"'}
    ${'an empty tag'}           | ${'ownerTags:\n  - a\n  - ""'}                      | ${'policy.yaml:3:5: ownerTags.1: expected a tag key, got ""'}
    ${'a section left empty'}   | ${'detectors:\n'}                                   | ${/^policy\.yaml:\d:\d+: detectors: expected fields with their values, got null$/}
    ${'a list'}                 | ${'- a'}                                            | ${'policy.yaml:1:1: expected a policy (YAML with detectors, ownerTags, budgets, …), got an array'}
    ${'several faults'}         | ${'lookupPages: 0\nownerTags: 7'}                   | ${/\(and 1 more\)$/}
    ${'no YAML'}                | ${'a: [1\nb: 2'}                                    | ${/^policy\.yaml:\d:\d+: expected YAML, got .*: mend the file$/}
    ${'a key twice'}            | ${'lookupPages: 1\nlookupPages: 2'}                 | ${'policy.yaml:2:1: expected YAML, got duplicate key: mend the file'}
    ${'two documents'}          | ${'lookupPages: 1\n---\nlookupPages: 2'}            | ${/expected YAML, got multiple docs/}
    ${'__proto__'}              | ${'__proto__: {a: 1}'}                              | ${/unknown key "__proto__"/}
    ${'endless aliases'}        | ${bomb()}                                           | ${/policy\.yaml: expected plain YAML, got aliases that do not end/}
  `('$why', ({ text, message }) => {
    expect(() => parse(text)).toThrow(message);
    expect(() => parse(text)).toThrow(expect.objectContaining({ name: 'InputError' }));
  });

  it('shows nothing that may be a secret', () => {
    const canary = 'Tr0ub4dor&3-canary-canary-canary';
    for (const text of [`lookupPages: ${canary}`, `a: [${canary}`, `ownerTags: {a: ${canary}}`]) {
      expect(() => parse(text)).toThrow(
        expect.objectContaining({ message: expect.not.stringContaining('canary') }),
      );
    }
  });

  it('takes any text without another error than InputError, on one line', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'binary' }), fc.json(), fc.stringMatching(/^[a-z:\n &*[\]{}-]{0,40}$/)),
        (text) => {
          const { name, message } = refusalOf(text) ?? { name: 'InputError', message: '' };
          expect(name).toBe('InputError');
          expect(message).not.toMatch(/[\n\r]/);
        },
      ),
    );
  });
});

function refusalOf(text: string): Error | undefined {
  try {
    parse(text);
    return undefined;
  } catch (error) {
    return error as Error;
  }
}

/** Aliases of aliases: a few lines that unfold to billions of values. */
function bomb(): string {
  const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x]'];
  for (let i = 1; i < 12; i += 1)
    lines.push(
      `a${i}: &a${i} [${Array(9)
        .fill(`*a${i - 1}`)
        .join(', ')}]`,
    );
  return lines.join('\n');
}

it('the documented policy says every default and what it means, and reads as the defaults', () => {
  const text = documentPolicy(DETECTORS);
  expect(text).toContain('# A key older than this is a finding. (days, 1 or more)\n    maxAgeDays: 90');
  expect(parse(text)).toEqual({
    ...DEFAULT_POLICY,
    detectors: { 'iam.old-key': { maxAgeDays: 90, graceDays: 0 } },
  });
});

it('chooses the Region where global findings are published, and refuses what is none', () => {
  expect(parsePolicy('homeRegion: eu-west-1', 'policy.yaml', DETECTORS).homeRegion).toBe('eu-west-1');
  expect(() => parsePolicy('homeRegion: here', 'policy.yaml', DETECTORS)).toThrow(
    /homeRegion: expected a Region/,
  );
});

it('reads a file, and refuses one that is not there', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'policy-'));
  try {
    await writeFile(join(dir, 'policy.yaml'), 'lookupPages: 3');
    expect((await readPolicy(join(dir, 'policy.yaml'), DETECTORS)).lookupPages).toBe(3);
    await expect(readPolicy(join(dir, 'gone.yaml'), DETECTORS)).rejects.toThrow(
      /gone\.yaml: expected a policy file \(YAML\), but there is no such file: check the path$/,
    );
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
});
