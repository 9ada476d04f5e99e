import { rotationIn } from '../../core/rotation/accounts.ts';
import { begunId } from '../../core/rotation/begin-id.ts';
import type { Beginning } from '../../core/rotation/beginnings.ts';
import type { PlanFacts } from '../../core/rotation/build/index.ts';
import type { Proposal } from '../../core/rotation/proposals.ts';
import { kindFor, type RehearsalFacts } from '../../core/rotation/rehearsal.ts';
import type { Switch } from '../../core/rotation/switch.ts';
import { type AwsSign, beginnable } from '../../core/rotation/unattended.ts';
import type { ObjectStore } from '../../ports/object-store.ts';
import type { RotationSwitches, SwitchId } from '../../ports/rotation.ts';
import { type Inputs, readInputs } from '../night/inputs.ts';
import { readJson, writeJson } from '../night/json.ts';
import { begunKey, proposalsKey, signKey } from '../night/layout.ts';
import type { Target } from '../night/target.ts';
import { type ApplyPorts, apply } from './apply.ts';
import type { AccountFacts } from './read-credential.ts';

export type Read = (proposal: Proposal) => Promise<AccountFacts>;

type UnderWay = Pick<PlanFacts, 'open' | 'contained' | 'spokes' | 'begun'>;

export interface BeginPorts extends Omit<ApplyPorts, 'newId'> {
  readonly store: ObjectStore;
  /** The account of the deployment, 12 digits. */
  readonly deployedIn: string;
  readonly switches: RotationSwitches;
  /** ARNs of the services that plans may redeploy; absent: none. */
  readonly redeployable?: readonly string[];
  /** Credentials as they are now, of all that may begin; nothing is read before one is asked for. */
  readonly reader: (chosen: readonly Proposal[], inputs: Inputs) => Read;
  /** The plans that are not over, each time anew: what was begun a moment ago counts against the caps. */
  readonly underWay: () => Promise<UnderWay>;
  /** Tells people of what began, and of what was to begin and could not. */
  readonly tell: (beginnings: readonly Beginning[]) => Promise<void>;
}

/** An account in a run. */
type Of = Pick<Target, 'run' | 'account' | 'reach'>;

type Given = BeginPorts &
  Of & {
    readonly policy: RehearsalFacts['policy'];
    /** In an organisation the id of a plan names its account. */
    readonly isSpoke: boolean;
  };

/**
 * Begins what the policy lets begin without a person, of what a run proposed for an account. The run only names the
 * credentials: each is read as it is now, and no plan begins that those facts do not ask for. Done again for the same
 * run, whatever came of the first time, nothing begins twice and nobody is told twice of the same.
 */
export async function beginProposed(of: Of, ports: BeginPorts): Promise<readonly Beginning[]> {
  const { store, clock } = ports;
  const { run, account } = of;
  const inputs = await readInputs(store, run, new Date(clock.now()).toISOString());
  const { policy } = inputs;
  const proposals = (await readJson(store, proposalsKey(run, account))) as readonly Proposal[] | undefined;
  const sign = (await readJson(store, signKey(run))) as AwsSign | undefined;
  const all = beginnable(proposals ?? [], policy.rotation, sign ?? null);
  // What an event asked for reads IAM alone: only what can't wait begins upon it, the rest with the night.
  const chosen = of.reach === 'all' ? all : all.filter(isLeaked);
  if (chosen.length === 0) return [];
  const { spokes } = await ports.underWay();
  if (!hasWorkers(account, ports.deployedIn, spokes)) return [];
  const isSpoke = Array.isArray(spokes) && spokes.length > 0;
  const given = { ...ports, ...of, policy: policy.rotation, isSpoke };
  const read = ports.reader(chosen, inputs);
  const beginnings: Beginning[] = [];
  // What leaked is begun and told before an account is read for anything else.
  for (const some of [chosen.filter(isLeaked), chosen.filter((each) => !isLeaked(each))]) {
    for (const proposal of some) {
      if (!isContainedWith(beginnings, chosen, proposal))
        beginnings.push(await beginOnce(proposal, given, read));
    }
    if (some.length > 0) await keep(beginnings, given);
  }
  return beginnings;
}

/** Where nobody could carry a plan out, none is to begin: of an account that has not opted in nobody is told every night. */
function hasWorkers(account: string, deployedIn: string, spokes: UnderWay['spokes'] = []): boolean {
  if (spokes === 'unknown') return true;
  return spokes.length === 0 ? account === deployedIn : spokes.some((each) => each.account === account);
}

