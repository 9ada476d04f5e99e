import type { LastUse, Tags } from './credential.ts';
import type { Instant } from './time.ts';

/** A parsed JSON object of unknown content. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** A policy as it was read; a document that could not be read or parsed is `null` and is never taken for empty. */
export interface PolicyDocument {
  /** Policy name, or ARN of a managed policy: for evidence. */
  readonly name: string;
  /** ARN of a managed policy; absent for an inline one. */
  readonly arn?: string;
  /** The JSON document, parsed. */
  readonly document: JsonObject | null;
}

interface PrincipalFacts {
  readonly arn: string;
  readonly name: string;
  /** The IAM path: `/` or `/team/x/`. */
  readonly path: string;
  readonly createdAt: Instant | null;
  readonly tags: Tags;
  /** Inline and attached, group policies not included. */
  readonly policies: readonly PolicyDocument[];
  /** The permissions boundary; absent when there is none. */
  readonly boundary?: PolicyDocument;
}

export interface User extends PrincipalFacts {
  readonly type: 'user';
  /** Names of the groups it is in. */
  readonly groups: readonly string[];
}

export interface Role extends PrincipalFacts {
  readonly type: 'role';
  /** The trust policy, parsed; null when unreadable. */
  readonly trust: JsonObject | null;
  readonly lastUsed: LastUse;
}

export interface Root {
  readonly type: 'root';
  readonly arn: string;
  readonly mfa: 'yes' | 'no' | 'unknown';
}

export interface Group {
  readonly arn: string;
  readonly name: string;
  readonly policies: readonly PolicyDocument[];
}

export type Principal = User | Role | Root;
