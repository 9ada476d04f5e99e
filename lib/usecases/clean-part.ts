import { isRecord } from '../core/model/records.ts';
import { emptied, kept } from '../sources/files/kept.ts';
import type { PartName } from '../sources/files/known.ts';
import type { Source } from '../sources/source.ts';

/**
 * What may be kept of a part's items: nothing that no parser reads, and every value that may be secret redacted.
 * @param name of the part: `accessKeys`, or that of a registered source
 * @throws {RangeError} for a part that it does not know how to clean
 */
export type CleanPart = (name: string, items: readonly unknown[]) => Promise<readonly unknown[]>;

/** Parts in which no value lies that may be secret: choosing their fields is all. */
const PLAIN: readonly string[] = [
  'authorization',
  'credentialReport',
  'accessKeys',
  'secrets',
  'secretVersions',
] satisfies readonly PartName[];

export type Redactors = Readonly<
  Record<string, (items: readonly unknown[]) => Promise<{ readonly items: readonly unknown[] }>>
>;

/**
 * Cleans the parts of some sources, and those of IAM and Secrets Manager.
 * @param redactors of other parts, by name
 */
export function cleanerOf(sources: readonly Source[], redactors: Redactors = {}): CleanPart {
  return async (name, items) => {
    const source = sources.find(({ part }) => part === name);
    if (source !== undefined)
      return Promise.all(items.map((item) => (isRecord(item) ? source.keep(item) : emptied(item))));
    const redact = Object.hasOwn(redactors, name) ? redactors[name] : undefined;
    if (redact !== undefined) return (await redact(items)).items;
    if (!PLAIN.includes(name)) throw new RangeError(`expected a part that can be cleaned, got ${name}`);
    return items.map((item) => kept(name as PartName, item));
  };
}
