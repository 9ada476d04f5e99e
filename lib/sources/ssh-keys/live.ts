import { iamCredentialsGateway } from '../../aws/iam-credentials.ts';
import { plain } from '../../aws/pages.ts';
import type { Part } from '../../ports/account-export.ts';
import type { Item } from '../keeping.ts';
import { readOfUsers } from '../of-users/read.ts';
import type { LiveContext } from '../source.ts';
import { keepSshKey } from './keep.ts';

/** Asks of every user: nothing that IAM tells of all users at once says who has a key. */
export function readLive(live: LiveContext): Promise<Part> {
  const gateway = iamCredentialsGateway(live.clients, live.home);
  return readOfUsers(live, {
    kind: 'ssh-keys',
    action: 'iam:ListSSHPublicKeys',
    facts: ['ssh-keys'],
    users: live.users,
    read: async (userName) =>
      Promise.all((await gateway.sshPublicKeys(userName)).map((key) => keepSshKey(plain(key) as Item))),
  });
}
