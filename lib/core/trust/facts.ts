import type { Fact } from '../model/facts.ts';
import type { Snapshot } from '../model/snapshot.ts';

/** What was read, with what people handed over: a roster or exposures that are here were read, whoever read them. */
export function factsOf({
  read,
  roster,
  exposures,
}: Pick<Snapshot, 'read' | 'roster' | 'exposures'>): ReadonlySet<Fact> {
  const facts = new Set(read);
  if (roster !== undefined) facts.add('roster');
  if (exposures.length > 0) facts.add('exposures');
  return facts;
}
