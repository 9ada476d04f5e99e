import type { CredentialKindId } from './kinds/abilities.ts';
import type { Role } from './roles.ts';

/**
 * Names that hub and accounts know of each other beforehand: in an organisation neither sees the other's resources
 * when it is deployed. They begin alike, so that one pattern covers what no plan may touch.
 */
const PREFIX = 'NightwardenRotation';

/** In an account that opted in: what the hub's machines and its reconciler become, to call the workers there. */
export const INVOKE_ROLE = `${PREFIX}Invoke`;

/** A worker's function, and its role, in an account that opted in. @param role `guard`: asks before they go */
export function workerName(role: Role | 'guard'): string {
  return `${PREFIX}-${role}`;
}

/** In the hub: what the workers of one account become, to reach the rows of that account. */
export function ledgerRole(account: string): string {
  return `${PREFIX}Ledger-${account}`;
}

/** In the hub: what the observer of one account becomes, to seal evidence. */
export function evidenceRole(account: string): string {
  return `${PREFIX}Evidence-${account}`;
}

/**
 * The id of a rotation in an organisation begins with its account: the hub's machines choose the account by it, and
 * IAM holds each account's workers to the rows whose keys begin so.
 * @param id unique by itself
 */
export function rotationIn(account: string, id: string): string {
  return `${account}-${id}`;
}

/** @returns undefined where the deployment carries out plans in its own account alone */
export function accountIn(rotation: string): string | undefined {
  return /^(\d{12})-/.exec(rotation)?.[1];
}

/** An account that opted in, as its own deployment told the ledger. */
export interface Spoke {
  readonly account: string;
  /** null: it is named in the hub's configuration, and not deployed. */
  readonly knows: {
    /** The newest protocol that its workers know. */
    readonly protocol: number;
    readonly kinds: readonly CredentialKindId[];
  } | null;
}
