import type { Role } from '../../core/rotation/roles.ts';
import { roleActions as environment } from './function-environment.ts';
import { roleActions as health } from './health.ts';
import { roleActions as keys } from './iam-keys.ts';
import { roleActions as trail } from './key-trail.ts';
import { roleActions as parameters } from './parameter-copy.ts';
import type { RoleActions } from './role-actions.ts';
import { roleActions as sessions } from './role-sessions.ts';
import { roleActions as secretCopies } from './secret-copy.ts';
import { roleActions as secrets } from './secret-versions.ts';
import { roleActions as serviceCredentials } from './service-credentials.ts';
import { roleActions as services } from './services.ts';
import { roleActions as access } from './store-access.ts';
import { roleActions as copies } from './user-copy.ts';
import { roleActions as policies } from './user-policies.ts';

const ALL: readonly RoleActions[] = [
  keys,
  serviceCredentials,
  secrets,
  policies,
  sessions,
  trail,
  access,
  copies,
  environment,
  parameters,
  secretCopies,
  health,
  services,
];

function of(role: Role): readonly string[] {
  return [...new Set(ALL.flatMap((one) => one[role] ?? []))];
}

/** What each role may do by itself; all but the prober look before they act, and so have the observer's too. */
export const ROLE_ACTIONS: Readonly<Record<Role, readonly string[]>> = {
  observer: of('observer'),
  issuer: of('issuer'),
  publisher: of('publisher'),
  prober: of('prober'),
  switcher: of('switcher'),
  reaper: of('reaper'),
};
