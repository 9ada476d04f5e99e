import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toOcsf } from '../../../lib/core/reports/ocsf/index.ts';
import { safeJson } from '../../../lib/core/reports/text.ts';
import { validatorOf } from '../../schemas/validator.ts';
import { ACCOUNT, aFinding, aGap, aSecretFinding, KEY, NOW, SECRET, USER } from '../evidence/made.ts';
import { anEstate, hostileReport, OBEYED } from './hostile.ts';

const CONTEXT = { version: '1.2.3' };
const violations = validatorOf('ocsf-1.5.0-detection-finding.json');

describe('toOcsf', () => {
  const [event] = toOcsf(anEstate, { findings: [aFinding()], gaps: [] }, CONTEXT);
  const [gap] = toOcsf(anEstate, { findings: [], gaps: [aGap({ subjects: 3 })] }, CONTEXT);

  it('writes Detection Findings of OCSF 1.5.0', () => {
    expect(violations(event)).toEqual([]);
    expect(event).toMatchObject({
      class_uid: 2004,
      category_uid: 2,
      type_uid: 200401,
      time: Date.parse(NOW),
      metadata: { version: '1.5.0', product: { name: 'Nightwarden', version: '1.2.3' } },
      cloud: { provider: 'AWS', account: { uid: ACCOUNT } },
    });
  });

  it('names finding, rule, technique and frameworks', () => {
    expect(event?.finding_info).toMatchObject({
      uid: `iam.stale-access-key:${KEY}`,
      title: 'Active access key is unused',
      types: ['finding'],
      analytic: { uid: 'iam.stale-access-key', type_id: 1 },
      attacks: [
        {
          technique: { uid: 'T1078', name: 'Valid Accounts' },
          sub_technique: { uid: 'T1078.004', name: 'Cloud Accounts' },
        },
      ],
      tags: [
        { name: 'owasp-nhi', values: ['NHI1:2025'] },
        { name: 'nist-csf', values: ['PR.AA-01'] },
        { name: 'cis-aws-v3', values: ['1.12'] },
        { name: 'cis-aws-v5', values: ['1.11'] },
        { name: 'aws-fsbp', values: ['IAM.22'] },
        { name: 'mitre-attack', values: ['T1078.004'] },
      ],
    });
  });

  it('says what weighs how much, what was seen and what to do', () => {
    expect(event).toMatchObject({
      severity_id: 4,
      severity: 'High',
      risk_score: 75,
      risk_level_id: 3,
      risk_details: 'administrator by policy AdministratorAccess (+30); last used 2026-01-02 (+45)',
      evidences: [{ data: aFinding().evidence }],
      remediation: { desc: expect.stringContaining('update-access-key') },
    });
  });

  it('lists the credential with its owner and tags, then its principal', () => {
    expect(event?.resources).toMatchObject([
      { uid: KEY, type: 'access-key', owner: { name: 'maya@example.com' }, tags: [{ name: 'owner' }] },
      { uid: USER, type: 'principal' },
    ]);
  });

  it('places a regional credential in its Region, and a global one in none', () => {
    const [secret] = toOcsf(anEstate, { findings: [aSecretFinding()], gaps: [] }, CONTEXT);
    expect(secret).toMatchObject({
      cloud: { region: 'eu-west-1' },
      resources: [{ uid: SECRET, region: 'eu-west-1' }],
    });
    expect(event?.cloud).not.toHaveProperty('region');
  });

  it('tells a gap in the same class, as no alert and of unknown severity', () => {
    expect(violations(gap)).toEqual([]);
    expect(gap).toMatchObject({
      class_uid: 2004,
      severity_id: 0,
      status_id: 99,
      status: 'Gap',
      status_detail: 'AccessDenied',
      is_alert: false,
      message: 'Not read, so not clean: iam:ListAccessKeys',
      finding_info: { uid: 'gap:gap-1', types: ['gap'] },
      resources: [{ uid: ACCOUNT, type: 'account' }],
      remediation: { desc: 'allow iam:ListAccessKeys' },
      unmapped: { gap: { subjects: 3, detectors: ['iam.stale-access-key'] } },
    });
  });

  it('is empty only when nothing was found and nothing was left unread', () => {
    expect(toOcsf(anEstate, { findings: [], gaps: [] }, CONTEXT)).toEqual([]);
  });

  it('keeps the schema and is safe to show, whatever the names hold', () => {
    fc.assert(
      fc.property(hostileReport, ({ estate, judged }) => {
        const events = toOcsf(estate, judged, CONTEXT);
        expect(events).toHaveLength(judged.findings.length + judged.gaps.length);
        for (const one of events) expect(violations(one)).toEqual([]);
        const text = safeJson(events);
        expect(text).not.toMatch(OBEYED);
        expect(JSON.stringify(JSON.parse(text))).not.toMatch(/[^\\]\\ud[89a-f]/);
      }),
    );
  });

  it('never makes one uid of two findings', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (one, other) => {
        fc.pre(one !== other);
        const findings = [aFinding({ subject: one }), aFinding({ subject: other })];
        const [a, b] = toOcsf(anEstate, { findings, gaps: [] }, CONTEXT);
        expect(a?.finding_info.uid).not.toBe(b?.finding_info.uid);
      }),
    );
  });
});

describe('the schema', () => {
  const [event] = toOcsf(anEstate, { findings: [aFinding()], gaps: [] }, CONTEXT);

  it.each`
    why                              | change
    ${'an attribute it lacks'}       | ${{ surprise: 1 }}
    ${'a severity it lacks'}         | ${{ severity_id: 7 }}
    ${'a time that is text'}         | ${{ time: NOW }}
    ${'no product'}                  | ${{ metadata: { version: '1.5.0' } }}
    ${'an attack that names none'}   | ${{ finding_info: { uid: 'x', attacks: [{}] } }}
    ${'a tag without a value'}       | ${{ finding_info: { uid: 'x', tags: [{ name: 'x' }] } }}
    ${'a resource that names none'}  | ${{ resources: [{ type: 'x' }] }}
    ${'a remediation without words'} | ${{ remediation: {} }}
  `('refuses $why', ({ change }) => expect(violations({ ...event, ...change })).not.toEqual([]));
});
