import type * as z from 'zod/mini';
import { regionOf } from '../../core/model/arn.ts';
import type { ApplicationCredential } from '../../core/model/credential.ts';
import type { Fact } from '../../core/model/facts.ts';
import type { Manifest, Part } from '../../ports/account-export.ts';
import type { Parsed } from '../source.ts';
import { PartReader } from './part-reader.ts';

/** What a source tells of a credential; all else has its default. */
export type Told = Pick<ApplicationCredential, 'type' | 'id' | 'name'> &
  Partial<Omit<ApplicationCredential, 'kind' | 'principal' | 'account' | 'region' | 'lastUsed'>>;

/** What is told of an item, or what it lacks to be told of. */
export type Telling = readonly Told[] | { readonly expected: string };

export interface ApplicationSource<T> {
  readonly facts: readonly Fact[];
  readonly schema: z.ZodMiniType<T>;
  /** Where a gap about an item stands, when it does not fit. */
  readonly placeOf: (item: unknown) => { readonly subject?: string; readonly region?: string };
  readonly tell: (item: T, manifest: Manifest) => Telling;
}

/** Reads a part whose items are credentials of applications. */
export function parseApplications<T>(
  part: Part,
  manifest: Manifest,
  { facts, schema, placeOf, tell }: ApplicationSource<T>,
): Parsed {
  const reader = new PartReader(part, manifest.account);
  const told = part.items.flatMap((item, index): readonly Told[] => {
    const place = `[${index}]`;
    const fit = reader.fit(schema, item, place, { facts, ...placeOf(item) });
    if (fit === undefined) return [];
    const telling = tell(fit, manifest);
    if (!('expected' in telling)) return telling;
    const remedy = 'add it to the item, or name the one Region in manifest.json';
    reader.gap({ reason: `${reader.at(place)}: expected ${telling.expected}, got none`, remedy, facts });
    return [];
  });
  const credentials = told.map((each): ApplicationCredential => toApplication(each, manifest));
  return { credentials: reader.unique(credentials, ({ id }) => id, facts), gaps: reader.gaps };
}

function toApplication(told: Told, { account }: Manifest): ApplicationCredential {
  return {
    kind: 'application-credential',
    principal: null,
    account,
    region: regionOf(told.id),
    status: 'Active',
    createdAt: null,
    lastUsed: { state: 'unknown', missing: 'AWS does not tell when an application used it' },
    tags: {},
    ...told,
  };
}

/** Tags by key, or that they were not read. */
export function tagged(
  tags: Readonly<Record<string, string>> | undefined,
): Pick<ApplicationCredential, 'tagsUnread'> & Partial<Pick<ApplicationCredential, 'tags'>> {
  return tags === undefined ? { tagsUnread: true } : { tags };
}

/** The Region that an item is of: its own, else the only one that was read. */
export function regionOfItem(region: string | undefined, { regions }: Manifest): string | undefined {
  return region ?? (regions.length === 1 ? regions[0] : undefined);
}
