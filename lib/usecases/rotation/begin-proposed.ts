import type { PlanFacts } from '../../core/rotation/build/index.ts';
import type { PlanKind } from '../../core/rotation/plan.ts';
import type { Proposal } from '../../core/rotation/proposals.ts';
import { kindFor, type RehearsalFacts } from '../../core/rotation/rehearsal.ts';
import { type AwsSign, beginnable } from '../../core/rotation/unattended.ts';
import type { ObjectStore } from '../../ports/object-store.ts';
import { readInputs } from '../night/inputs.ts';
import { readJson, writeJson } from '../night/json.ts';
import { begunKey, proposalsKey, signKey } from '../night/layout.ts';
import { type ApplyPorts, apply } from './apply.ts';
import type { AccountFacts } from './read-credential.ts';

/** What came of a proposal that the policy lets begin without a person. */
export interface Beginning {
  readonly credential: string;
  readonly kind: PlanKind;
  readonly state: 'begun' | 'refused';
  /** Of the plan that began; null: none did. */
  readonly rotation: string | null;
  /** Why none did, and what to do; empty: one did. */
  readonly refusals: readonly { readonly because: string; readonly todo: string }[];
}

export interface BeginPorts extends ApplyPorts {
  readonly store: ObjectStore;
  /** A credential as it is now. */
  readonly read: (credential: string) => Promise<AccountFacts>;
  /** The plans that are not over, each time anew: what was begun a moment ago counts against the caps. */
  readonly underWay: () => Promise<Pick<PlanFacts, 'open' | 'contained'>>;
  /** Tells people; called where anything was begun, or was to begin and could not. */
  readonly tell: (beginnings: readonly Beginning[]) => Promise<void>;
}

/**
 * Begins what the policy lets begin without a person, of what a run proposed for an account. The night only names the
 * credentials: each is read as it is now, and no plan begins that those facts do not ask for. Done twice, nothing
 * begins twice: what is in rotation is refused.
 */
export async function beginProposed(
  { run, account }: { readonly run: string; readonly account: string },
  ports: BeginPorts,
): Promise<readonly Beginning[]> {
  const { store, clock } = ports;
  const { policy } = await readInputs(store, run, new Date(clock.now()).toISOString());
  const proposals = (await readJson(store, proposalsKey(run, account))) as readonly Proposal[] | undefined;
  const sign = (await readJson(store, signKey(run))) as AwsSign | undefined;
  const chosen = beginnable(proposals ?? [], policy.rotation, sign ?? null);
  const beginnings: Beginning[] = [];
  for (const proposal of chosen) beginnings.push(await beginOne(proposal, policy.rotation, ports));
  if (beginnings.length > 0) {
    await writeJson(store, begunKey(run, account), beginnings);
    await ports.tell(beginnings);
  }
  return beginnings;
}

async function beginOne(
  proposal: Proposal,
  policy: RehearsalFacts['policy'],
  ports: BeginPorts,
): Promise<Beginning> {
  const { credential, kind } = proposal;
  const see = `nightwarden ${kind} ${credential}`;
  const refused = (because: string, todo = see): Beginning => ({
    credential,
    kind,
    state: 'refused',
    rotation: null,
    refusals: [{ because, todo }],
  });
  try {
    const others = await ports.underWay();
    // Then no cap can be kept, contain's neither: people are told, and may do it themselves.
    if (others.open === 'unknown' || others.contained === 'unknown')
      return refused('which plans are under way could not be read');
    const facts: RehearsalFacts = { ...(await ports.read(credential)), policy, ...others };
    if (!isStillAsked(kind, facts)) return refused(`it is not one to ${kind} any more, as it stands now`);
    const by = facts.requester ?? 'nightwarden';
    const applied = await apply({ ...facts, kind }, { hash: null, by, shown: undefined }, ports);
    if (applied.state === 'refused')
      return { credential, kind, state: 'refused', rotation: null, refusals: applied.refusals };
    return { credential, kind, state: 'begun', rotation: applied.rotation, refusals: [] };
  } catch (error) {
    // One that can't be read must not keep the others waiting.
    return refused(
      `it could not be read, or begun (${error instanceof Error ? error.name : 'unknown error'})`,
    );
  }
}

/** What leaked meanwhile is not rotated, and what is used again is not taken away. */
function isStillAsked(kind: PlanKind, facts: RehearsalFacts): boolean {
  if (kind === 'rotate') return facts.subject.exposures.length === 0;
  return kindFor(facts)[0] === kind;
}
