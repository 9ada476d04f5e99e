import * as z from 'zod/mini';
import { regionOf } from '../../core/model/arn.ts';
import type { JsonObject } from '../../core/model/principal.ts';
import { isRecord } from '../../core/model/records.ts';
import type { ResourcePolicy } from '../../core/model/resource-policy.ts';
import { addDays, day } from '../../core/model/time.ts';
import type { Manifest, Part } from '../../ports/account-export.ts';
import { PartReader } from '../parse/part-reader.ts';
import { arn, arnPlace, instant } from '../parse/schemas.ts';
import type { Parsed } from '../source.ts';

const FACTS = ['secret-policies'] as const;

/** A week, and a day for the night that it ends in. */
const READ_WITHIN_DAYS = 8;
/** Secrets Manager takes 20,480 characters; what is far longer is no policy of it. */
const LONGEST = 100_000;

const answer = z.object({
  ARN: arn('secretsmanager'),
  ResourcePolicy: z.optional(
    z.string().check(z.maxLength(LONGEST, { error: `a policy of at most ${LONGEST} characters` })),
  ),
  ReadAt: z.optional(instant),
});
type Answer = z.output<typeof answer>;

/** Reads the policies; one that was read too long ago, or is no JSON object, is a gap. */
export function parsePolicies(part: Part, { account, takenAt }: Manifest): Parsed {
  const reader = new PartReader(part, account);
  const answers = part.items.flatMap((item, index) => {
    const place = arnPlace(isRecord(item) ? item.ARN : undefined, 'secretsmanager');
    return reader.fit(answer, item, `[${index}]`, { facts: FACTS, ...place }) ?? [];
  });
  const oldest = addDays(takenAt, -READ_WITHIN_DAYS);
  const policies = reader
    .unique(answers, ({ ARN }) => ARN, FACTS)
    .flatMap((each) => {
      const place = { subject: each.ARN, region: regionOf(each.ARN), facts: FACTS };
      if (each.ReadAt !== undefined && each.ReadAt < oldest) {
        const when = `was read on ${day(each.ReadAt)}, more than a week before the moment of judging`;
        reader.gap({
          ...place,
          reason: `${reader.at('')}: the policy of ${each.ARN} ${when}`,
          badInput: false,
        });
        return [];
      }
      const policy = toPolicy(each);
      if (policy.document === null)
        reader.gap({ ...place, reason: `${reader.at('')}: the policy of ${each.ARN} is no JSON object` });
      return [policy];
    });
  return { resourcePolicies: policies, gaps: reader.gaps };
}

function toPolicy({ ARN: resource, ResourcePolicy: text, ReadAt: readAt }: Answer): ResourcePolicy {
  return {
    resource,
    document: text === undefined || text === '' ? 'none' : parsed(text),
    ...(readAt === undefined ? {} : { readAt }),
  };
}

function parsed(text: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}
