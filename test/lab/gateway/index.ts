import { setTimeout as sleep } from 'node:timers/promises';
import { type Answer, ConnectionCut } from './answer.ts';
import { type Call, type Request, readCall } from './call.ts';
import { cloudTrail } from './cloudtrail/index.ts';
import { CONTROL_PATH, control } from './controls.ts';
import { identities } from './identities.ts';
import type { Imitation } from './imitation.ts';
import { applicationCredentials } from './imitations/application-credentials.ts';
import { authorizationDetails } from './imitations/authorization-details.ts';
import { backdate } from './imitations/backdate.ts';
import { credentialReport } from './imitations/credential-report.ts';
import { writeReport } from './imitations/credential-rows.ts';
import { faults } from './imitations/faults.ts';
import { iamPages } from './imitations/iam-pages.ts';
import { inFlight } from './imitations/in-flight.ts';
import { injection } from './imitations/injection.ts';
import { keyIndex } from './imitations/key-index.ts';
import { keyLimit } from './imitations/key-limit.ts';
import { lastUsed } from './imitations/last-used.ts';
import { listedFields } from './imitations/listed-fields.ts';
import { regions } from './imitations/regions.ts';
import { root } from './imitations/root.ts';
import { rotateSecret } from './imitations/rotate-secret.ts';
import { secretLabels } from './imitations/secret-labels.ts';
import { secrets } from './imitations/secrets.ts';
import { serviceAccess } from './imitations/service-access.ts';
import { simulation } from './imitations/simulation.ts';
import { userCredentials } from './imitations/user-credentials.ts';
import { userData } from './imitations/user-data.ts';
import { securityHub } from './securityhub/index.ts';
import { serve } from './server.ts';
import { openUpstream, type Upstream } from './upstream.ts';

export interface GatewayOptions {
  /** Where ministack listens: `http://127.0.0.1:4566`. */
  readonly upstream: string;
  /** 0, the default, takes a free one. */
  readonly port?: number;
  /** How long a key's use stays unseen in IAM. Default 0. */
  readonly lastUsedLagMs?: number;
  /** Of several uses this near together only the first is kept. Default 15 minutes, as AWS. */
  readonly lastUsedResolutionMs?: number;
  /** Where CloudTrail records are delivered; absent: nowhere. */
  readonly trailBucket?: string;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  /** A younger credential report is handed out again. Default 4 hours, as AWS; 0 makes a new one each time. */
  readonly credentialReportMaxAgeMs?: number;
  /** Who calls is checked by ministack (AUTH), so that every call must reach it. */
  readonly auth?: boolean;
  /** The account of key ids that are not 12 digits and not known: ministack's MINISTACK_ACCOUNT_ID. */
  readonly defaultAccount?: string;
}

export interface SeenCall {
  readonly service: string;
  readonly action: string;
  readonly region: string;
  readonly accessKeyId: string | undefined;
  /** 0: the connection was cut. */
  readonly status: number;
}

export interface Gateway {
  readonly url: string;
  stop(): Promise<void>;
  /** The calls that were answered since the start or the last reset, oldest first; controls are not among them. */
  calls(): readonly SeenCall[];
  resetCalls(): void;
  /** The account of the key that a call was signed with. */
  accountOf(call: SeenCall): Promise<string>;
  /** Holds back each answer so long from now on, as a network would; 0 at the start. */
  setLatency(ms: number): void;
  /** Writes pending CloudTrail records to the bucket; gives their number. */
  deliverTrail(): Promise<number>;
}

const QUARTER_HOUR_MS = 900_000;
const FOUR_HOURS_MS = 4 * 3_600_000;

