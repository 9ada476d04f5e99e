import { buildPlan, type PlanFacts, type Refusal } from '../../../core/rotation/build/index.ts';
import { UNEXPLAINED } from '../../../core/rotation/build/warnings.ts';
import { claimsOf } from '../../../core/rotation/fences.ts';
import { isEnded, type Row } from '../../../core/rotation/ledger.ts';
import type { Known } from '../../../core/rotation/live.ts';
import type { Plan, Served } from '../../../core/rotation/plan.ts';
import type { RotationPolicy } from '../../../core/rotation/policy.ts';
import { asOwn } from '../../../core/rotation/served/decision.ts';
import type { ServedRequest } from '../../../core/rotation/served/request.ts';
import { begin, peopleOf } from '../../../core/rotation/start.ts';
import { PROTOCOL_TABLES } from '../../../core/rotation/tables.ts';
import { InputError } from '../../../ports/input-error.ts';
import { NothingReadError } from '../../../ports/nothing-read-error.ts';
import type { RotationClock, RotationLedger, RotationSwitches } from '../../../ports/rotation.ts';
import type { Inputs } from '../../night/inputs.ts';
import type { AccountFacts } from '../read-credential.ts';
import { plansUnderWay } from '../under-way.ts';

export interface BeginServedPorts {
  readonly ledger: Pick<RotationLedger, 'read' | 'fence' | 'begin' | 'open'>;
  readonly switches: RotationSwitches;
  readonly clock: RotationClock;
  /** What people have handed over by now, kept under a name of the plan's. */
  readonly inputs: (rotation: string) => Promise<Inputs>;
  /** ARNs of the services that plans may redeploy; absent: none. */
  readonly redeployable?: readonly string[];
  /** A credential as it is now. */
  readonly read: (credential: string, inputs: Inputs) => Promise<AccountFacts>;
}

type Reason = Pick<Refusal, 'because' | 'todo'>;

/**
 * Begins the plan of a request: its row and its fences, in one transaction. No key is made before that.
 * @param by the function that Secrets Manager calls, as the secret's rotation names it
 * @throws {InputError} with every reason why there is none, and what to do about it
 */
export async function beginServed(
  { secret, token }: ServedRequest,
  rotation: string,
  by: string,
  ports: BeginServedPorts,
): Promise<void> {
  const { ledger, clock, redeployable = [] } = ports;
  const [others, position] = await Promise.all([plansUnderWay(ledger), ports.switches.read('rotate')]);
  if (position !== 'run')
    refuse(secret, [
      {
        because: `the switch is on ${position}`,
        todo: 'nightwarden switch rotate run, when it may go on',
      },
    ]);
  refuse(secret, rivals(secret, others.open));
  const inputs = await ports.inputs(rotation);
  const { rotation: policy } = inputs.policy;
  const facts = await readOf(secret, () => ports.read(credentialOf(secret, policy), inputs));
  const served: Served = { version: token, by };
  const plan = planOf(secret, { ...facts, kind: 'rotate', policy, ...others, redeployable, served });
  const fence = await ledger.fence(plan.principal);
  const people = peopleOf({ ...facts, policy }, facts.requester ?? by, clock.now());
  const row: Row = { ...begin(PROTOCOL_TABLES, rotation, plan, fence, clock.now()), people };
  if (await ledger.begin(row, claimsOf(plan))) return;
  // Whoever was asked the same at the same time has begun it.
  if ((await ledger.read(rotation)) !== undefined) return;
  refuse(secret, [
    {
      because: `another plan is under way on ${plan.principal} or on this secret`,
      todo: 'see nightwarden status; abort it, or wait for its end',
    },
  ]);
}

/** What could not be read is told in the words of whoever read it. */
async function readOf(secret: string, read: () => Promise<AccountFacts>): Promise<AccountFacts> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof NothingReadError)) throw error;
    throw new InputError(told(secret, [{ because: error.message, todo: 'rotate the secret again' }]), {
      cause: error,
    });
  }
}

/** The user whose key a secret holds is what the policy file says: a secret's own text could name anybody's. */
function credentialOf(secret: string, { credentials }: RotationPolicy): string {
  const [declared, second] = credentials.filter(({ store }) => store.secret === secret);
  if (declared !== undefined && second === undefined) return declared.credential;
  const because =
    declared === undefined
      ? 'no credential under rotation.credentials of the policy file is stored in it'
      : 'more than one credential under rotation.credentials of the policy file is stored in it';
  const todo =
    'declare the user whose key it holds, with this secret as its store: docs/policy.yaml shows how';
  throw new InputError(told(secret, [{ because, todo }]));
}

function planOf(secret: string, facts: PlanFacts & { readonly served: Served }): Plan {
  const { store } = facts;
  const isStore = store !== null && typeof store !== 'string';
  const built = buildPlan(isStore ? { ...facts, store: asOwn(store, facts.served) } : facts);
  if (built.state === 'refused') throw new InputError(told(secret, built.refusals));
  // Uses that nobody explains stop nothing here: the watch sees them, and takes nothing away.
  const attended = built.attended.filter((reason) => !reason.startsWith(UNEXPLAINED));
  const todo = `rotate it by a plan that a person applies: nightwarden rotate ${built.plan.key}`;
  refuse(
    secret,
    attended.map((because) => ({ because, todo })),
  );
  return built.plan;
}

/** Told before its user is read: a user of a plan has two keys, of which nobody knows which is meant. */
function rivals(secret: string, open: Known<readonly Row[]>): readonly Reason[] {
  if (open === 'unknown') return [];
  return open
    .filter((row) => !isEnded(row) && row.plan.secret?.arn === secret)
    .map(({ rotation, plan, place }) => ({
      because: `in rotation: plan ${rotation} (${plan.kind}) is under way on it, at ${place.step}`,
      todo: `see nightwarden status ${rotation}; abort it, or wait for its end, and rotate less often than a plan takes`,
    }));
}

function refuse(secret: string, reasons: readonly Reason[]): void {
  if (reasons.length > 0) throw new InputError(told(secret, reasons));
}

function told(secret: string, reasons: readonly Reason[]): string {
  return `${secret}: no key was made: ${reasons.map(({ because, todo }) => `${because}; ${todo}`).join(' · ')}`;
}
