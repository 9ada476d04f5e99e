import type { SourceGap } from '../../core/model/gap.ts';
import type { Exposure } from '../../core/model/people.ts';
import type { Policy } from '../../core/model/policy.ts';
import type { Instant } from '../../core/model/time.ts';
import type { ObjectStore } from '../../ports/object-store.ts';
import type { RosterRow } from '../../sources/roster/rows.ts';
import { type People, peopleOf } from '../people.ts';
import { readJson } from './json.ts';
import { frozenKey, INPUTS } from './layout.ts';

/** What could be read of what people handed over, or in one line why nothing could. Absent: nothing was handed over. */
export type Frozen<T> = { readonly read: T } | { readonly refused: string };

/** What people handed over, as it was read when the run began: every worker goes by the same, and none reads YAML or CSV. */
export interface FrozenInputs {
  readonly policy: Policy;
  readonly roster?: Frozen<readonly RosterRow[]>;
  readonly exposures?: Frozen<readonly Exposure[]>;
}

export interface Inputs {
  readonly policy: Policy;
  readonly people: People;
}

/**
 * A run's roster, exposures and policy. A roster or a list of exposures that is damaged is a gap, for it must not
 * end a night: what would be known by it stays unknown.
 * @throws {Error} when the run was not begun: by other thresholds, what stands would look gone
 */
export async function readInputs(store: ObjectStore, run: string, now: Instant): Promise<Inputs> {
  const frozen = (await readJson(store, frozenKey(run))) as FrozenInputs | undefined;
  if (frozen === undefined)
    throw new Error(`expected ${frozenKey(run)}, found none: run ${run} was not begun; start it again`);
  return { policy: frozen.policy, people: frozenPeople(frozen, now) };
}

function frozenPeople({ roster, exposures }: FrozenInputs, now: Instant): People {
  const rows = readOf(roster);
  const people = peopleOf(
    {
      roster: rows === undefined ? undefined : { file: `inputs/${INPUTS.roster}`, rows },
      exposures: readOf(exposures),
    },
    now,
  );
  return {
    ...people,
    in(manifest) {
      const facts = people.in(manifest);
      const refused = refusals({ roster, exposures }, manifest.account);
      return { ...facts, gaps: [...facts.gaps, ...refused] };
    },
  };
}

function readOf<T>(frozen: Frozen<T> | undefined): T | undefined {
  return frozen !== undefined && 'read' in frozen ? frozen.read : undefined;
}

function refusals(
  frozen: { readonly [Name in 'roster' | 'exposures']: Frozen<unknown> | undefined },
  account: string,
): readonly SourceGap[] {
  return (['roster', 'exposures'] as const).flatMap((name): readonly SourceGap[] => {
    const input = frozen[name];
    if (input === undefined || !('refused' in input)) return [];
    return [
      {
        scope: { account },
        missing: `inputs/${INPUTS[name]}`,
        reason: input.refused,
        remedy: 'mend it and put it into the bucket again',
        facts: [name],
        badInput: true,
      },
    ];
  });
}
