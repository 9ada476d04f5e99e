import { describe, expect, it } from 'vitest';
import { faultsOf } from './securityhub/validate.ts';

const good = {
  SchemaVersion: '2018-10-08',
  Id: 'i',
  ProductArn: 'p',
  GeneratorId: 'g',
  AwsAccountId: '111122223333',
  Types: ['TTPs/Initial Access/Stolen key'],
  CreatedAt: '2026-11-01T00:00:00Z',
  UpdatedAt: '2026-11-01T00:00:00.000+00:00',
  Severity: { Label: 'LOW' },
  Title: 't',
  Description: 'd',
  Resources: [{ Type: 'Other', Id: 'r' }],
};
const many = (length: number) => Array.from({ length }, (_, at) => at);
const fields = (count: number, key = 4, value = 4) =>
  Object.fromEntries(many(count).map((at) => [String(at).padStart(key, 'k'), 'v'.repeat(value)]));

describe('what Security Hub asks of a finding', () => {
  it('takes a finding that has what is required', () => expect(faultsOf(good)).toEqual([]));

  it.each(Object.keys(good).filter((name) => name !== 'Severity' && name !== 'Types'))(
    'asks for %s',
    (name) => {
      expect(faultsOf({ ...good, [name]: undefined })).toContain(
        `data should have required property '${name}'`,
      );
    },
  );

  it.each(['Severity', 'Types'] as const)('asks for %s at the top or from the provider', (name) => {
    const without = { ...good, [name]: undefined };
    expect(faultsOf(without)).toHaveLength(1);
    expect(faultsOf({ ...without, FindingProviderFields: { [name]: good[name] } })).toEqual([]);
  });

  it.each`
    why                          | fits                                                                                                                       | over
    ${'Id'}                      | ${{ Id: 'x'.repeat(512) }}                                                                                                 | ${{ Id: 'x'.repeat(513) }}
    ${'Title'}                   | ${{ Title: 'x'.repeat(256) }}                                                                                              | ${{ Title: 'x'.repeat(257) }}
    ${'Description'}             | ${{ Description: 'x'.repeat(1024) }}                                                                                       | ${{ Description: 'x'.repeat(1025) }}
    ${'empty text'}              | ${{ Description: ' ' }}                                                                                                    | ${{ Description: '' }}
    ${'recommendation'}          | ${{ Remediation: { Recommendation: { Text: 'x'.repeat(512) } } }}                                                          | ${{ Remediation: { Recommendation: { Text: 'x'.repeat(513) } } }}
    ${'resources'}               | ${{ Resources: many(32).map(() => good.Resources[0]) }}                                                                    | ${{ Resources: many(33).map(() => good.Resources[0]) }}
    ${'no resource'}             | ${{}}                                                                                                                      | ${{ Resources: [] }}
    ${'types'}                   | ${{ Types: many(50).map((n) => `Effects/${n}`) }}                                                                          | ${{ Types: many(51).map((n) => `Effects/${n}`) }}
    ${'parts of a type'}         | ${{ Types: ['TTPs/a/b'] }}                                                                                                 | ${{ Types: ['TTPs/a/b/c'] }}
    ${'namespace of a type'}     | ${{ Types: ['Effects'] }}                                                                                                  | ${{ Types: ['Mine/a'] }}
    ${'product fields'}          | ${{ ProductFields: fields(50) }}                                                                                           | ${{ ProductFields: fields(51) }}
    ${'key of a product field'}  | ${{ ProductFields: fields(1, 128) }}                                                                                       | ${{ ProductFields: fields(1, 129) }}
    ${'product field'}           | ${{ ProductFields: fields(1, 4, 2048) }}                                                                                   | ${{ ProductFields: fields(1, 4, 2049) }}
    ${'severity label'}          | ${{ Severity: { Label: 'CRITICAL' } }}                                                                                     | ${{ Severity: { Label: 'SEVERE' } }}
    ${'severity score'}          | ${{ Severity: { Normalized: 100 } }}                                                                                       | ${{ Severity: { Normalized: 101 } }}
    ${'severity without either'} | ${{ Severity: { Normalized: 0 } }}                                                                                         | ${{ Severity: { Original: 'x' } }}
    ${'schema version'}          | ${{}}                                                                                                                      | ${{ SchemaVersion: '2018-10-09' }}
    ${'moment'}                  | ${{ UpdatedAt: '2026-11-01T00:00:00.123Z' }}                                                                               | ${{ UpdatedAt: '2026-11-01' }}
    ${'record state'}            | ${{ RecordState: 'ARCHIVED' }}                                                                                             | ${{ RecordState: 'GONE' }}
    ${'workflow status'}         | ${{ Workflow: { Status: 'NOTIFIED' } }}                                                                                    | ${{ Workflow: { Status: 'DONE' } }}
    ${'size'}                    | ${{ ...good, Resources: many(32).map(() => ({ Type: 'T', Id: 'x'.repeat(512), Details: { Other: fields(7, 4, 900) } })) }} | ${{ Resources: many(32).map(() => ({ Type: 'T', Id: 'x'.repeat(512), Details: { Other: fields(8, 4, 1000) } })) }}
  `('keeps the limit of $why', ({ fits, over }) => {
    expect(faultsOf({ ...good, ...fits })).toEqual([]);
    expect(faultsOf({ ...good, ...over })).toHaveLength(1);
  });
});
