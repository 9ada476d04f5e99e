import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AccessKey } from '../../../lib/core/model/credential.ts';
import type { Estate, Subject } from '../../../lib/core/model/estate.ts';
import type { Finding } from '../../../lib/core/model/finding.ts';
import type { Gap } from '../../../lib/core/model/gap.ts';
import { PLAIN, toTable } from '../../../lib/core/reports/table/index.ts';

const ACCOUNT = '111122223333';
const context = { palette: PLAIN, width: 100, next: ['do this first'] };

function aKey(id: string, userName: string): AccessKey {
  return {
    kind: 'access-key',
    id,
    principal: `arn:aws:iam::${ACCOUNT}:user/${userName}`,
    account: ACCOUNT,
    region: null,
    createdAt: '2026-01-01T00:00:00.000Z',
    lastUsed: { state: 'never', asOf: '2026-11-22T00:00:00.000Z' },
    tags: {},
    status: 'Active',
    userName,
  };
}

function estate(keys: readonly AccessKey[]): Estate {
  const subjects = keys.map(
    (credential): Subject => ({
      credential,
      ownership: { owner: null, leads: [], leaver: null },
      environment: 'prod',
      administrator: { verdict: 'yes', because: ['policy x'] },
      exposures: [],
      usage: undefined,
      outside: [],
      dependents: [],
    }),
  );
  const snapshot = {
    account: ACCOUNT,
    partition: 'aws',
    takenAt: '2026-11-22T03:00:00.000Z',
    regions: ['us-east-1'],
    credentials: keys,
    principals: [],
    groups: [],
    identityProviders: [],
    workloads: [],
    serviceAccess: [],
    resourcePolicies: [],
    usage: [],
    deactivations: [],
    exposures: [],
    read: ['users' as const],
    gaps: [],
  };
  return { snapshot, subjects, knownAccounts: [] };
}

function finding(subject: string, more: Partial<Finding> = {}): Finding {
  return {
    id: `iam.old-access-key:${subject}`,
    detector: 'iam.old-access-key',
    severity: 'medium',
    score: 40,
    reasons: ['made on 2026-01-01 (+40)'],
    subject,
    account: ACCOUNT,
    region: null,
    title: 'Access key is past its rotation age',
    evidence: {},
    frameworks: { owaspNhi: [], nistCsf: [], cisV3: [], cisV5: [], fsbp: [] },
    attack: [],
    remedy: 'Make a second key.',
    ...more,
  };
}

const gap: Gap = {
  id: 'gap',
  scope: { account: ACCOUNT, region: 'eu-west-1' },
  missing: 'secretsmanager:ListSecrets',
  reason: 'access denied',
  remedy: 'grant it to the reading role',
  detectors: ['secretsmanager.unused-secret'],
  subjects: 3,
};

describe('the table', () => {
  it('has one block a credential, with all that is wrong with it and what to do', () => {
    const key = aKey('AKIAONE', 'ci-deploy');
    const text = toTable(
      estate([key]),
      {
        findings: [
          finding('AKIAONE', { severity: 'high', score: 70 }),
          finding('AKIAONE', { title: 'Another wrong' }),
        ],
        gaps: [],
      },
      context,
    );
    expect(text.match(/AKIAONE/g)).toHaveLength(1);
    expect(text).toMatch(
      /HIGH\s+AKIAONE\n\s+access key · user ci-deploy · administrator · owner unknown · prod/,
    );
    expect(text).toContain('Another wrong [40]');
    expect(text).toContain('→ Make a second key.');
    expect(text).toContain('2 findings on 1 credential: 1 high, 1 medium');
    expect(text).toContain('→ do this first');
  });

  it('shows in one line the controls and techniques of a finding, and no line where there are none', () => {
    const frameworks = {
      owaspNhi: ['NHI7:2025'],
      nistCsf: ['PR.AA-01'],
      cisV3: ['1.14'],
      cisV5: ['1.13'],
      fsbp: ['IAM.3'],
    };
    const told = (more: Partial<Finding>) =>
      toTable(
        estate([aKey('AKIAONE', 'ci-deploy')]),
        { findings: [finding('AKIAONE', more)], gaps: [] },
        context,
      );
    expect(told({ frameworks, attack: ['T1078.004'] })).toContain(
      '\n          NHI7:2025 · PR.AA-01 · CIS v3 1.14 v5 1.13 · IAM.3 · T1078.004\n',
    );
    expect(told({})).not.toContain('CIS');
  });

  it('says clean only when nothing was found and nothing was left unread', () => {
    const key = aKey('AKIAONE', 'ci-deploy');
    expect(toTable(estate([key]), { findings: [], gaps: [] }, context)).toContain('No findings: clean');
    expect(toTable(estate([key]), { findings: [], gaps: [gap] }, context)).not.toContain(': clean');
    expect(toTable(estate([key]), { findings: [finding('AKIAONE')], gaps: [] }, context)).not.toContain(
      ': clean',
    );
  });

  it('tells of a gap what is missing, where, what it hides and what to do', () => {
    const text = toTable(estate([]), { findings: [], gaps: [gap] }, context);
    expect(text).toContain('secretsmanager:ListSecrets · eu-west-1 · 3 credentials unjudged');
    expect(text).toContain('access denied; grant it to the reading role');
    expect(text).toContain('hides: secretsmanager.unused-secret');
    expect(text).toContain('1 gap, not clean');
  });

  it('shows an id whole on a narrow terminal: it is what other commands take', () => {
    const id = `arn:aws:secretsmanager:us-east-1:${ACCOUNT}:secret:${'shop/'.repeat(20)}token-abc123`;
    const text = toTable(
      estate([aKey(id, 'x')]),
      { findings: [finding(id)], gaps: [] },
      { ...context, width: 60 },
    );
    expect(text).toContain(id);
  });

  it('says below who answers for a credential who uses it', () => {
    const text = toTable(
      estate([aKey('AKIAONE', 'ci')]),
      { findings: [finding('AKIAONE')], gaps: [] },
      context,
    );
    expect(text).toMatch(/owner unknown · prod\n\s+never used\n/);
  });

  it('lets no control character through, whatever the names hold', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (name, text) => {
        const table = toTable(
          estate([aKey('AKIAONE', name)]),
          {
            findings: [finding('AKIAONE', { title: text, remedy: text, reasons: [text] })],
            gaps: [{ ...gap, reason: text }],
          },
          context,
        );
        expect(table).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
      }),
    );
  });
});
