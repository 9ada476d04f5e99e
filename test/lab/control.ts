import { LabError } from './lab-error.ts';

/** Sets what AWS itself would have set in the past. One of the first four names the subject. */
export interface Backdate {
  readonly userName?: string;
  readonly accessKeyId?: string;
  readonly secretArn?: string;
  readonly roleName?: string;
  readonly createdAt?: string;
  readonly lastUsedAt?: string;
  readonly lastUsedService?: string;
  readonly lastUsedRegion?: string;
  readonly passwordLastUsedAt?: string;
  readonly passwordSetAt?: string;
  readonly lastRotatedAt?: string;
  readonly nextRotationAt?: string;
  readonly lastChangedAt?: string;
  readonly lastAccessedAt?: string;
  readonly owningService?: string;
  readonly deletedAt?: string;
  readonly pendingSince?: string;
  readonly rotationEnabled?: boolean;
}

export interface RootKey {
  readonly status: 'Active' | 'Inactive';
  readonly createdAt: string;
  readonly lastUsedAt?: string;
  readonly lastUsedService?: string;
  readonly lastUsedRegion?: string;
}

/** One thing, by a field that names it, and what its service tells of it from now on. */
export interface ListedFields {
  /** As the signature names it: `events`. */
  readonly service: string;
  readonly field: string;
  readonly value: string;
  readonly set: Readonly<Record<string, unknown>>;
}

/** The gateway's private controls, for seeding only. */
export interface Control {
  backdate(change: Backdate): Promise<void>;
  rootKey(key: RootKey): Promise<void>;
  /** Puts these in the place of all that CloudTrail recorded; what is absent of a record is filled in. */
  history(records: readonly object[]): Promise<void>;
  /** Dates of an SSH key, a certificate or a service-specific credential. */
  userCredential(change: {
    readonly id: string;
    readonly createdAt?: string;
    readonly expiresAt?: string;
  }): Promise<void>;
  /** When a user or role reached the services that it may: all of them `at`, but for those named. null: never. */
  serviceAccess(access: {
    readonly arn: string;
    readonly at: string | null;
    readonly services: Readonly<Record<string, string | null>>;
  }): Promise<void>;
  /** The document of an AWS managed policy that ministack does not know. */
  managedPolicy(arn: string, document: object): Promise<void>;
  regions(enabled: readonly string[]): Promise<void>;
  /** Answers this IAM action with AccessDenied from now on. */
  deny(action: string): Promise<void>;
  /** Sets fields of one thing wherever a JSON answer of its service tells of it. */
  listedFields(thing: ListedFields): Promise<void>;
}

export function openControl(gateway: string): Control {
  async function ask(name: string, how: RequestInit): Promise<void> {
    const answer = await fetch(`${gateway}/_lab/${name}`, how);
    const text = await answer.text();
    if (!answer.ok)
      throw new LabError(`the lab's gateway refused /_lab/${name} (${answer.status}): ${text.slice(0, 300)}`);
  }
  const post = (name: string, body: unknown) => ask(name, { method: 'POST', body: JSON.stringify(body) });
  return {
    backdate: (change) => post('backdate', change),
    rootKey: (key) => post('root-key', key),
    async history(events) {
      await ask('trail-event', { method: 'DELETE' });
      await post('trail-event', { events });
    },
    userCredential: (change) => post('user-credential', change),
    serviceAccess: (access) => post('service-access', access),
    managedPolicy: (arn, document) => post('managed-policy', { arn, document }),
    regions: (enabled) => post('regions', { enabled }),
    deny: (action) => post('deny', { action }),
    listedFields: (thing) => post('listed-fields', thing),
  };
}
