import type { Parameter } from '@aws-sdk/client-ssm';
import { readBatches } from '../../aws/batches.ts';
import { readEach } from '../../aws/each.ts';
import { plain } from '../../aws/pages.ts';
import { type ParametersGateway, parametersGateway, VALUES_PER_CALL } from '../../aws/ssm.ts';
import type { Scope, SourceGap } from '../../core/model/gap.ts';
import type { Part, RedactedValue } from '../../ports/account-export.ts';
import type { Item } from '../keeping.ts';
import { readRegional } from '../regional.ts';
import type { LiveContext } from '../source.ts';
import { keepParameter } from './keep.ts';

const FACTS = ['parameters'] as const;

interface Known {
  readonly Name?: string | undefined;
  readonly ARN?: string | undefined;
}

/** Reads them in every Region. */
export function readLive(live: LiveContext): Promise<Part> {
  const gateway = (region: string) => parametersGateway(live.clients, region);
  return readRegional<Known>(live, {
    action: 'ssm:DescribeParameters',
    facts: FACTS,
    list: (region) => gateway(region).parameters(),
    async keep(known, scope) {
      const arns = new Map(
        known.flatMap(({ Name, ARN }) => (Name === undefined ? [] : [[Name, ARN] as const])),
      );
      const { results, gaps } = await readBatches([...arns.keys()], {
        action: 'ssm:GetParameters',
        facts: FACTS,
        scope,
        size: VALUES_PER_CALL,
        subjectOf: (name) => arns.get(name) ?? arnOf(live, scope.region, name),
        noun: 'parameters',
        // Redacted as they come: no value of one call waits for the others.
        read: async (names) => Promise.all((await gateway(scope.region).values(names)).map(kept)),
      });
      const tagged = await readTags(results, gateway(scope.region), scope);
      return { items: tagged.items, gaps: [...gaps, ...tagged.gaps] };
    },
  });
}

interface Kept extends Item {
  readonly Name?: string;
  readonly ARN?: string;
  readonly Value?: RedactedValue;
}

async function kept(parameter: Parameter): Promise<Kept> {
  return keepParameter(plain(parameter) as Item);
}

/** A name that begins with a slash joins the ARN without another one. */
function arnOf({ partition, account }: LiveContext, region: string, name: string): string {
  return `arn:${partition}:ssm:${region}:${account}:parameter/${name.replace(/^\//, '')}`;
}

/** Tags tell who owns what was found: they are asked for only where something was found, one call each. */
async function readTags(
  found: readonly Kept[],
  gateway: ParametersGateway,
  scope: Scope,
): Promise<{ readonly items: readonly Item[]; readonly gaps: readonly SourceGap[] }> {
  const telling = found.filter(({ Value }) => (Value?.rules.length ?? 0) > 0 || Value?.keyId !== undefined);
  const { results, gaps } = await readEach(telling, {
    action: 'ssm:ListTagsForResource',
    facts: FACTS,
    scope,
    subjectOf: ({ ARN = '' }) => ARN,
    noun: 'parameters',
    read: async ({ Name = '' }) => gateway.tags(Name),
  });
  const tags = new Map(results.map(({ item, result }) => [item, result]));
  return {
    items: found.map((item) => {
      const own = tags.get(item);
      return own === undefined ? item : { ...item, Tags: own.map(plain) };
    }),
    gaps,
  };
}
