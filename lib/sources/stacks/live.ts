import type { Stack } from '@aws-sdk/client-cloudformation';
import { stacksGateway } from '../../aws/cloudformation.ts';
import { plain } from '../../aws/pages.ts';
import type { Part } from '../../ports/account-export.ts';
import type { Item } from '../keeping.ts';
import { readRegional } from '../regional.ts';
import type { LiveContext } from '../source.ts';
import { keepStack } from './keep.ts';

const FACTS = ['stacks'] as const;

/** Reads them in every Region. */
export function readLive(live: LiveContext): Promise<Part> {
  return readRegional<Item>(live, {
    action: 'cloudformation:DescribeStacks',
    facts: FACTS,
    list: (region) => kept(stacksGateway(live.clients, region).stacks()),
    keep: (found) => Promise.resolve({ items: found, gaps: [] }),
  });
}

/** Redacted as they come: no value of one page waits for the others. */
async function* kept(pages: AsyncIterable<readonly Stack[]>): AsyncGenerator<readonly Item[]> {
  for await (const page of pages)
    yield await Promise.all(page.map((stack) => keepStack(plain(stack) as Item)));
}
