import { readEach } from '../../aws/each.ts';
import { glueJobsGateway } from '../../aws/glue-jobs.ts';
import { plain } from '../../aws/pages.ts';
import type { Scope, SourceGap } from '../../core/model/gap.ts';
import type { Part } from '../../ports/account-export.ts';
import type { Item } from '../keeping.ts';
import { readRegional } from '../regional.ts';
import type { LiveContext } from '../source.ts';
import { keepJob } from './keep.ts';
import { tellsOf } from './parse.ts';

const FACTS = ['glue-jobs'] as const;

/** Reads them in every Region. */
export function readLive(live: LiveContext): Promise<Part> {
  const gateway = (region: string) => glueJobsGateway(live.clients, region);
  return readRegional<Item>(live, {
    action: 'glue:GetJobs',
    facts: FACTS,
    // Redacted as they come: no value of one page waits for the others.
    async *list(region) {
      for await (const page of gateway(region).jobs()) {
        yield await Promise.all(
          page.map((job) => {
            const Arn = `arn:${live.partition}:glue:${region}:${live.account}:job/${job.Name}`;
            return keepJob(plain({ ...job, Arn }) as Item);
          }),
        );
      }
    },
    keep: (found, scope) => readTags(found, (arn) => gateway(scope.region).tags(arn), scope),
  });
}

/** Tags tell who owns what was found: they are asked for only where something was found, one call each. */
async function readTags(
  found: readonly Item[],
  tagsOf: (arn: string) => Promise<Readonly<Record<string, string>>>,
  scope: Scope,
): Promise<{ readonly items: readonly Item[]; readonly gaps: readonly SourceGap[] }> {
  const { results, gaps } = await readEach(found.filter(tellsOf), {
    action: 'glue:GetTags',
    facts: FACTS,
    scope,
    subjectOf: ({ Arn }) => String(Arn),
    noun: 'jobs',
    read: ({ Arn }) => tagsOf(String(Arn)),
  });
  const tags = new Map(results.map(({ item, result }) => [item, result]));
  return {
    items: found.map((item) => {
      const own = tags.get(item);
      return own === undefined ? item : { ...item, Tags: own };
    }),
    gaps,
  };
}