/** Starts the gateway on a loopback port, in front of a ministack that runs. */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const upstream = openUpstream(options.upstream, options.auth);
  const now = options.now ?? Date.now;
  let seen: SeenCall[] = [];
  let latencyMs = 0;
  const { imitations, who, deliverTrail } = assemble(options, upstream, now);
  const resetCalls = () => {
    seen = [];
  };
  const controlled = [...imitations, { controls: { calls: { get: () => seen, reset: resetCalls } } }];

  async function handle(request: Request): Promise<Answer> {
    if (request.target.startsWith(CONTROL_PATH)) return control(request, controlled);
    const call = readCall(request);
    const { service, action, region, accessKeyId } = call;
    const note = (status: number) => seen.push({ service, action, region, accessKeyId, status });
    const answer = await throughImitations(call, imitations, upstream).catch((error: unknown) => {
      if (error instanceof ConnectionCut) note(0);
      throw error;
    });
    if (latencyMs > 0) await sleep(latencyMs);
    if (call.path === '/_ministack/reset' && answer.status === 200)
      for (const each of imitations) each.reset?.();
    if (call.path.startsWith('/_ministack')) return answer;
    note(answer.status);
    await tell(call, answer, imitations);
    return answer;
  }

  const server = await serve(options.port ?? 0, now, handle);
  async function stop(): Promise<void> {
    await server.stop();
    upstream.stop();
  }
  function setLatency(ms: number): void {
    latencyMs = ms;
  }
  const accountOf = async ({ accessKeyId }: SeenCall) => (await who.of(accessKeyId)).accountId;
  return { url: server.url, stop, calls: () => seen, resetCalls, accountOf, setLatency, deliverTrail };
}

function assemble(options: GatewayOptions, upstream: Upstream, now: () => number) {
  const defaultAccount = options.defaultAccount ?? '000000000000';
  const who = identities(upstream, defaultAccount);
  const resolutionMs = options.lastUsedResolutionMs ?? QUARTER_HOUR_MS;
  const uses = lastUsed({ lagMs: options.lastUsedLagMs ?? 0, resolutionMs, now }, who);
  const dates = backdate(uses, who, defaultAccount);
  const rootUser = root();
  const credentials = userCredentials(upstream, who, now);
  const trail = cloudTrail({ upstream, who, bucket: options.trailBucket, now });
  const write = (account: string) =>
    writeReport({ iam: upstream.iam(account), account, dates, uses, root: rootUser, credentials, now });
  const report = credentialReport(
    { maxAgeMs: options.credentialReportMaxAgeMs ?? FOUR_HOURS_MS, now, write },
    who,
  );
  const fields = listedFields();
  // In order: who calls is learnt first, faults answer before anything else, pages are cut when all is in.
  const first = [
    who,
    injection(who),
    faults(who),
    regions(),
    keyLimit(upstream, who),
    simulation(upstream),
    secretLabels(upstream, who),
    rotateSecret(upstream, who),
    report,
    credentials,
    serviceAccess(upstream, who, now),
    securityHub(who, now),
    applicationCredentials(who, fields),
  ];
  const amending = [
    authorizationDetails(upstream, who),
    dates,
    uses,
    rootUser,
    secrets(dates.secrets, now),
    userData(),
    inFlight(upstream),
    fields,
  ];
  const standIns = options.auth === true ? [] : [keyIndex(who)];
  const imitations: Imitation[] = [...first, ...standIns, ...amending, trail, iamPages];
  return { imitations, who, deliverTrail: trail.deliverTrail };
}

async function throughImitations(
  call: Call,
  imitations: readonly Imitation[],
  upstream: Upstream,
): Promise<Answer> {
  for (const { answer } of imitations) {
    const given = await answer?.(call);
    if (given !== undefined) return given;
  }
  let answer = (await standIn(call, imitations)) ?? (await upstream.forward(call));
  for (const { amend } of imitations) if (amend !== undefined) answer = await amend(call, answer);
  return answer;
}

async function standIn(call: Call, imitations: readonly Imitation[]): Promise<Answer | undefined> {
  for (const { stand } of imitations) {
    const given = await stand?.(call);
    if (given !== undefined) return given;
  }
  return undefined;
}

/** The call has its answer already: what goes wrong here is reported and changes nothing. */
async function tell(call: Call, answer: Answer, imitations: readonly Imitation[]): Promise<void> {
  for (const { observe } of imitations) {
    try {
      await observe?.(call, answer);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      process.stderr.write(`lab gateway: observing ${call.service}:${call.action}: ${reason}\n`);
    }
  }
}
