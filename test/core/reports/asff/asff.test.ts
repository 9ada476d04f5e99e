import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../../lib/core/model/finding.ts';
import { SEVERITIES } from '../../../../lib/core/model/severity.ts';
import { toAsff } from '../../../../lib/core/reports/asff/index.ts';
import { fromAsff, restate } from '../../../../lib/core/reports/asff/stored.ts';
import { cut } from '../../../../lib/core/reports/asff/text.ts';
import {
  ACCOUNT,
  aFinding,
  aKey,
  aSecretFinding,
  aSubject,
  KEY,
  NOW,
  SECRET,
  USER,
} from '../../evidence/made.ts';
import { violations } from './validator.ts';

const HERE = { account: ACCOUNT, partition: 'aws', region: 'us-east-1', now: NOW };

describe('toAsff', () => {
  it('writes a finding that keeps every limit', () => {
    expect(violations(toAsff(aFinding(), { ...HERE, subject: aSubject() }))).toEqual([]);
  });

  it('names the product of the account, the detector and a stable id', () => {
    expect(toAsff(aFinding(), { ...HERE, partition: 'aws-us-gov', region: 'us-gov-west-1' })).toMatchObject({
      Id: `nightwarden/iam.stale-access-key:${KEY}`,
      GeneratorId: 'nightwarden/iam.stale-access-key',
      ProductArn: `arn:aws-us-gov:securityhub:us-gov-west-1:${ACCOUNT}:product/${ACCOUNT}/default`,
      CreatedAt: NOW,
      UpdatedAt: NOW,
      RecordState: 'ACTIVE',
      FindingProviderFields: { Severity: { Label: 'HIGH', Original: '75' } },
    });
  });

  it('keeps the day that it was first seen, and can be archived', () => {
    const finding = toAsff(aFinding(), {
      ...HERE,
      firstSeenAt: '2026-01-01T00:00:00.000Z',
      state: 'ARCHIVED',
    });
    expect(finding).toMatchObject({ CreatedAt: '2026-01-01T00:00:00.000Z', RecordState: 'ARCHIVED' });
  });

  it.each`
    subject                                                       | type
    ${KEY}                                                        | ${'AwsIamAccessKey'}
    ${USER}                                                       | ${'AwsIamUser'}
    ${`arn:aws:iam::${ACCOUNT}:role/ops`}                         | ${'AwsIamRole'}
    ${SECRET}                                                     | ${'AwsSecretsManagerSecret'}
    ${`arn:aws:lambda:eu-west-1:${ACCOUNT}:function:f`}           | ${'AwsLambdaFunction'}
    ${`arn:aws:ecs:eu-west-1:${ACCOUNT}:task-definition/web:7`}   | ${'AwsEcsTaskDefinition'}
    ${`arn:aws:cloudformation:eu-west-1:${ACCOUNT}:stack/shop/1`} | ${'AwsCloudFormationStack'}
    ${`arn:aws:ec2:eu-west-1:${ACCOUNT}:instance/i-1`}            | ${'AwsEc2Instance'}
    ${`arn:aws:iam::${ACCOUNT}:root#access-key-1`}                | ${'Other'}
    ${'anything else'}                                            | ${'Other'}
  `('calls $subject an $type', ({ subject, type }) => {
    const [resource] = toAsff(aFinding({ subject }), HERE).Resources;
    expect(resource?.Type).toBe(type);
  });

  it('shows the key under the name that GuardDuty uses, with its tags, then its user', () => {
    expect(toAsff(aFinding(), { ...HERE, subject: aSubject() }).Resources).toEqual([
      {
        Type: 'AwsIamAccessKey',
        Id: `AWS::IAM::AccessKey:${KEY}`,
        Partition: 'aws',
        Region: 'us-east-1',
        Tags: { owner: 'maya@example.com' },
        Details: {
          AwsIamAccessKey: {
            AccessKeyId: KEY,
            AccountId: ACCOUNT,
            PrincipalName: 'ci-deploy',
            PrincipalType: 'IAMUser',
            Status: 'Active',
          },
        },
      },
      { Type: 'AwsIamUser', Id: USER, Partition: 'aws', Region: 'us-east-1' },
    ]);
  });

  it('places a regional resource in its own Region', () => {
    expect(toAsff(aSecretFinding(), { ...HERE, region: 'eu-west-1' }).Resources[0]?.Region).toBe('eu-west-1');
  });

  it('leaves out a partition that the format does not know', () => {
    expect(toAsff(aFinding(), { ...HERE, partition: 'aws-iso' }).Resources[0]).not.toHaveProperty(
      'Partition',
    );
  });

  it('files a leaked secret where Security Hub looks for leaked credentials', () => {
    const { frameworks } = aFinding();
    const leaked = aFinding({
      frameworks: { ...frameworks, owaspNhi: ['NHI2:2025'] },
      attack: ['T1552.001'],
    });
    expect(toAsff(leaked, HERE).Types).toEqual(
      expect.arrayContaining([
        'Sensitive Data Identifications/Passwords/Secret Leakage',
        'TTPs/Credential Access/T1552.001',
      ]),
    );
  });

  it('says who owns it, why it weighs what it weighs, and what to do', () => {
    const { Description, Remediation } = toAsff(aFinding(), { ...HERE, subject: aSubject() });
    expect(Description).toContain('maya@example.com');
    expect(Description).toContain('administrator by policy AdministratorAccess (+30)');
    expect(Remediation?.Recommendation?.Text).toContain('update-access-key');
  });

  it('never sends what belongs to people', () => {
    expect(Object.keys(toAsff(aFinding(), HERE))).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/Workflow|Note|UserDefinedFields|VerificationState/)]),
    );
  });
});

describe('limits', () => {
  const hostile = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.string({ unit: 'grapheme', maxLength: 300 }),
    fc.constantFrom(
      '',
      ' ',
      '\u0000',
      '\ud83d',
      '\udc00\ud800',
      '\u202e',
      '__proto__',
      'constructor',
      '"\\',
      '\u009b31m',
    ),
    fc
      .tuple(
        fc.constantFrom('x', '\ud83d\udd11', '"', '\\', '\u65e5', '\ud800', '\n'),
        fc.integer({ min: 1, max: 5000 }),
      )
      .map(([unit, times]) => unit.repeat(times)),
  );
  const tags = fc
    .uniqueArray(fc.tuple(hostile, hostile), { maxLength: 70, selector: ([key]) => key })
    .map((entries) => Object.fromEntries(entries));
  const texts = fc.array(hostile, { maxLength: 80 });
  const frameworks = fc.record({ owaspNhi: texts, nistCsf: texts, cisV3: texts, cisV5: texts, fsbp: texts });
  const finding: fc.Arbitrary<Finding> = fc
    .record({
      detector: hostile,
      subject: fc.oneof(
        hostile,
        fc.constant(KEY),
        hostile.map((name) => `arn:aws:iam::${ACCOUNT}:user/${name}`),
      ),
      title: hostile,
      remedy: hostile,
      reasons: texts,
      evidence: fc.dictionary(hostile, fc.oneof(hostile, fc.array(hostile), fc.integer()), { maxKeys: 20 }),
      frameworks,
      attack: fc.array(fc.oneof(hostile, fc.constantFrom('T1078.004', 'T1552.001', 'T1098.001/../x')), {
        maxLength: 80,
      }),
      severity: fc.constantFrom(...SEVERITIES),
      region: fc.oneof(fc.constant(null), hostile),
    })
    .map((parts) => aFinding(parts));
  const subject = fc
    .record({ tags, userName: hostile, principal: hostile, owner: hostile, environment: fc.option(hostile) })
    .map(({ owner, environment, ...key }) =>
      aSubject({
        credential: aKey(key),
        environment,
        ownership: { owner: { name: owner, evidence: owner, confidence: 'low' }, leads: [], leaver: null },
      }),
    );

  it('are kept whatever names, tags and evidence hold', () => {
    fc.assert(
      fc.property(finding, fc.option(subject, { nil: undefined }), (given, about) => {
        expect(violations(toAsff(given, { ...HERE, subject: about }))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('are kept when everything is as large as it gets', () => {
    const huge = '\u65e5"\\'.repeat(5000);
    const many = Object.fromEntries(
      Array.from({ length: 200 }, (_, n) => [`\u65e5${n}`.padEnd(128, '\u65e5'), '\u65e5'.repeat(256)]),
    );
    const all = Array.from({ length: 500 }, (_, n) => `T1078.${n}${huge}`);
    const large = aFinding({
      detector: huge,
      subject: huge,
      title: huge,
      remedy: huge,
      reasons: all,
      evidence: { all },
      attack: all,
      frameworks: { owaspNhi: all, nistCsf: all, cisV3: all, cisV5: all, fsbp: all },
    });
    const about = aSubject({
      credential: aKey({ tags: many, principal: huge, userName: huge }),
      environment: huge,
    });
    expect(violations(toAsff(large, { ...HERE, subject: about }))).toEqual([]);
  });

  it('never make one id of two', () => {
    fc.assert(
      fc.property(finding, finding, (one, other) => {
        fc.pre(one.id !== other.id);
        expect(toAsff(one, HERE).Id).not.toBe(toAsff(other, HERE).Id);
      }),
    );
  });

  it.each`
    why                              | text                 | longest | expected
    ${'a text that fits stays'}      | ${'abc'}             | ${3}    | ${'abc'}
    ${'a longer one ends in a mark'} | ${'abcd'}            | ${3}    | ${'ab…'}
    ${'a pair is not split'}         | ${'a\ud83d\udd11bc'} | ${3}    | ${'a…'}
    ${'a pair that fits stays'}      | ${'a\ud83d\udd11bc'} | ${4}    | ${'a\ud83d\udd11…'}
  `('cut: $why', ({ text, longest, expected }) => expect(cut(text, longest)).toBe(expected));
});

describe('what Security Hub holds', () => {
  const subject = aSubject();

  it('is read back as it was written', () => {
    const stored = fromAsff(toAsff(aFinding(), { ...HERE, subject }), 'us-east-1');
    expect(stored).toMatchObject({
      id: aFinding().id,
      account: ACCOUNT,
      region: 'us-east-1',
      detector: 'iam.stale-access-key',
      scopeRegion: null,
      subject: KEY,
      principal: USER,
      recordState: 'ACTIVE',
      createdAt: NOW,
    });
  });

  it('does not give a principal that was never known', () => {
    expect(fromAsff(toAsff(aFinding(), HERE), 'us-east-1')).not.toHaveProperty('principal');
  });

  it('is not ours when another tool wrote it', () => {
    const ours = toAsff(aFinding(), HERE);
    expect(fromAsff({ ...ours, GeneratorId: 'prowler/iam' }, 'us-east-1')).toBeUndefined();
    expect(fromAsff({ ...ours, Id: 'prowler/iam' }, 'us-east-1')).toBeUndefined();
  });

  it('is archived with our own severity, not with the one that a person set', () => {
    const ours = toAsff(aFinding(), HERE);
    const edited = { ...ours, Severity: { Label: 'LOW' as const }, Types: ['Effects'] };
    expect(restate(edited, 'ARCHIVED', '2026-11-23T00:00:00.000Z')).toEqual({
      ...ours,
      RecordState: 'ARCHIVED',
      UpdatedAt: '2026-11-23T00:00:00.000Z',
    });
  });
});
