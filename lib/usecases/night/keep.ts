import type { Fact } from '../../core/model/facts.ts';
import type { SourceGap } from '../../core/model/gap.ts';
import type { Part, TrailReading } from '../../ports/account-export.ts';
import type { ObjectStore } from '../../ports/object-store.ts';
import type { CleanPart } from '../clean-part.ts';
import { writeJson } from './json.ts';
import { GLOBAL_PLACE, partKey } from './layout.ts';

export interface Where {
  readonly run: string;
  readonly account: string;
  /** A Region, or what the account has once. */
  readonly place: string;
}

/** Keeps parts by name, with every value that may be secret redacted, as `collect` does. */
export async function keepParts(
  store: ObjectStore,
  { run, account, place }: Where,
  parts: readonly (readonly [name: string, part: Part])[],
  clean: CleanPart,
): Promise<void> {
  for (const [name, part] of parts) {
    const items = await clean(name, part.items);
    await writeJson(store, partKey(run, account, place, name), { ...part, items });
  }
}

/** Keeps what CloudTrail adds up to; the records themselves are not kept. */
export async function keepTrail(
  store: ObjectStore,
  { run, account, place }: Where,
  trail: TrailReading,
): Promise<void> {
  await writeJson(store, partKey(run, account, place, 'trail'), trail);
}

/** A part of which nothing was read, with the gap that says why. */
export function unread({
  name,
  facts,
  account,
  place,
  reason,
}: Omit<Where, 'run'> & {
  readonly name: string;
  readonly facts: readonly Fact[];
  readonly reason: string;
}): Part {
  const gap: SourceGap = {
    scope: { account, ...(place === GLOBAL_PLACE ? {} : { region: place }) },
    missing: name,
    reason,
    remedy: "see the worker's log; the next run reads it again",
    facts,
  };
  return { items: [], origin: name, missing: name, status: 'unread', gaps: [gap] };
}
