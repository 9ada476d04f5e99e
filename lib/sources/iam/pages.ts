import type * as z from 'zod/mini';
import type { Fact } from '../../core/model/facts.ts';
import { isRecord } from '../../core/model/records.ts';
import { kindOf } from '../parse/one-line.ts';
import type { PartReader } from '../parse/part-reader.ts';

type ListName = 'UserDetailList' | 'GroupDetailList' | 'RoleDetailList' | 'Policies';

/**
 * One list of GetAccountAuthorizationDetails, over all its pages, each entry once.
 * A list that stands in no page was not asked for (`--filter`): that is a gap, not an empty list.
 */
export function listInPages<T extends { readonly Arn: string }>(
  reader: PartReader,
  name: ListName,
  schema: z.ZodMiniType<T>,
  facts: readonly Fact[],
): readonly T[] {
  const pages = reader.part.items;
  if (pages.length === 0) return [];
  const found: T[] = [];
  let seen = false;
  for (const [index, page] of pages.entries()) {
    const place = pages.length === 1 ? name : `[${index}].${name}`;
    const list = fieldOf(page, name);
    if (list === undefined) continue;
    seen = true;
    if (!Array.isArray(list)) {
      reader.gap({ reason: `${reader.at(place)}: expected array, got ${kindOf(list)}`, facts });
      continue;
    }
    for (const [entry, value] of (list as readonly unknown[]).entries()) {
      const subject = fieldOf(value, 'Arn');
      const about = { facts, subject: typeof subject === 'string' ? subject : undefined };
      const item = reader.fit(schema, value, `${place}[${entry}]`, about);
      if (item !== undefined) found.push(item);
    }
  }
  if (!seen) reader.gap({ reason: `${reader.at(name)}: expected array, got nothing`, facts });
  return reader.unique(found, ({ Arn }) => Arn, facts);
}

function fieldOf(value: unknown, key: string): unknown {
  return isRecord(value) ? value[key] : undefined;
}
