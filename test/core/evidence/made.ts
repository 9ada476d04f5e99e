import type { AccessKey } from '../../../lib/core/model/credential.ts';
import type { Subject } from '../../../lib/core/model/estate.ts';
import { FACTS } from '../../../lib/core/model/facts.ts';
import type { Finding } from '../../../lib/core/model/finding.ts';
import type { Gap } from '../../../lib/core/model/gap.ts';
import type { Snapshot } from '../../../lib/core/model/snapshot.ts';

export const ACCOUNT = '111122223333';
export const NOW = '2026-11-22T03:00:00.000Z';
export const KEY = 'AKIAIOSFODNN7EXAMPLE';
export const USER = `arn:aws:iam::${ACCOUNT}:user/ci-deploy`;
export const SECRET = `arn:aws:secretsmanager:eu-west-1:${ACCOUNT}:secret:db-AbCdEf`;

/** Detectors by what they read, as the registry would give them. */
export const DETECTORS = [
  { id: 'iam.stale-access-key', reads: ['access-keys', 'last-used'] },
  { id: 'secrets.unused-secret', reads: ['secrets'] },
] as const;

export function aFinding(parts: Partial<Finding> = {}): Finding {
  const detector = parts.detector ?? 'iam.stale-access-key';
  const subject = parts.subject ?? KEY;
  return {
    id: `${detector}:${subject}`,
    detector,
    severity: 'high',
    score: 75,
    reasons: ['administrator by policy AdministratorAccess (+30)', 'last used 2026-01-02 (+45)'],
    subject,
    account: ACCOUNT,
    region: null,
    title: 'Active access key is unused',
    evidence: { lastUsedAt: '2026-01-02T00:00:00.000Z', createdAt: '2024-01-02T00:00:00.000Z' },
    frameworks: {
      owaspNhi: ['NHI1:2025'],
      nistCsf: ['PR.AA-01'],
      cisV3: ['1.12'],
      cisV5: ['1.11'],
      fsbp: ['IAM.22'],
    },
    attack: ['T1078.004'],
    remedy: `aws iam update-access-key --access-key-id ${KEY} --status Inactive`,
    ...parts,
  };
}

export function aSecretFinding(parts: Partial<Finding> = {}): Finding {
  return aFinding({ detector: 'secrets.unused-secret', subject: SECRET, region: 'eu-west-1', ...parts });
}

export function aKey(parts: Partial<AccessKey> = {}): AccessKey {
  return {
    kind: 'access-key',
    id: KEY,
    principal: USER,
    account: ACCOUNT,
    region: null,
    createdAt: '2024-01-02T00:00:00.000Z',
    lastUsed: {
      state: 'used',
      at: '2026-01-02T00:00:00.000Z',
      service: 's3',
      region: 'eu-west-1',
      asOf: NOW,
    },
    tags: { owner: 'maya@example.com' },
    status: 'Active',
    userName: 'ci-deploy',
    ...parts,
  };
}

export function aSubject(parts: Partial<Subject> = {}): Subject {
  return {
    credential: aKey(),
    ownership: {
      owner: { name: 'maya@example.com', evidence: 'tag owner on user ci-deploy', confidence: 'high' },
      leads: [],
      leaver: null,
    },
    environment: 'prod',
    administrator: { verdict: 'yes', because: ['policy AdministratorAccess'] },
    exposures: [],
    usage: undefined,
    outside: [],
    dependents: [],
    ...parts,
  };
}

export function aGap(parts: Partial<Gap> = {}): Gap {
  return {
    id: 'gap-1',
    scope: { account: ACCOUNT },
    missing: 'iam:ListAccessKeys',
    reason: 'AccessDenied',
    remedy: 'allow iam:ListAccessKeys',
    detectors: ['iam.stale-access-key'],
    subjects: 0,
    ...parts,
  };
}

export function aSnapshot(parts: Partial<Snapshot> = {}): Snapshot {
  return {
    account: ACCOUNT,
    partition: 'aws',
    takenAt: NOW,
    regions: ['eu-west-1', 'us-east-1'],
    credentials: [],
    principals: [],
    groups: [],
    identityProviders: [],
    workloads: [],
    serviceAccess: [],
    resourcePolicies: [],
    usage: [],
    deactivations: [],
    exposures: [],
    read: FACTS,
    gaps: [],
    ...parts,
  };
}
