import type { ApplicationCredentialType } from './application.ts';
import type { Instant } from './time.ts';
import type { WorkloadType } from './workload.ts';

/** `unknown` carries what would fill it. It is never read as `never`. */
export type LastUse =
  | {
      readonly state: 'used';
      readonly at: Instant;
      readonly service?: string;
      readonly region?: string;
      /** The moment up to which the source would have shown a use. */
      readonly asOf: Instant;
    }
  | { readonly state: 'never'; readonly asOf: Instant }
  | { readonly state: 'unknown'; readonly missing: string };

export type Tags = Readonly<Record<string, string>>;

interface CredentialFacts {
  /** Access key id or ARN; where AWS gives neither, the principal's ARN with a fragment (`…:root#access-key-1`). */
  readonly id: string;
  /** ARN of the user, role or root that it authenticates; null when it is not an AWS identity. */
  readonly principal: string | null;
  /** 12 digits. */
  readonly account: string;
  /** null: global. */
  readonly region: string | null;
  /** null: AWS does not tell, or it was not read. */
  readonly createdAt: Instant | null;
  readonly lastUsed: LastUse;
  /** The credential's own tags, or those of the user or function that carries it. */
  readonly tags: Tags;
}

/** An IAM user's or root's access key. */
export interface AccessKey extends CredentialFacts {
  readonly kind: 'access-key';
  readonly principal: string;
  readonly status: 'Active' | 'Inactive';
  /** `<root>` for root's. */
  readonly userName: string;
}

/** A console password. Its date of creation is when it was last set. */
export interface LoginProfile extends CredentialFacts {
  readonly kind: 'login-profile';
  readonly principal: string;
  readonly status: 'Active' | 'Inactive';
  readonly userName: string;
  readonly mfa: 'yes' | 'no' | 'unknown';
}

/** A role, standing for every session that can be derived from it. */
export interface RoleSession extends CredentialFacts {
  readonly kind: 'role-session';
  readonly principal: string;
  readonly status: 'Active';
  /** Made and managed by an AWS service (`/aws-service-role/`), which nobody can assume or edit. */
  readonly serviceLinked: boolean;
  /** Made by IAM Identity Center for people (`/aws-reserved/sso.amazonaws.com/`). */
  readonly identityCenter: boolean;
}

export interface SecretVersion {
  readonly id: string;
  readonly stages: readonly string[];
  /** Absent: not read (ListSecrets does not tell). */
  readonly createdAt?: Instant;
}

/** A Secrets Manager secret. Its value is never read. */
export interface Secret extends CredentialFacts {
  readonly kind: 'secret';
  readonly principal: null;
  readonly region: string;
  /** Inactive: scheduled for deletion. */
  readonly status: 'Active' | 'Inactive';
  readonly name: string;
  readonly rotation: {
    readonly enabled: boolean;
    /** Days between rotations when it is a plain number of days. */
    readonly everyDays?: number;
    /** `rate(…)` or `cron(…)`. */
    readonly schedule?: string;
    readonly lastRotatedAt?: Instant;
    readonly nextRotationAt?: Instant;
  };
  /** ARN of the function that rotates it, or did: AWS keeps it when rotation is turned off. */
  readonly rotationFunction?: string;
  /** Type of a managed external secret, by its partner: `SalesforceClientSecret`. */
  readonly partnerType?: string;
  /** ARN, id or alias of the key that encrypts it; absent: AWS's own key for secrets, which nobody outside can use. */
  readonly keyId?: string;
  readonly lastChangedAt?: Instant;
  readonly deletedAt?: Instant;
  /** The AWS service that manages it (`rds`, `redshift`, …): not ours to judge or rotate. */
  readonly owningService?: string;
  /** Set on a replica: the Region whose secret it copies. */
  readonly primaryRegion?: string;
  /** Set on a secret of which AWS says that it is the original, so that there are copies in other Regions. */
  readonly replicated?: true;
  readonly versions: readonly SecretVersion[];
}

/** A credential that lies in the open in a workload's configuration: the place and the kind, never the value. */
export interface PlaintextCredential extends CredentialFacts {
  readonly kind: 'plaintext';
  /** What holds it, and its name. */
  readonly workload: WorkloadType;
  readonly name: string;
  readonly region: string;
  readonly status: 'Active';
  readonly variables: readonly RedactedVariable[];
}

/** What is kept of a value: its length, the rules that it matched, and an access key id, which is no secret. */
export interface RedactedVariable {
  readonly name: string;
  /** UTF-16 code units. */
  readonly length: number;
  /** Ids of the secret-text rules it matched; empty when it looks like no secret. */
  readonly rules: readonly string[];
  readonly keyId?: string;
}

/** What IAM lists one user at a time, on a rota. */
interface ListedByUser extends CredentialFacts {
  readonly principal: string;
  readonly status: 'Active' | 'Inactive';
  readonly userName: string;
  /** When AWS was asked of it; absent: with everything else. */
  readonly readAt?: Instant;
}

/** A public key with which an IAM user signs in to CodeCommit over SSH. IAM does not tell when one was used. */
export interface SshKey extends ListedByUser {
  readonly kind: 'ssh-key';
}

/** An X.509 certificate with which an IAM user signs SOAP requests. */
export interface SigningCertificate extends ListedByUser {
  readonly kind: 'signing-certificate';
  /** Absent: the certificate could not be read. */
  readonly expiresAt?: Instant;
}

/** A user name and password, or an API key, that IAM made for one service: CodeCommit, Keyspaces, Bedrock, CloudWatch Logs. */
export interface ServiceSpecificCredential extends CredentialFacts {
  readonly kind: 'service-specific-credential';
  readonly principal: string;
  /** Inactive: also one that expired. */
  readonly status: 'Active' | 'Inactive';
  readonly userName: string;
  /** `codecommit.amazonaws.com`, `cassandra.amazonaws.com`, `bedrock.amazonaws.com`, `logs.amazonaws.com`. */
  readonly service: string;
  /** null: it was made without an end. */
  readonly expiresAt: Instant | null;
}

/** What an application proves itself with at a service, or at a third party: an API key, a client secret, a certificate. */
export interface ApplicationCredential extends CredentialFacts {
  readonly kind: 'application-credential';
  readonly principal: null;
  readonly region: string;
  readonly status: 'Active' | 'Inactive';
  /** CloudFormation type of what holds it. */
  readonly type: ApplicationCredentialType;
  readonly name: string;
  /** Host or provider outside AWS that it opens; absent when it opens something of this account. */
  readonly thirdParty?: string;
  /** null: it was made without an end. Absent: AWS does not tell. */
  readonly expiresAt?: Instant | null;
  /** The newest moment that its value can be of. Absent: the value never changes after `createdAt`. */
  readonly changedAt?: Instant;
  /** Set when AWS says that what it opens no longer lets it in, or that its value was taken away. */
  readonly deauthorised?: true;
  /** Set when its tags were not read, or it can have none: that they name nobody proves nothing. */
  readonly tagsUnread?: true;
}

export type Credential =
  | AccessKey
  | LoginProfile
  | RoleSession
  | Secret
  | PlaintextCredential
  | SshKey
  | SigningCertificate
  | ServiceSpecificCredential
  | ApplicationCredential;
