import type { Credential } from '../../../lib/core/model/credential.ts';
import type { Subject } from '../../../lib/core/model/estate.ts';
import { DEFAULT_POLICY } from '../../../lib/core/model/policy.ts';
import type { Snapshot } from '../../../lib/core/model/snapshot.ts';
import type { PlanFacts, StoreFacts } from '../../../lib/core/rotation/build/index.ts';
import {
  DEFAULT_ROTATION,
  type DeclaredCopy,
  type DeclaredCredential,
  type DeclaredDependent,
} from '../../../lib/core/rotation/policy.ts';
import { declarationOf, dependenceOf } from '../../../lib/core/trust/dependence.ts';
import { enrich } from '../../../lib/core/trust/enrich.ts';
import { ACCOUNT, aFunction, aKey, aSnapshot, KEY, NOW, usedAgo, userArn } from '../detectors/build.ts';

export const SECRET = `arn:aws:secretsmanager:eu-west-1:${ACCOUNT}:secret:app-AbCdEf`;
export const AUTHOR = userArn('alice');
export const REQUESTER = userArn('rita');
export const ORDERS = `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:orders`;

export function aDependent(facts: Partial<DeclaredDependent> = {}): DeclaredDependent {
  return {
    name: 'reports',
    environment: 'production',
    owner: 'payments',
    reads: 'store',
    probes: [{ by: 'http', url: 'https://reports.example.com/health', status: 200 }],
    refresh: null,
    seenAs: { sources: ['203.0.113.0/24'] },
    arn: null,
    ...facts,
  };
}

/** A key whose secret one dependent reads, and whose copy in a function another does. */
export function aDeclaration(facts: Partial<DeclaredCredential> = {}): DeclaredCredential {
  return {
    credential: KEY,
    authors: [AUTHOR],
    store: {
      secret: SECRET,
      shape: { as: 'json', accessKeyId: 'id', secretAccessKey: 'key' },
      replicas: [],
    },
    regions: [],
    copies: [
      {
        id: 'env',
        wayBack: true,
        target: {
          in: 'lambda-environment',
          arn: ORDERS,
          accessKeyId: 'AWS_ACCESS_KEY_ID',
          secretAccessKey: 'AWS_SECRET_ACCESS_KEY',
          alias: null,
        },
      },
    ],
    dependents: [aDependent(), aDependent({ name: 'orders', reads: 'env' })],
    watch: null,
    quarantine: null,
    ...facts,
  };
}

/** A copy in a pipeline's settings, which can be written and not read. */
export const CI: DeclaredCopy = {
  id: 'ci',
  wayBack: true,
  target: {
    in: 'github-actions',
    repository: 'acme/shop',
    accessKeyId: 'ID',
    secretAccessKey: 'SECRET',
    token: SECRET,
    api: 'https://api.github.com',
  },
};

export const STORE_FACTS: StoreFacts = {
  arn: SECRET,
  current: 'v0',
  pending: null,
  rotates: false,
  rotatedBy: null,
  owningService: null,
  primaryRegion: null,
  deleted: false,
};

export interface Given {
  readonly snapshot?: Partial<Snapshot>;
  readonly credential?: Credential;
  readonly declared?: DeclaredCredential | null;
  readonly subject?: Partial<Subject>;
  readonly facts?: Partial<PlanFacts>;
}

/** Facts of a key that can be rotated, but for what is given. */
export function factsOf(given: Given = {}): PlanFacts {
  const credential = given.credential ?? aKey({ lastUsed: usedAgo(1) });
  // Where a copy of the declaration lies, among whatever else there is.
  const workloads = [...(given.snapshot?.workloads ?? []), aFunction('orders', '', {})];
  const snapshot = aSnapshot({ credentials: [credential], ...given.snapshot, workloads });
  const estate = enrich(snapshot, DEFAULT_POLICY);
  const subject = { ...estate.subjects[0]!, ...given.subject };
  const all = given.declared === null ? [] : [given.declared ?? aDeclaration()];
  const declared = declarationOf(credential, all);
  return {
    kind: 'rotate',
    at: Date.parse(NOW),
    partition: 'aws',
    account: ACCOUNT,
    home: 'eu-west-1',
    subject,
    declared,
    dependence: dependenceOf(estate, subject, declared),
    slots: [{ id: KEY, status: 'Active', lastUsed: usedAgo(1) }],
    store: declared === undefined ? null : STORE_FACTS,
    policy: { ...DEFAULT_ROTATION, credentials: all },
    open: [],
    contained: [],
    gaps: [],
    requester: REQUESTER,
    ...given.facts,
  };
}
