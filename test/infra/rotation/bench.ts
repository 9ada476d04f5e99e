import type { StepAnswer } from '../../../lib/core/rotation/answer.ts';
import { mayWrite } from '../../../lib/core/rotation/fences.ts';
import type { Row } from '../../../lib/core/rotation/ledger.ts';
import { isEnded } from '../../../lib/core/rotation/ledger.ts';
import type { KeyId } from '../../../lib/core/rotation/plan.ts';
import { abort, expose } from '../../../lib/core/rotation/requests.ts';
import type { Role } from '../../../lib/core/rotation/roles.ts';
import { contain, superseded } from '../../../lib/core/rotation/start.ts';
import { PROTOCOL_TABLES } from '../../../lib/core/rotation/tables.ts';
import type { RotationHands } from '../../../lib/ports/rotation.ts';
import type { StepPorts } from '../../../lib/usecases/rotation/run-step.ts';
import { takeStep } from '../../../lib/usecases/rotation/take-step.ts';
import { judgeEnd, judgeWrite } from '../../prove/endings.ts';
import { wrongs } from '../../prove/holders.ts';
import { judgeCall } from '../../prove/invariants.ts';
import { functionDone } from '../../prove/own/function.ts';
import { apply, tick } from '../../prove/physics.ts';
import { CONTAIN } from '../../prove/scenarios.ts';
import { lookFor, OLD, type World } from '../../prove/world.ts';

/** What goes wrong with one invocation of a worker, or happens just before it. */
export type FaultKind =
  | 'unavailable'
  | 'dies before its call'
  | 'dies after its call'
  | 'the answer of its call is lost'
  | 'its call is throttled'
  | 'runs out of time'
  | 'its answer is lost'
  | 'the execution is stopped'
  | 'fails for good'
  | 'somebody aborts'
  | 'the old key leaks';

export const FAULTS: readonly FaultKind[] = [
  'unavailable',
  'dies before its call',
  'dies after its call',
  'the answer of its call is lost',
  'its call is throttled',
  'runs out of time',
  'its answer is lost',
  'the execution is stopped',
  'fails for good',
  'somebody aborts',
  'the old key leaks',
];

export interface Fault {
  readonly state: string;
  readonly kind: FaultKind;
}

/** What Lambda and Step Functions call it. */
const NAMES: Partial<Record<FaultKind, string>> = {
  unavailable: 'Lambda.ServiceException',
  'dies before its call': 'Runtime.ExitError',
  'dies after its call': 'Runtime.ExitError',
  'runs out of time': 'Sandbox.Timedout',
  'its answer is lost': 'Lambda.SdkClientException',
  'fails for good': 'Error',
};

const BUDGET = 9;

/** The prover's world behind the workers: the same AWS and the same handlers, with one thing going wrong at a time. */
export class Bench {
  world: World;
  readonly found: string[] = [];
  /** States whose worker was invoked, in order. */
  readonly visited: string[] = [];
  /** Whom the topic told. */
  readonly told: string[] = [];
  fired = 0;
  /** Called when a fault stops the execution. */
  stop: () => void = () => {};
  readonly #waiting: Fault[];
  readonly #over = new Map<string, Row>();
  #broken: string | null = null;

  constructor(world: World, faults: readonly Fault[] = []) {
    this.world = { ...world, budget: BUDGET, faults: BUDGET };
    this.#waiting = [...faults];
  }

  /** Every fault that was to happen has happened. */
  get allFired(): boolean {
    return this.#waiting.length === 0;
  }

  /** What fails for good is mended. */
  mend(): void {
    this.#broken = null;
    this.#waiting.length = 0;
  }

  pass(): void {
    this.world = tick(functionDone(this.world));
  }

  row(rotation: string): Row | undefined {
    return this.#over.get(rotation) ?? (this.world.row.rotation === rotation ? this.world.row : undefined);
  }

