import { randomUUID } from 'node:crypto';
import { connect } from '../../aws/connect.ts';
import type { Policy } from '../../core/model/policy.ts';
import type { PlanFacts } from '../../core/rotation/build/index.ts';
import type { PlanKind } from '../../core/rotation/plan.ts';
import { type Rehearsal, type RehearsalFacts, rehearse } from '../../core/rotation/rehearsal.ts';
import { InputError } from '../../ports/input-error.ts';
import { NothingReadError } from '../../ports/nothing-read-error.ts';
import type { Progress } from '../../ports/progress.ts';
import { readPeople } from '../read-people.ts';
import { readPolicyOrDefault } from '../sweep.ts';
import { type Applied, apply } from './apply.ts';
import { callerOf } from './ask.ts';
import { type Deployment, type DeploymentRequest, openDeployment } from './deployment.ts';
import { type AccountFacts, readCredentials } from './read-credential.ts';
import { shownPlans } from './shown-plans.ts';
import { plansUnderWay } from './under-way.ts';

/** A credential as somebody at a desk names it. */
interface CredentialRequest {
  /** Access key id, ARN of a user with one key, or ARN of the secret that a declaration names as its store. */
  readonly credential: string;
  readonly profile?: string;
  readonly regions?: readonly string[];
  readonly roster?: string;
  readonly exposures?: string;
}

export interface PlanRequest extends CredentialRequest {
  readonly policy?: string;
  /** null: the one that the facts ask for. */
  readonly kind: PlanKind | null;
  /** Its profile is that of the hub, in an organisation; absent: the same that reads the credential. */
  readonly deployment: DeploymentRequest;
}

interface World {
  readonly now: () => Date;
  readonly progress: Progress;
}

export interface Rehearsed {
  readonly rehearsal: Rehearsal;
  readonly facts: RehearsalFacts;
}

/**
 * Shows what a plan would do, from what is so now. Changes nothing.
 * @throws {InputError} when there is no such credential, or a file is damaged
 * @throws {NothingReadError} when AWS can't be asked
 */
export async function rehearsePlan(request: PlanRequest, world: World): Promise<Rehearsed> {
  const { deployment: _deployment, ...read } = await readFacts(request, world, 'if there is one');
  const rehearsal = rehearse(read.facts, request.kind);
  if (rehearsal.hash !== null && rehearsal.plan !== null)
    await shownPlans().remember(rehearsal.hash, rehearsal.plan);
  return { rehearsal, facts: read.facts };
}

/**
 * Begins the plan that was shown, if the facts still give it.
 * @param hash of the plan that was shown
 * @throws {InputError} when there is no such credential, no deployment, or the hash is none
 */
export async function applyPlan(
  request: PlanRequest & { readonly kind: PlanKind },
  hash: string,
  world: World,
): Promise<Applied> {
  if (!/^[0-9a-f]{64}$/.test(hash))
    throw new InputError(
      `--apply: expected the hash of a plan (64 hexadecimal digits, as the same command without --apply shows it), got ${hash.length} characters`,
    );
  const { facts, deployment } = await readFacts(request, world, 'needed');
  if (deployment === undefined)
    throw new InputError('expected a deployment to carry the plan out, found none');
  const planFacts: PlanFacts = { ...facts, kind: request.kind };
  const asked = { hash, by: await asking(request, facts), shown: await shownPlans().recall(hash) };
  const clock = { now: () => world.now().getTime() };
  try {
    return await apply(planFacts, asked, { ...deployment, clock, newId: randomUUID });
  } catch (error) {
    throw new NothingReadError(
      'nobody knows whether the plan has begun: the ledger did not answer; see nightwarden status before you try again',
      { cause: error },
    );
  }
}

/**
 * Who begins the plan is who writes it into the ledger, as approvals are told: in an organisation the same person has
 * another ARN in the account of the credential, and would pass for somebody else there.
 */
async function asking({ deployment }: PlanRequest, { requester }: RehearsalFacts): Promise<string> {
  return deployment.profile === undefined ? (requester ?? '') : callerOf(deployment);
}

const UNREAD = { open: 'unknown', contained: 'unknown' } as const;

async function readFacts(request: PlanRequest, world: World, wanted: 'needed' | 'if there is one') {
  const policy = await readPolicyOrDefault(request.policy);
  const { progress } = world;
  const account = await readOne(request, policy, world);
  progress.step('reading the ledger');
  const deployment = await deploymentFor(request, world, wanted);
  const others = deployment === undefined ? UNREAD : await plansUnderWay(deployment.ledger);
  progress.done(
    others.open === 'unknown' ? 'none found, or not read' : `${others.open.length} plans under way`,
  );
  const granted = deployment === undefined ? {} : { redeployable: deployment.redeployable };
  const facts: RehearsalFacts = { ...account, policy: policy.rotation, ...others, ...granted };
  refuseElsewhere(facts, deployment);
  return { facts, deployment };
}

async function readOne(
  { credential, profile, regions, roster, exposures }: CredentialRequest,
  policy: Policy,
  { now, progress }: World,
): Promise<AccountFacts> {
  const files = {
    ...(roster === undefined ? {} : { roster }),
    ...(exposures === undefined ? {} : { exposures }),
  };
  const people = await readPeople(files, now().toISOString());
  const connection = connect({ profile, budgets: policy.budgets });
  const facts = await readCredentials([credential], {
    connection,
    people,
    policy,
    now,
    progress,
    regions,
    profile,
  });
  return facts(credential);
}

/** A deployment of a single account carries out nothing in another. */
function refuseElsewhere({ account, spokes = [] }: RehearsalFacts, deployment: Deployment | undefined): void {
  const where = deployment?.account;
  if (where === undefined || where === account || spokes.length > 0) return;
  throw new InputError(
    `the credential lies in account ${account}, and this deployment carries out plans in its own (${where}): sign in there, or deploy for an organisation (docs/operations.md)`,
  );
}

/** A plan may be looked at without a deployment, unless one was named. */
async function deploymentFor(
  { deployment, profile }: PlanRequest,
  { now }: World,
  wanted: 'needed' | 'if there is one',
): Promise<Deployment | undefined> {
  const { stack, table, profile: hub } = deployment;
  const isNamed = [stack, table, hub].some((each) => each !== undefined);
  try {
    const place = { ...(profile === undefined ? {} : { profile }), ...deployment };
    return await openDeployment(place, { now: () => now().getTime() });
  } catch (error) {
    const isMissing = error instanceof InputError || error instanceof NothingReadError;
    if (wanted === 'needed' || isNamed || !isMissing) throw error;
    return undefined;
  }
}