function isLeaked({ kind }: Proposal): boolean {
  return kind === 'contain';
}

/** Contain takes every key of a user. */
function isContainedWith(
  beginnings: readonly Beginning[],
  chosen: readonly Proposal[],
  { kind, principal }: Proposal,
): boolean {
  const isTaken = ({ credential }: Proposal) =>
    beginnings.some((each) => each.credential === credential && each.state === 'begun');
  return (
    kind === 'contain' &&
    principal !== null &&
    chosen.some((each) => isLeaked(each) && each.principal === principal && isTaken(each))
  );
}

/** Kept after it was told: whoever takes the run up again tells what nobody heard of. */
async function keep(beginnings: readonly Beginning[], { store, run, account, tell }: Given): Promise<void> {
  const key = begunKey(run, account);
  const told = ((await readJson(store, key)) ?? []) as readonly Beginning[];
  const known = new Set(told.map((each) => JSON.stringify(each)));
  const fresh = beginnings.filter((each) => !known.has(JSON.stringify(each)));
  if (fresh.length === 0) return;
  await tell(fresh);
  await writeJson(store, key, beginnings);
}

/** One that can't be read must not keep the others waiting. */
async function beginOnce(proposal: Proposal, given: Given, read: Read): Promise<Beginning> {
  const uuid = begunId(given.run, given.account, proposal.credential);
  const id = given.isSpoke ? rotationIn(given.account, uuid) : uuid;
  try {
    if ((await given.ledger.read(id)) !== undefined) return begun(proposal, id);
    const beginning = await beginOne(proposal, uuid, given, read);
    // Somebody who does the same may have been faster.
    const isOurs = beginning.state === 'refused' && (await given.ledger.read(id)) !== undefined;
    return isOurs ? begun(proposal, id) : beginning;
  } catch (error) {
    return refused(
      proposal,
      `it could not be read, or begun (${error instanceof Error ? error.name : 'unknown error'})`,
    );
  }
}

async function beginOne(proposal: Proposal, uuid: string, given: Given, read: Read): Promise<Beginning> {
  const { credential, kind } = proposal;
  const { policy, clock, ledger, starter } = given;
  const others = await given.underWay();
  // Then no cap can be kept, contain's neither: people are told, and may do it themselves.
  if (others.open === 'unknown' || others.contained === 'unknown')
    return refused(proposal, 'which plans are under way could not be read');
  const which: SwitchId = kind === 'contain' ? 'contain' : 'rotate';
  const position = await given.switches.read(which);
  if (position !== 'run') return refused(proposal, ...stopped(which, position));
  const { redeployable = [] } = given;
  const facts: RehearsalFacts = { ...(await read(proposal)), policy, ...others, redeployable };
  if (!isStillAsked(kind, facts))
    return refused(proposal, `it is not one to ${kind} any more, as it stands now`);
  const by = facts.requester ?? 'nightwarden';
  const ports = { ledger, starter, clock, newId: () => uuid };
  const applied = await apply({ ...facts, kind }, { hash: null, by, shown: undefined }, ports);
  if (applied.state === 'begun') return begun(proposal, applied.rotation);
  const refusals = applied.refusals.map(({ because, todo }) => ({ because, todo }));
  return { credential, kind, state: 'refused', rotation: null, refusals };
}

function begun({ credential, kind }: Proposal, rotation: string): Beginning {
  return { credential, kind, state: 'begun', rotation, refusals: [] };
}

function refused({ credential, kind }: Proposal, because: string, before = ''): Beginning {
  const todo = `${before}nightwarden ${kind} ${credential}`;
  return { credential, kind, state: 'refused', rotation: null, refusals: [{ because, todo }] };
}

function stopped(which: SwitchId, position: Switch): readonly [because: string, before: string] {
  if (position === 'unreadable') return [`how the ${which} switch stands could not be read`, ''];
  return [`the ${which} switch is on ${position}`, `nightwarden switch ${which} run, then `];
}

/** What leaked meanwhile is not rotated, and what is used again is not taken away. */
function isStillAsked(kind: Proposal['kind'], facts: RehearsalFacts): boolean {
  if (kind === 'rotate') return facts.subject.exposures.length === 0;
  return kindFor(facts)[0] === kind;
}
