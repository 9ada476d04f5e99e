import { iamCredentialsGateway } from '../../aws/iam-credentials.ts';
import { plain } from '../../aws/pages.ts';
import type { Part } from '../../ports/account-export.ts';
import type { Item } from '../keeping.ts';
import { readOfUsers } from '../of-users/read.ts';
import type { LiveContext } from '../source.ts';
import { keepCertificate } from './keep.ts';

/** Asks only of users of whom the credential report does not say that they have none: two calls tell it of all. */
export function readLive(live: LiveContext): Promise<Part> {
  const gateway = iamCredentialsGateway(live.clients, live.home);
  return readOfUsers(live, {
    kind: 'signing-certificates',
    action: 'iam:ListSigningCertificates',
    facts: ['signing-certificates'],
    users: live.users.filter(({ arn }) => live.hints.certificates.get(arn) !== 'no'),
    read: async (userName) => {
      const found = await gateway.signingCertificates(userName);
      return Promise.all(found.map((certificate) => keepCertificate(plain(certificate) as Item)));
    },
  });
}
