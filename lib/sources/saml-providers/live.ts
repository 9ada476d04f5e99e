import { gapOf } from '../../aws/errors.ts';
import { identityProvidersGateway } from '../../aws/identity-providers.ts';
import { plain } from '../../aws/pages.ts';
import { partOf } from '../../aws/reading.ts';
import type { Part } from '../../ports/account-export.ts';
import type { LiveContext } from '../source.ts';

const LIST = 'iam:ListSAMLProviders';

/** Reads them by one call: the list tells all that is kept. */
export async function readLive({ account, clients, home }: LiveContext): Promise<Part> {
  try {
    const found = await identityProvidersGateway(clients, home).samlProviders();
    const items = found.map(({ Arn, CreateDate, ValidUntil }) => plain({ Arn, CreateDate, ValidUntil }));
    return partOf(LIST, [{ items, gaps: [], answered: true }]);
  } catch (error) {
    const gap = gapOf(error, { action: LIST, scope: { account }, facts: ['identity-providers'] });
    return partOf(LIST, [{ items: [], gaps: [gap], answered: false }]);
  }
}
