import type { Known } from '../../lib/sources/source.ts';
import { aUser as userWith } from '../core/detectors/build.ts';

/** An account of which IAM's details know these users. */
export function knowing(...names: readonly string[]): Known {
  const users = names.map((name) => userWith({ name, tags: { owner: `${name}@example.com` } }));
  return {
    users: new Map(users.map((user) => [user.name, user])),
    profiles: new Map(),
    authorization: {
      status: 'complete',
      missing: 'iam:GetAccountAuthorizationDetails',
      origin: 'iam:GetAccountAuthorizationDetails',
    },
  };
}

/** A user as a live read names them. */
export function named(name: string) {
  return { name, arn: `arn:aws:iam::111122223333:user/${name}` };
}
