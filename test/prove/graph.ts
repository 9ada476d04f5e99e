import { versionOf } from '../../lib/core/rotation/calls.ts';
import { isEnded } from '../../lib/core/rotation/ledger.ts';
import { wrongs } from './invariants.ts';
import type { World } from './world.ts';

/** What a state is to the questions "does it end?" and "is it repaired?". */
export const END = 1;
export const RACE = 2;
export const REPAIRED = 4;
export const AFTER_END = 8;

export function kindOf(world: World): number {
  const { row } = world;
  const waits = !world.leaky && row.plan.kind !== 'contain' && row.exposed.length > 0;
  const end = isEnded(row) || row.state === 'parked' || waits ? END : 0;
  if (waits) return end | REPAIRED;
  const broken = isBroken(world);
  if (!broken || row.state === 'refused') return end | REPAIRED;
  if (row.state === 'blocked' && row.plan.kind !== 'contain') return end | REPAIRED | RACE;
  // Whoever moves something after the last look of a plan is the next sweep's to find.
  const still = row.unresolved.length === 0 && world.flights.every(({ at }) => at === 'writing');
  const over = isEnded(row) && (still || row.state === 'done') && !hasOrphan(world);
  return end | RACE | (over ? AFTER_END : 0);
}

/** Something that nobody meant: contain cuts off by design, and must only leave nothing of the principal working. */
function isBroken(world: World): boolean {
  const { row } = world;
  if (row.plan.kind === 'contain') {
    return isEnded(row) && world.keys.some(({ status }) => status === 'Active');
  }
  const staged = row.state === 'restored' && world.pending === versionOf(row);
  return staged || hasOrphan(world) || wrongs(world).length > 0;
}

/** I9. */
function hasOrphan({ keys, row, flights }: World): boolean {
  const acting = flights.some((flight) => flight.at === 'writing');
  return !acting && keys.some(({ id, maker }) => maker === 'ours' && id !== row.newKey);
}

/** Who can get where, by steps that cost no fault. */
export class Graph {
  private readonly from: number[] = [];
  private readonly to: number[] = [];
  private readonly index = new Map<number, number>();
  private readonly kinds: number[] = [];
  readonly nodes: number[] = [];

  /** @param node what leads to its trace */
  add(key: number, world: World, node: number): number {
    const ordinal = this.kinds.length;
    this.index.set(key, ordinal);
    this.kinds.push(kindOf(world));
    this.nodes.push(node);
    return ordinal;
  }

  edge(from: number, toKey: number): void {
    this.from.push(from);
    this.to.push(toKey);
  }

  count(kind: number): number {
    return this.kinds.reduce((sum, one) => sum + ((one & kind) === kind ? 1 : 0), 0);
  }

  /** Ordinals of the states from which no state of this kind can be reached. */
  stranded(kind: number, but: number): number[] {
    const size = this.kinds.length;
    const starts = new Int32Array(size + 1);
    const targets = this.to.map((key) => this.index.get(key) ?? -1);
    for (const target of targets) if (target >= 0) starts[target + 1] = (starts[target + 1] ?? 0) + 1;
    for (let at = 0; at < size; at += 1) starts[at + 1] = (starts[at + 1] ?? 0) + (starts[at] ?? 0);
    const fill = starts.slice();
    const sources = new Int32Array(targets.length);
    for (const [edge, target] of targets.entries()) {
      if (target < 0) continue;
      sources[fill[target] ?? 0] = this.from[edge] ?? 0;
      fill[target] = (fill[target] ?? 0) + 1;
    }
    const reached = new Uint8Array(size);
    const queue: number[] = [];
    for (const [ordinal, one] of this.kinds.entries()) {
      if ((one & kind) === 0) continue;
      reached[ordinal] = 1;
      queue.push(ordinal);
    }
    for (let at = 0; at < queue.length; at += 1) {
      const ordinal = queue[at] ?? 0;
      for (let edge = starts[ordinal] ?? 0; edge < (starts[ordinal + 1] ?? 0); edge += 1) {
        const source = sources[edge] ?? 0;
        if (reached[source] === 1) continue;
        reached[source] = 1;
        queue.push(source);
      }
    }
    const left: number[] = [];
    for (let ordinal = 0; ordinal < size; ordinal += 1) {
      if (reached[ordinal] === 0 && ((this.kinds[ordinal] ?? 0) & but) === 0) left.push(ordinal);
    }
    return left;
  }
}
