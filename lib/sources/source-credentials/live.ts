import { sourceCredentialsGateway } from '../../aws/codebuild.ts';
import { plain } from '../../aws/pages.ts';
import type { Part } from '../../ports/account-export.ts';
import type { Item } from '../keeping.ts';
import { readRegional } from '../regional.ts';
import type { LiveContext } from '../source.ts';
import { keepSourceCredential } from './keep.ts';

/** Reads them in every Region. */
export function readLive(live: LiveContext): Promise<Part> {
  return readRegional(live, {
    action: 'codebuild:ListSourceCredentials',
    facts: ['source-credentials'],
    list: (region) => sourceCredentialsGateway(live.clients, region).credentials(),
    async keep(found) {
      const items = found.map((each) => keepSourceCredential(plain(each) as Item));
      return { items: await Promise.all(items), gaps: [] };
    },
  });
}
