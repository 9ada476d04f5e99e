import { awsClients } from '../../../../lib/aws/clients.ts';
import { dynamoTable, type Table } from '../../../../lib/aws/dynamodb.ts';
import { claimsOf } from '../../../../lib/core/rotation/fences.ts';
import type { Row } from '../../../../lib/core/rotation/ledger.ts';
import type { Plan } from '../../../../lib/core/rotation/plan.ts';
import { approve } from '../../../../lib/core/rotation/requests.ts';
import type { Role } from '../../../../lib/core/rotation/roles.ts';
import { begin, contain } from '../../../../lib/core/rotation/start.ts';
import { PROTOCOL_TABLES } from '../../../../lib/core/rotation/tables.ts';
import type { RotationHands } from '../../../../lib/ports/rotation.ts';
import type { ServiceProofGateway } from '../../../../lib/remote/service-proof.ts';
import { hands } from '../../../../lib/usecases/rotation/hands/index.ts';
import { prober } from '../../../../lib/usecases/rotation/hands/prober.ts';
import { type Ledger, ledgerTable } from '../../../../lib/usecases/rotation/ledger-table.ts';
import { runStep, type StepResult } from '../../../../lib/usecases/rotation/run-step.ts';
import { switchesTable } from '../../../../lib/usecases/rotation/switches-table.ts';
import { type Lab, labClient } from '../../../lab/lab.ts';
import { makeStateTable } from '../../../lab/state-table.ts';
import { type MemoryStore, memoryStore } from '../../night/memory.ts';
import { REGION } from '../plan.ts';
import { makeRoles, type Roles, sleep } from './account.ts';

export const clock = { now: () => Date.now() };

const WITHIN_MS = 100_000;
/** Between two looks at most, whatever a plan would wait. */
const LOOK_MS = 400;
const WAITS = { deactivate: 'approvedDeactivate', delete: 'approvedDelete' } as const;

/** What becomes of the hands of one invocation. */
export type Broken = (hands: RotationHands) => RotationHands;

/** Workers of each role over the lab, and what they keep and say. */
export interface Bench {
  readonly roles: Roles;
  readonly table: Table;
  readonly ledger: Ledger;
  /** What was sealed, and what was told of trouble. */
  readonly evidence: MemoryStore;
  readonly troubles: string[];
  /** @returns the rotation of a plan that begins */
  started(plan: Plan): Promise<string>;
  /** @param held by which plan, from which it takes the fence; absent: by none */
  contained(plan: Plan, held?: Row | null): Promise<string>;
  /** One invocation of one role's function. */
  step(rotation: string, role: Role, broken?: Broken): Promise<StepResult>;
  /** What the state machine does: the observer looks, whoever's call is next makes it, and then it waits. */
  untilEnd(rotation: string, options?: Until | Until['isEnough']): Promise<Row>;
  /** What was sealed under a name, parsed; nothing: {}. */
  sealed(key: string): ReturnType<typeof JSON.parse>;
  /** All that was sealed, as texts. */
  allSealed(): readonly string[];
}

export interface Until {
  readonly isEnough?: (row: Row) => boolean;
  /** What somebody lets pass as soon as it waits for that. Default: nothing. */
  readonly approves?: readonly ('deactivate' | 'delete')[];
  /** Milliseconds. */
  readonly within?: number;
}

export interface BenchOptions {
  /** Actions that every role has, beside its own. */
  readonly more?: readonly string[];
  /** Answers in a row that prove something. Default 1. */
  readonly times?: number;
  /** By what a credential that is for one service is proved. */
  readonly services?: ServiceProofGateway;
}

/** Makes the table and the roles. */
export async function openBench(
  lab: Lab,
  { more = [], times = 1, services }: BenchOptions = {},
): Promise<Bench> {
  const TABLE = 'nightwarden-state';
  await makeStateTable(lab, TABLE);
  const { credentials } = labClient(lab);
  const own = awsClients({ budgets: { dynamodb: 1000 }, credentials: async () => credentials });
  const table = dynamoTable(own, REGION, TABLE);
  const ledger = ledgerTable(table, { clock, keptMs: 86_400_000, landsWithinMs: 3_600_000 });
  const roles = await makeRoles(lab, more);
  const evidence = memoryStore();
  const troubles: string[] = [];
  let places = 0;
  const textOf = (body: Uint8Array) => new TextDecoder().decode(body);
  function step(rotation: string, role: Role, broken: Broken = (whole) => whole): Promise<StepResult> {
    const whole = hands({
      clients: roles.clients[role],
      clock,
      issuerRole: roles.issuerRole,
      evidence,
      switches: switchesTable(table),
      prober: prober({
        clients: roles.clients.prober,
        times,
        probeMs: 4_000,
        ...(services === undefined ? {} : { services }),
      }),
      onTrouble: (what, reason) => troubles.push(`${what}: ${reason}`),
    });
    return runStep({ ledger, clock, role, hands: broken(whole) }, rotation);
  }
  return {
    roles,
    table,
    ledger,
    evidence,
    troubles,
    step,
    async started(plan) {
      const rotation = crypto.randomUUID();
      const row = begin(PROTOCOL_TABLES, rotation, plan, await ledger.fence(plan.principal), clock.now());
      if (!(await ledger.begin(row, claimsOf(plan)))) throw new Error('expected the plan to begin');
      return rotation;
    },
    async contained(plan, held = null) {
      const rotation = crypto.randomUUID();
      const fence = await ledger.fence(plan.principal);
      const row = contain(PROTOCOL_TABLES, rotation, plan, held, fence, clock.now());
      const place = { account: lab.account, place: places++, at: clock.now() };
      if (!(await ledger.supersede(row, claimsOf(plan), held, place)))
        throw new Error('expected contain to take the fence');
      return rotation;
    },
    async untilEnd(rotation, options = {}) {
      const told = typeof options === 'function' ? { isEnough: options } : options;
      const { isEnough = () => false, approves = [], within = WITHIN_MS } = told;
      const deadline = Date.now() + within;
      let role: Role = 'observer';
      for (;;) {
        const { row, needs, wakeAt, because } = await step(rotation, role);
        if (row.state !== 'going' || isEnough(row)) return row;
        if (Date.now() > deadline)
          throw new Error(`still at ${row.place.step} for ${because}: ${troubles.slice(-3).join('; ')}`);
        role = needs ?? 'observer';
        if (needs !== null) continue;
        const wanted = approves.find((what) => because === WAITS[what]);
        const approved = wanted === undefined ? null : approve(row, wanted, clock.now());
        if (approved !== null) await ledger.write(row, approved);
        await sleep(Math.min(LOOK_MS, Math.max(0, wakeAt - Date.now())));
      }
    },
    sealed(key) {
      const body = evidence.objects.get(key);
      return body === undefined ? {} : JSON.parse(textOf(body));
    },
    allSealed: () => [...evidence.objects.values()].map(textOf),
  };
}
