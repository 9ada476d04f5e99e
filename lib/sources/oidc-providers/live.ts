import { readEach } from '../../aws/each.ts';
import { gapOf } from '../../aws/errors.ts';
import { identityProvidersGateway } from '../../aws/identity-providers.ts';
import { plain } from '../../aws/pages.ts';
import { partOf } from '../../aws/reading.ts';
import type { Part } from '../../ports/account-export.ts';
import type { Item } from '../keeping.ts';
import type { LiveContext } from '../source.ts';
import { keepOidcProvider } from './keep.ts';

const LIST = 'iam:ListOpenIDConnectProviders';
const FACTS = ['identity-providers'] as const;

/** Reads each provider; one that could not be read is a gap of its own. */
export async function readLive({ account, clients, home }: LiveContext): Promise<Part> {
  const gateway = identityProvidersGateway(clients, home);
  const scope = { account };
  try {
    const arns = await gateway.oidcProviders();
    const { results, gaps } = await readEach(arns, {
      action: 'iam:GetOpenIDConnectProvider',
      facts: FACTS,
      scope,
      subjectOf: (arn) => arn,
      noun: 'OIDC providers',
      read: async (arn) =>
        keepOidcProvider(plain({ ...(await gateway.oidcProvider(arn)), Arn: arn }) as Item),
    });
    const items = results.map(({ result }) => result);
    return partOf(LIST, [{ items, gaps, answered: true }]);
  } catch (error) {
    const gap = gapOf(error, { action: LIST, scope, facts: FACTS });
    return partOf(LIST, [{ items: [], gaps: [gap], answered: false }]);
  }
}
