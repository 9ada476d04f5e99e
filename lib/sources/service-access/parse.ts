import * as z from 'zod/mini';
import { isRecord } from '../../core/model/records.ts';
import type { ServiceAccess } from '../../core/model/service-access.ts';
import type { Manifest, Part } from '../../ports/account-export.ts';
import { PartReader } from '../parse/part-reader.ts';
import { arn, arnPlace, instant } from '../parse/schemas.ts';
import type { Parsed } from '../source.ts';

const FACTS = ['service-access'] as const;

const answer = z.object({
  Arn: arn('iam'),
  JobStatus: z._default(z.literal('COMPLETED'), 'COMPLETED'),
  JobCompletionDate: instant,
  ServicesLastAccessed: z.array(
    z.object({
      ServiceNamespace: z.string().check(z.regex(/^[a-z0-9-]{1,64}$/, { error: "a service's namespace" })),
      LastAuthenticated: z.nullish(instant),
    }),
  ),
});

/** Reads answers of which {@link keepServiceAccess} kept what is used; of several on one principal the newest holds. */
export function parseServiceAccess(part: Part, { account }: Manifest): Parsed {
  const reader = new PartReader(part, account);
  const newest = new Map<string, ServiceAccess>();
  for (const [index, item] of part.items.entries()) {
    const place = arnPlace(isRecord(item) ? item.Arn : undefined, 'iam');
    const read = reader.fit(answer, item, `[${index}]`, { facts: FACTS, ...place });
    if (read === undefined) continue;
    const earlier = newest.get(read.Arn);
    if (earlier !== undefined && earlier.asOf >= read.JobCompletionDate) continue;
    newest.set(read.Arn, {
      principal: read.Arn,
      asOf: read.JobCompletionDate,
      services: read.ServicesLastAccessed.map(({ ServiceNamespace, LastAuthenticated }) => ({
        namespace: ServiceNamespace,
        lastUsedAt: LastAuthenticated ?? null,
      })),
    });
  }
  return { serviceAccess: [...newest.values()], gaps: reader.gaps };
}
