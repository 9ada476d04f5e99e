import type { Database } from '../../../../core/rotation/kinds/database.ts';
import type { Login } from '../../../../databases/postgres/connect.ts';
import { UnreadyError } from '../../../../databases/postgres/errors.ts';
import { adminIn } from './value.ts';

/**
 * Whoever may alter both users: from the secret that the reviewed configuration names, and no other.
 * @param value reads the current value of a secret
 * @throws {UnreadyError} when what is stored there names nobody, or one of the users themselves
 */
export async function adminOf(
  { admin, users }: Database,
  value: (arn: string) => Promise<string>,
): Promise<Login> {
  const login = adminIn(await value(admin));
  if (login === undefined) throw new UnreadyError("the admin's secret has no username and password");
  if (users.includes(login.user)) throw new UnreadyError('the admin is one of the users that take turns');
  return login;
}
