import type { Role } from '../../core/rotation/roles.ts';

/** The IAM actions that a gateway sends, by the role that sends them. */
export type RoleActions = Readonly<Partial<Record<Role, readonly string[]>>>;