  /** One invocation of the worker of a role, as the state of that name. */
  async invoke(state: string, role: Role, rotation: string): Promise<StepAnswer> {
    this.visited.push(state);
    const next = this.#waiting[0];
    const kind = next?.state === state ? next.kind : null;
    if (kind !== null && this.#before(state, kind)) this.#spend();
    if (this.#broken === state) throw named('fails for good');
    if (kind === 'unavailable') throw named(kind);
    const invocation = new Invocation(this, role, kind, () => this.#spend());
    const answer = await takeStep(
      { ledger: invocation.ledger, hands: invocation.hands, clock: { now: () => this.world.now }, role },
      rotation,
    );
    if (kind === 'runs out of time' || kind === 'its answer is lost') {
      if (kind === 'runs out of time') this.pass();
      this.#spend();
      throw named(kind);
    }
    return answer;
  }

  /** A call that is no worker's: of the topic, of a child execution, of whoever asks. @throws when it is to fail */
  call(state: string): void {
    this.visited.push(state);
    const next = this.#waiting[0];
    if (next?.state === state && (next.kind === 'unavailable' || next.kind === 'fails for good')) {
      if (next.kind === 'fails for good') this.#broken = state;
      this.#spend();
      throw named(next.kind);
    }
    if (this.#broken === state) throw named('fails for good');
  }

  /** @returns whether the fault has happened with this */
  #before(state: string, kind: FaultKind): boolean {
    switch (kind) {
      case 'unavailable':
        return true;
      case 'fails for good':
        this.#broken = state;
        return true;
      case 'the execution is stopped':
        this.stop();
        return true;
      case 'somebody aborts': {
        this.world = { ...this.world, row: abort(this.world.row) ?? this.world.row };
        return true;
      }
      case 'the old key leaks':
        this.#leak();
        return true;
      case 'dies before its call':
      case 'dies after its call':
      case 'the answer of its call is lost':
      case 'its call is throttled':
      case 'runs out of time':
      case 'its answer is lost':
        return false;
    }
  }

  /** The exposure is noted, and contain takes the fence. */
  #leak(): void {
    const { row, now } = this.world;
    if (row.plan.kind !== 'rotate' || isEnded(row) || this.world.fn !== null) return;
    const noted = expose(row, OLD) ?? row;
    const fence = row.fence + 1;
    const after = contain(
      PROTOCOL_TABLES,
      'c',
      { ...CONTAIN, copies: row.plan.copies, key: OLD },
      noted,
      fence,
      now,
    );
    this.#over.set(row.rotation, superseded(noted, fence));
    this.world = { ...this.world, row: after, excuse: 'o' };
  }

  #spend(): void {
    this.#waiting.shift();
    this.fired += 1;
    this.world = { ...this.world, faults: this.world.faults - 1 };
  }
}

/** The ports of one invocation: whoever it is has the value in its memory until it ends. */
class Invocation {
  #memory: KeyId | null = null;
  #called = false;
  readonly #bench: Bench;
  readonly #kind: FaultKind | null;
  readonly #spend: () => void;
  #spent = false;

  constructor(bench: Bench, _role: Role, kind: FaultKind | null, spend: () => void) {
    this.#bench = bench;
    this.#kind = kind;
    this.#spend = spend;
  }

  readonly ledger: StepPorts['ledger'] = {
    read: async (rotation) => this.#bench.row(rotation),
    write: async (expected, row) => this.#write(expected, row),
  };

  readonly hands: RotationHands = {
    look: async (row) => {
      if (row.intent !== null && row.leaseUntil !== null && !this.#called) this.#dies('dies before its call');
      return lookFor(PROTOCOL_TABLES, row, this.#bench.world, null);
    },
    call: async (row, call) => {
      const bench = this.#bench;
      const { world } = bench;
      const { intent } = row;
      if (intent === null) throw new Error('expected an intent before a call');
      bench.found.push(...judgeCall(world, row, intent.effect, call, { blur: null, memory: this.#memory }));
      this.#called = true;
      if (this.#fires('its call is throttled')) return { outcome: 'failed' };
      const [after, answer] = apply(world, call);
      const had = new Set(wrongs(world));
      bench.found.push(...wrongs(after).filter((wrong) => !had.has(wrong) && row.plan.kind !== 'contain'));
      bench.world = after;
      if (this.#fires('the answer of its call is lost')) throw new Error('socket hang up');
      if (answer.outcome === 'done' && answer.created !== null) this.#memory = answer.created;
      return answer;
    },
  };

  #write(expected: Row, row: Row): boolean {
    const bench = this.#bench;
    const stored = bench.row(row.rotation);
    if (this.#called) this.#dies('dies after its call');
    if (stored === undefined || !mayWrite(stored, expected, PROTOCOL_TABLES.writes)) return false;
    // What was looked at is the list as it is: an older one plays no part here.
    const seen = { ...bench.world, stale: null };
    const judged = this.#called
      ? row.state === expected.state
        ? []
        : judgeEnd(seen, row)
      : judgeWrite(seen, expected, row);
    bench.found.push(...judged);
    this.#called = false;
    bench.world = { ...bench.world, row };
    return true;
  }

  #dies(kind: FaultKind): void {
    if (this.#fires(kind)) throw named(kind);
  }

  #fires(kind: FaultKind): boolean {
    if (this.#kind !== kind || this.#spent) return false;
    this.#spent = true;
    this.#spend();
    return true;
  }
}

function named(kind: FaultKind): Error {
  return Object.assign(new Error('a fault that was made'), { name: NAMES[kind] ?? 'Error' });
}
