import type { Credential } from './credential.ts';
import type { Fact } from './facts.ts';
import type { SourceGap } from './gap.ts';
import type { IdentityProvider } from './identity-provider.ts';
import type { Organization } from './organization.ts';
import type { Exposure, Roster } from './people.ts';
import type { Group, Principal } from './principal.ts';
import type { ResourcePolicy } from './resource-policy.ts';
import type { ServiceAccess } from './service-access.ts';
import type { Instant } from './time.ts';
import type { Deactivation, Usage } from './usage.ts';
import type { Workload } from './workload.ts';

/** One account at one moment, as plain data: what was read, and what could not be read. */
export interface Snapshot {
  /** 12 digits. */
  readonly account: string;
  /** `aws`, `aws-cn` or `aws-us-gov`. */
  readonly partition: string;
  /** The moment that everything is judged at. */
  readonly takenAt: Instant;
  /** Regions that were asked for, readable or not. */
  readonly regions: readonly string[];
  readonly credentials: readonly Credential[];
  readonly principals: readonly Principal[];
  readonly groups: readonly Group[];
  readonly identityProviders: readonly IdentityProvider[];
  /** Absent: nothing was read of it. */
  readonly organization?: Organization;
  readonly workloads: readonly Workload[];
  readonly serviceAccess: readonly ServiceAccess[];
  readonly resourcePolicies: readonly ResourcePolicy[];
  readonly usage: readonly Usage[];
  readonly deactivations: readonly Deactivation[];
  /** Absent: none given, or not to be trusted (then there is a gap). */
  readonly roster?: Roster;
  readonly exposures: readonly Exposure[];
  /** Facts of which at least something was read, or that people handed over. */
  readonly read: readonly Fact[];
  readonly gaps: readonly SourceGap[];
}

/** Facts read of the account itself, without what people handed over. None: nothing could be read at all. */
export function accountFacts({ read }: Snapshot): readonly Fact[] {
  return read.filter((fact) => fact !== 'roster' && fact !== 'exposures');
}
