import type { Stack } from '@aws-sdk/client-cloudformation';
import { stacksGateway } from '../../aws/cloudformation.ts';
import { plain } from '../../aws/pages.ts';
import type { Item } from '../keeping.ts';
import { readRegional } from '../regional.ts';
import type { LiveContext, Source } from '../source.ts';
import { keepStack } from './keep.ts';
import { parseStacks } from './parse.ts';

const FACTS = ['stacks'] as const;

/** CloudFormation stacks: what their parameters and outputs show in plain text, redacted. */
export const stacks: Source = {
  part: 'stacks',
  file: 'stacks.json',
  list: 'Stacks',
  marks: ['StackId'],
  listing: ({ StackId }) => (typeof StackId === 'string' ? (StackId.split(':')[3] ?? '') : ''),
  arn: ({ StackId }) => StackId,
  facts: FACTS,
  keep: keepStack,
  read: readLive,
  parse: parseStacks,
};

function readLive(live: LiveContext) {
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
