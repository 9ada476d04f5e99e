import { healthGateway } from '../../../aws/rotation/health.ts';
import { inTime, type RotationClients } from '../../../aws/rotation/limits.ts';
import { type SignInGateway, signInGateway } from '../../../aws/rotation/sign-in.ts';
import type { Known, Proof } from '../../../core/rotation/live.ts';
import type { Copy, KeyId, Plan } from '../../../core/rotation/plan.ts';
import type { ProofAsked } from '../../../core/rotation/proofs.ts';
import type { ProbeAsked, Probed, RotationProber } from '../../../ports/rotation.ts';
import { kindOf } from '../kinds/index.ts';
import { type Gateways, gatewaysOf } from './gateways.ts';
import { healthOf } from './probe-dependent.ts';

export interface ProberPorts {
  /** Of the prober's role. */
  readonly clients: RotationClients;
  readonly signIn?: SignInGateway;
  /** Answers that must all be the same, in each Region. */
  readonly times?: number;
  /** Milliseconds that one probe of a dependent may take: longer is unknown. */
  readonly probeMs?: number;
}

const TIMES = 3;
const PROBE_MS = 10_000;

/** Probes where it runs, with its own role. A value that it reads is in no answer of it. */
export function prober({
  clients,
  signIn = signInGateway,
  times = TIMES,
  probeMs = PROBE_MS,
}: ProberPorts): RotationProber {
  const health = healthGateway(clients);
  return {
    async probe({ plan, proofs, dependents, copies }: ProbeAsked): Promise<Probed> {
      const gateways = gatewaysOf(clients, plan.where);
      const wanted = plan.copies.filter(({ id }) => copies.includes(id));
      const [proved, probed, held] = await Promise.all([
        each(
          proofs,
          ({ key }) => key,
          'unknown',
          (asked) => proofOf(gateways, plan, asked, { signIn, times }),
        ),
        each(
          dependents,
          (id) => id,
          'unknown',
          (id) => healthOf(health, plan, id, { times, probeMs }),
        ),
        each(
          wanted,
          ({ id }) => id,
          'unknown',
          (copy) => heldBy(gateways, plan, copy),
        ),
      ]);
      return { proofs: proved, dependents: probed, copies: held } satisfies Probed;
    },
  };
}

/** What one of them throws says nothing of the others, and nothing of itself. */
async function each<T, R>(
  items: readonly T[],
  idOf: (item: T) => string,
  otherwise: R,
  read: (item: T) => Promise<R>,
): Promise<Readonly<Record<string, R>>> {
  const entries = items.map(async (item) => {
    const answer = await inTime(read(item), EACH_MS).catch(() => otherwise);
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
  { signIn, times }: { readonly signIn: SignInGateway; readonly times: number },
): Promise<Proof> {
  const { secret, where } = plan;
  if (secret === null || version === null) return 'unknown';
  const kind = kindOf(plan);
  const value = kind.valueIn(where.shape, await secrets.value(secret.arn, version));
  if (value?.id !== key) return 'unknown';
  const asked = kind.proofs(value, where, { signIn });
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

async function heldBy(gateways: Gateways, plan: Plan, { id, kind }: Copy): Promise<Known<KeyId | null>> {
  const { secret, where } = plan;
  const inText = (text: string) => kindOf(plan).valueIn(where.shape, text)?.id ?? null;
  if (kind === 'secret')
    return secret === null ? 'unknown' : inText(await gateways.secrets.value(secret.arn, null));
  const target = where.targets[id];
  switch (target?.in) {
    case 'lambda-environment':
      return gateways.functions(target.arn).variable(target.arn, target.alias, target.accessKeyId);
    case 'parameter':
      return inText(await gateways.parameters(target.region).value(target.name));
    case 'secret':
      return inText(await gateways.secretCopies(target.arn).value(target.arn));
    case 'github-actions':
    case 'gitlab':
    case 'person':
    case undefined:
      return 'unknown';
  }
}
