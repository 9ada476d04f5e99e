import type { Frameworks } from '../frameworks/index.ts';
import type { Severity } from './severity.ts';

/** Plain facts for people and machines. No secret value, and nothing that counts days. */
export type Evidence = Readonly<Record<string, unknown>>;

/** A detector's `fail` on one credential. */
export interface Finding {
  /** `<detector>:<credential id>`, stable over nights. */
  readonly id: string;
  readonly detector: string;
  readonly severity: Severity;
  /** 0–100, the sum of the reasons' points. */
  readonly score: number;
  /** Why it weighs what it weighs, each with its points: `administrator by policy AdministratorAccess (+30)`. */
  readonly reasons: readonly string[];
  /** Credential id. */
  readonly subject: string;
  readonly account: string;
  /** null: global. */
  readonly region: string | null;
  readonly title: string;
  readonly evidence: Evidence;
  readonly frameworks: Frameworks;
  /** ATT&CK technique ids. */
  readonly attack: readonly string[];
  readonly remedy: string;
}
