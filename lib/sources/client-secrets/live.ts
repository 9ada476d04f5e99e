import type {
  UserPoolClientDescription,
  UserPoolDescriptionType,
} from '@aws-sdk/client-cognito-identity-provider';
import { type UserPoolsGateway, userPoolsGateway } from '../../aws/cognito.ts';
import { readEach } from '../../aws/each.ts';
import { plain } from '../../aws/pages.ts';
import type { Scope, SourceGap } from '../../core/model/gap.ts';
import type { Part } from '../../ports/account-export.ts';
import type { Item } from '../keeping.ts';
import { readRegional } from '../regional.ts';
import type { LiveContext } from '../source.ts';
import { withTags } from '../tags.ts';
import { keepClientSecrets } from './keep.ts';

const FACTS = ['client-secrets'] as const;

interface Client {
  readonly poolId: string;
  readonly clientId: string;
  readonly about: Item;
}

/** Reads them in every Region, and the tags of the pools in which a client has a secret. */
export function readLive(live: LiveContext): Promise<Part> {
  return readRegional(live, {
    action: 'cognito-idp:ListUserPools',
    facts: FACTS,
    list: (region) => userPoolsGateway(live.clients, region).pools(),
    async keep(pools, scope) {
      const gateway = userPoolsGateway(live.clients, scope.region);
      const arnOf = (id: string) =>
        `arn:${live.partition}:cognito-idp:${scope.region}:${scope.account}:userpool/${id}`;
      const { clients, gaps } = await readClients(pools, gateway, scope, arnOf);
      const read = await readSecrets(clients, gateway, scope);
      const told = await withTags(read.items, {
        action: 'cognito-idp:ListTagsForResource',
        facts: FACTS,
        scope,
        noun: 'user pools',
        arnOf: ({ Arn }) => String(Arn),
        tags: (arn) => gateway.tags(arn),
      });
      return { items: told.items, gaps: [...gaps, ...read.gaps, ...told.gaps] };
    },
  });
}

async function readClients(
  pools: readonly UserPoolDescriptionType[],
  gateway: UserPoolsGateway,
  scope: Scope,
  arnOf: (poolId: string) => string,
): Promise<{ readonly clients: readonly Client[]; readonly gaps: readonly SourceGap[] }> {
  const ids = pools.flatMap(({ Id }) => Id ?? []);
  const { results, gaps } = await readEach(ids, {
    action: 'cognito-idp:ListUserPoolClients',
    facts: FACTS,
    scope,
    subjectOf: arnOf,
    noun: 'user pools',
    read: (id) => gateway.clients(id),
  });
  const toClient = (
    poolId: string,
    { ClientId, ClientName }: UserPoolClientDescription,
  ): readonly Client[] =>
    ClientId === undefined
      ? []
      : [{ poolId, clientId: ClientId, about: { Arn: arnOf(poolId), ClientId, ClientName } }];
  const clients = results.flatMap(({ item, result }) => result.flatMap((each) => toClient(item, each)));
  return { clients, gaps };
}

/** Clients without a secret, as browsers and phones have them, are left out. */
async function readSecrets(
  clients: readonly Client[],
  gateway: UserPoolsGateway,
  scope: Scope,
): Promise<{ readonly items: readonly Item[]; readonly gaps: readonly SourceGap[] }> {
  const { results, gaps } = await readEach(clients, {
    action: 'cognito-idp:ListUserPoolClientSecrets',
    facts: FACTS,
    scope,
    subjectOf: ({ clientId, about }) => `${String(about.Arn)}/client/${clientId}`,
    noun: 'clients',
    read: async ({ poolId, clientId }) => (await gateway.secrets(poolId, clientId)).map(plain),
  });
  const withSecret = results.filter(({ result }) => result.length > 0);
  const items = withSecret.map(({ item, result }) =>
    keepClientSecrets({ ...item.about, ClientSecrets: result }),
  );
  return { items: await Promise.all(items), gaps };
}
