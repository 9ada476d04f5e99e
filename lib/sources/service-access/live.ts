import { serviceAccessGateway } from '../../aws/iam-service-access.ts';
import { plain } from '../../aws/pages.ts';
import { partOf } from '../../aws/reading.ts';
import { isRecord } from '../../core/model/records.ts';
import type { Part } from '../../ports/account-export.ts';
import { ofAll } from '../of-users/read.ts';
import { serviceSpecificCredentials } from '../service-specific-credentials/index.ts';
import type { LiveContext } from '../source.ts';
import { sshKeys } from '../ssh-keys/index.ts';
import { keepServiceAccess } from './keep.ts';

const GET = 'iam:GetServiceLastAccessedDetails';
const FACTS = ['service-access'] as const;

/** Two calls a principal, so only those are asked whose answer something is judged by. */
export async function readLive(live: LiveContext): Promise<Part> {
  const { account, rota, hints } = live;
  const gateway = serviceAccessGateway(live.clients, live.home, live.sleep);
  const asked = [...(await usersToAsk(live)), ...rolesToAsk(live)];
  const { results, gaps } = await rota.read(asked, {
    kind: 'service-access',
    action: GET,
    facts: FACTS,
    scope: { account },
    noun: 'users and roles',
    read: async (Arn) => {
      const { services, completedAt } = await gateway.lastAccessed(Arn);
      return keepServiceAccess({
        Arn,
        JobCompletionDate: completedAt.toISOString(),
        ServicesLastAccessed: services.map(plain),
      });
    },
  });
  const answered = results.length > 0 || asked.length === 0;
  const part = partOf(GET, [{ items: results.map(({ result }) => result), gaps, answered }]);
  return ofAll(part, hints.everyPrincipal, results.length > 0);
}

/**
 * Users who can sign in by an access key or a password, whoever the credential report does not tell of, and those who
 * hold an SSH key or a service-specific credential.
 */
async function usersToAsk(live: LiveContext): Promise<readonly string[]> {
  const parts = await Promise.all([live.partOf(sshKeys), live.partOf(serviceSpecificCredentials)]);
  const holders = new Set(
    parts.flatMap(({ items }) => items.flatMap((item) => (isRecord(item) ? [item.UserName] : []))),
  );
  return live.users
    .filter(({ name, arn }) => live.hints.signsIn.get(arn) !== 'no' || holders.has(name))
    .map(({ arn }) => arn);
}

/** A service-linked role is AWS's to limit, and one that was not used at all reached no service. */
function rolesToAsk({ hints }: LiveContext): readonly string[] {
  return hints.roles
    .filter(({ serviceLinked, used }) => !serviceLinked && used !== 'no')
    .map(({ arn }) => arn);
}
