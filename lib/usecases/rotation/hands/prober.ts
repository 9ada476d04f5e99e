import { healthGateway } from '../../../aws/rotation/health.ts';
import { inTime, type RotationClients } from '../../../aws/rotation/limits.ts';
import { ownTaskGateway } from '../../../aws/rotation/own-task.ts';
import { type SignInGateway, signInGateway } from '../../../aws/rotation/sign-in.ts';
import type { Known, Proof } from '../../../core/rotation/live.ts';
import type { Plan, VersionId } from '../../../core/rotation/plan.ts';
import type { ProofAsked } from '../../../core/rotation/proofs.ts';
import type { ProbeAsked, Probed, RotationClock, RotationProber } from '../../../ports/rotation.ts';
import { type ServiceProofGateway, serviceProofs } from '../../../remote/service-proof.ts';
import { kindOf } from '../kinds/index.ts';
import type { ProvePorts } from '../kinds/kind.ts';
import { bridgeOf } from '../kinds/third-party-token/bridge.ts';
import { type Gateways, gatewaysOf } from './gateways.ts';
import { heldBy, signOf } from './held-by.ts';
import { healthOf } from './probe-dependent.ts';
import { reasonOf } from './reading.ts';

export interface ProberPorts {
  /** Of the prober's role. */
  readonly clients: RotationClients;
  readonly signIn?: SignInGateway;
  readonly services?: ServiceProofGateway;
  /** Answers that must all be the same, in each Region. */
  readonly times?: number;
  /** Milliseconds that one probe of a dependent may take: longer is unknown. */
  readonly probeMs?: number;
  readonly clock?: Pick<RotationClock, 'now'>;
  /** Told of what could not be read, in words that hold no value. */
  readonly onTrouble?: (what: string, reason: string) => void;
}

const TIMES = 3;
const PROBE_MS = 10_000;

/** Probes where it runs, with its own role. A value that it reads is in no answer of it. */
export function prober({
  clients,
  signIn = signInGateway,
  services = serviceProofs(),
  times = TIMES,
  probeMs = PROBE_MS,
  clock = { now: () => Date.now() },
  onTrouble,
}: ProberPorts): RotationProber {
  const health = healthGateway(clients);
  const tasks = ownTaskGateway(clients, clock.now);
  return {
    async probe({ plan, proofs, dependents, copies, laidOut, again = false }: ProbeAsked): Promise<Probed> {
      const gateways = gatewaysOf(clients, plan.where);
      const wanted = plan.copies.filter(({ id }) => copies.includes(id));
      const tell = (what: string) => (error: unknown) =>
        onTrouble?.(`${what} could not be read`, reasonOf(error));
      const [proved, probed, held, signs, version] = await Promise.all([
        each(
          proofs,
          ({ key }) => key,
          'unknown',
          (asked) => proofOf(gateways, plan, asked, { signIn, services, times }),
        ),
        each(
          dependents,
          (id) => id,
          'unknown',
          (id) => healthOf({ health, tasks, now: clock.now(), again }, plan, id, { times, probeMs }),
        ),
        each(
          wanted.filter(({ writeOnly }) => writeOnly !== true),
          ({ id }) => id,
          'unknown',
          (copy) => heldBy(clients, gateways, plan, copy),
          tell('what a copy holds'),
        ),
        each(
          wanted.filter(({ writeOnly }) => writeOnly === true),
          ({ id }) => id,
          'unknown' as Known<string | null>,
          (copy) => signOf(clients, plan, copy),
          tell('what is shown of a copy'),
        ),
        laidOut === undefined ? null : hasValue(gateways, plan, laidOut),
      ]);
      return {
        proofs: proved,
        dependents: probed,
        copies: held,
        signs,
        ...(version === null ? {} : { laidOut: version }),
      } satisfies Probed;
    },
  };
}

/** What one of them throws says nothing of the others, and nothing of itself. */
async function each<T, R>(
  items: readonly T[],
  idOf: (item: T) => string,
  otherwise: R,
  read: (item: T) => Promise<R>,
  onTrouble?: (error: unknown) => void,
): Promise<Readonly<Record<string, R>>> {
  const entries = items.map(async (item) => {
    const answer = await inTime(read(item), EACH_MS).catch((error: unknown) => {
      onTrouble?.(error);
      return otherwise;
    });
    return [idOf(item), answer] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

/** Above what the times and Regions of a proof take when each answers late. */
const EACH_MS = 50_000;

async function proofOf(
  { secrets }: Gateways,
  plan: Plan,
  { key, version }: ProofAsked,
  { times, ...ports }: Omit<ProvePorts, 'bridge'> & { readonly times: number },
): Promise<Proof> {
  const { secret, where } = plan;
  if (secret === null || version === null) return 'unknown';
  const kind = kindOf(plan);
  const value = kind.valueIn(where.shape, await secrets.value(secret.arn, version));
  // What a version holds never changes: its id is enough where a plan goes by that.
  const named = kind.namedBy === 'version' ? version : value?.id;
  if (value === undefined || named !== key) return 'unknown';
  let opened: ReturnType<ProvePorts['bridge']> | undefined;
  const bridge: ProvePorts['bridge'] = (issuer) => {
    opened ??= bridgeOf(issuer, (arn) => secrets.value(arn, null));
    return opened;
  };
  const asked = kind.proofs(value, where, { ...ports, bridge });
  const answers = await Promise.all(asked.map((ask) => consecutively(times, ask)));
  const [first = 'unknown'] = answers;
  return answers.every((answer) => answer === first) ? first : 'unknown';
}

/** The first answer that is another ends it: a key that works at times neither works nor is refused. */
async function consecutively(times: number, ask: () => Promise<Proof>): Promise<Proof> {
  const first = await ask();
  for (let time = 1; time < times; time += 1) if ((await ask()) !== first) return 'unknown';
  return first;
}

function hasValue(
  { secrets }: Gateways,
  { secret }: Plan,
  version: VersionId,
): Promise<Known<'empty' | 'filled'>> | 'unknown' {
  if (secret === null) return 'unknown';
  return inTime(secrets.holds(secret.arn, version)).catch(() => 'unknown' as const);
}
