import { byHandOf } from '../../lib/core/rotation/by-hand.ts';
import { versionOf } from '../../lib/core/rotation/calls.ts';
import { doomed } from '../../lib/core/rotation/containing.ts';
import { isEnded } from '../../lib/core/rotation/ledger.ts';
import { wasMoved, wrongs } from './holders.ts';
import { EMPTY, isByHand, keyOf, OLD, oursOf, type World } from './world.ts';

/** What a state is to the questions "does it end?" and "is it repaired?". */
export const END = 1;
export const RACE = 2;
export const REPAIRED = 4;
export const AFTER_END = 8;

export function kindOf(world: World): number {
  const { row } = world;
  const waits = !world.leaky && row.plan.kind !== 'contain' && row.exposed.length > 0;
  const end = isEnded(row) || row.state === 'parked' || waits || isHopeless(world) ? END : 0;
  // Whoever is asked to do something by hand is told so, again each day.
  const asked = isByHand(world) && byHandOf(row) !== null ? END | REPAIRED : 0;
  if (waits || asked !== 0) return end | REPAIRED | asked;
  const broken = isBroken(world);
  if (!broken || row.state === 'refused') return end | REPAIRED;
  if (row.state === 'blocked' && row.plan.kind !== 'contain') return end | REPAIRED | RACE;
  // Whoever moves something after the last look of a plan is the next sweep's to find.
  const still = row.unresolved.length === 0 && world.flights.every(({ at }) => at === 'writing');
  // Whoever deleted the secret after the end took the value with it that anybody could be given back; and a copy that
  // somebody emptied after the end was never the plan's, if it had not published to it.
  const emptied = world.env === EMPTY && !row.opened.includes('publish:env');
  // Tasks that started after the end, while their copy was moved to and fro or emptied: what that leaves shows nowhere.
  const raced = world.dependents.some(
    (one) => one.rollout !== undefined && (one.held === EMPTY || wasMoved(world, one)),
  );
  const left =
    still || world.secretGone || emptied || raced || (row.state === 'done' && row.plan.kind !== 'contain');
  const over = isEnded(row) && left && !hasOrphan(world);
  return end | RACE | (over ? AFTER_END : 0);
}

/** AWS takes neither the Deny nor any deactivation: contain asks for both for as long as it takes, and never ends. */
export function isHopeless({ row, refuses, fails, keys }: World): boolean {
  const active = doomed(row.plan, keys).some(({ status }) => status === 'Active');
  const undenied = refuses === 'deny' || row.plan.spares !== undefined || row.plan.where.issuer !== undefined;
  return row.plan.kind === 'contain' && undenied && fails === 'setStatus' && active;
}

/** Something that nobody meant: contain cuts off by design, and must only leave nothing of the principal working. */
function isBroken(world: World): boolean {
  const { row } = world;
  if (row.plan.kind === 'contain') {
    // Where AWS takes no deactivation the Deny is all there is, and Blocked says so.
    const held = row.state === 'blocked' && world.fails === 'setStatus' && world.denied.full;
    return isEnded(row) && !held && doomed(row.plan, world.keys).some(({ status }) => status === 'Active');
  }
  // Of a secret that somebody deleted nobody sees a label.
  const staged = row.state === 'restored' && world.pending === versionOf(row) && !world.secretGone;
  const undone = row.state === 'restored' && keyOf(world, OLD)?.status === 'Inactive' && world.fn === null;
  const onNew = row.state === 'restored' && world.fn !== null && world.current === oursOf(world);
  // What people do to the values of such a secret after its end is theirs; what its plan left is not.
  if (world.fn !== null && isEnded(row)) return staged || onNew;
  return staged || undone || hasOrphan(world) || wrongs(world).length > 0;
}

/** I9. */
function hasOrphan({ keys, row, flights }: World): boolean {
  const acting = flights.some((flight) => flight.at === 'writing');
  return !acting && keys.some(({ id, maker }) => maker === 'ours' && id !== row.newKey);
}

/** Edges by where they lead. */
interface Backwards {
  readonly starts: Int32Array;
  readonly sources: Int32Array;
}

/** Who can get where, by steps that cost no fault. */
export class Graph {
  private readonly from: number[] = [];
  private readonly to: number[] = [];
  private readonly people: boolean[] = [];
  private readonly index = new Map<number, number>();
  private readonly kinds: number[] = [];
  readonly nodes: number[] = [];

  /**
   * @param node what leads to its trace
   * @param counts whether anything is wrong when it is stranded
   */
  add(key: number, world: World, node: number, counts: boolean): number {
    const ordinal = this.kinds.length;
    this.index.set(key, ordinal);
    this.kinds.push(counts ? kindOf(world) : END | REPAIRED);
    this.nodes.push(node);
    return ordinal;
  }

  /** @param people it takes somebody outside: no repair may count on it */
  edge(from: number, toKey: number, people: boolean): void {
    this.from.push(from);
    this.to.push(toKey);
    this.people.push(people);
  }

  count(kind: number): number {
    return this.kinds.reduce((sum, one) => sum + ((one & kind) === kind ? 1 : 0), 0);
  }

  /** Ordinals of the states from which no state of this kind can be reached. */
  stranded(kind: number): number[] {
    return this.left(
      this.spread(
        kind,
        this.backwards(() => true),
        () => true,
      ),
      0,
    );
  }

  /**
   * Ordinals of the states from which some schedule never comes to a state of this kind, though nobody outside does
   * anything more: it ends elsewhere, or goes in circles. Edges from a state to itself are no schedule.
   */
  avoiding(kind: number, but: number): number[] {
    const own = (edge: number): boolean => this.people[edge] !== true;
    const size = this.kinds.length;
    const open = new Int32Array(size);
    for (let edge = 0; edge < this.from.length; edge += 1) {
      const from = this.from[edge] ?? 0;
      if (own(edge) && this.index.get(this.to[edge] ?? -1) !== from) open[from] = (open[from] ?? 0) + 1;
    }
    const reached = this.spread(kind, this.backwards(own), (source, ordinal) => {
      if (source === ordinal) return false;
      const left = (open[source] ?? 0) - 1;
      open[source] = left;
      return left <= 0;
    });
    return this.left(reached, but);
  }

  /**
   * Which states are of this kind, or are entered from one that is.
   * @param enters asked of each edge into a state that is: whether the state that it comes from is one too
   */
  private spread(
    kind: number,
    { starts, sources }: Backwards,
    enters: (source: number, ordinal: number) => boolean,
  ): readonly boolean[] {
    const reached = this.kinds.map((one) => (one & kind) !== 0);
    const queue = reached.flatMap((one, ordinal) => (one ? [ordinal] : []));
    for (let at = 0; at < queue.length; at += 1) {
      const ordinal = queue[at] ?? 0;
      for (let edge = starts[ordinal] ?? 0; edge < (starts[ordinal + 1] ?? 0); edge += 1) {
        const source = sources[edge] ?? 0;
        if (reached[source] === true || !enters(source, ordinal)) continue;
        reached[source] = true;
        queue.push(source);
      }
    }
    return reached;
  }

  private left(reached: readonly boolean[], but: number): number[] {
    return reached.flatMap((one, ordinal) =>
      one || ((this.kinds[ordinal] ?? 0) & but) !== 0 ? [] : [ordinal],
    );
  }

  /** Edges by where they lead. */
  private backwards(counts: (edge: number) => boolean): Backwards {
    const size = this.kinds.length;
    const starts = new Int32Array(size + 1);
    const targets = this.to.map((key, edge) => (counts(edge) ? (this.index.get(key) ?? -1) : -1));
    for (const target of targets) if (target >= 0) starts[target + 1] = (starts[target + 1] ?? 0) + 1;
    for (let at = 0; at < size; at += 1) starts[at + 1] = (starts[at + 1] ?? 0) + (starts[at] ?? 0);
    const fill = starts.slice();
    const sources = new Int32Array(targets.length);
    for (const [edge, target] of targets.entries()) {
      if (target < 0) continue;
      sources[fill[target] ?? 0] = this.from[edge] ?? 0;
      fill[target] = (fill[target] ?? 0) + 1;
    }
    return { starts, sources };
  }
}
