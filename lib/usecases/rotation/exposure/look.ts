import { connect } from '../../../aws/connect.ts';
import { rotationClients } from '../../../aws/rotation/limits.ts';
import {
  attestableIn,
  type CheckId,
  type Exposure,
  judgeExposure,
} from '../../../core/rotation/exposure/judge.ts';
import type { OpenExposures } from '../../../core/rotation/exposure/open.ts';
import type { Row } from '../../../core/rotation/ledger.ts';
import { InputError } from '../../../ports/input-error.ts';
import type { Progress } from '../../../ports/progress.ts';
import { readPolicyOrDefault } from '../../sweep.ts';
import { callerOf } from '../ask.ts';
import { type DeploymentRequest, openDeployment } from '../deployment.ts';
import { exposuresTable } from './exposures-table.ts';
import { readExposure } from './read-exposure.ts';

export interface ExposureRequest {
  readonly profile?: string;
  readonly regions?: readonly string[];
  readonly policy?: string;
  readonly deployment: DeploymentRequest;
  /** What the caller says of what is open now; absent: they only look. */
  readonly attest?: { readonly check: CheckId; readonly because: string };
}

interface World {
  readonly now: () => Date;
  readonly progress: Progress;
}

/** Every leak that was contained and that nobody has seen closed. */
export async function openExposures(
  deployment: DeploymentRequest,
  { now }: Pick<World, 'now'>,
): Promise<OpenExposures> {
  const { rows } = await openDeployment(deployment, { now: () => now().getTime() });
  return exposuresTable(rows).open();
}

/**
 * Looks whether a contained leak is over, and what is missing if not; closes it in the table, or opens it again.
 * @param rotation the plan that contained it
 * @throws {InputError} when there is no such plan, it contains nothing, or there is nothing to attest
 * @throws {NothingReadError} when AWS can't be asked
 */
export async function lookIntoExposure(
  rotation: string,
  request: ExposureRequest,
  { now, progress }: World,
): Promise<Exposure> {
  const { profile, regions, attest } = request;
  progress.step('reading the ledger');
  const place = { ...(profile === undefined ? {} : { profile }), ...request.deployment };
  const { ledger, rows } = await openDeployment(place, { now: () => now().getTime() });
  const row = containOf(rotation, await ledger.read(rotation));
  const exposures = exposuresTable(rows);
  const policy = await readPolicyOrDefault(request.policy);
  const facts = await readExposure(row, {
    connection: connect({ profile, budgets: policy.budgets }),
    clients: rotationClients({ budgets: policy.budgets, ...(profile === undefined ? {} : { profile }) }),
    policy,
    regions,
    profile,
    now,
    progress,
  });
  refuseElsewhere(row, facts.account);
  const said = await exposures.attestations(rotation);
  const seen = judgeExposure({ ...facts, attestations: said });
  if (attest === undefined) return noted(seen, row);
  const covers = attestableIn(seen, attest.check);
  if (covers.length === 0)
    throw new InputError(
      `--attest ${attest.check}: nothing of it waits for a person's word: nightwarden exposure ${rotation} shows what does`,
    );
  const attestation = { ...attest, by: await callerOf(place), at: now().getTime(), covers };
  await exposures.attest(rotation, attestation);
  return noted(judgeExposure({ ...facts, attestations: [...said, attestation] }), row);

  async function noted(exposure: Exposure, of: Row): Promise<Exposure> {
    await exposures.closed(of, exposure.state === 'closed' ? now().getTime() : null);
    return exposure;
  }
}

function containOf(rotation: string, row: Row | undefined): Row {
  if (row === undefined)
    throw new InputError(
      `${JSON.stringify(rotation.slice(0, 80))}: no such plan: nightwarden exposure lists the leaks that are open`,
    );
  if (row.plan.kind !== 'contain')
    throw new InputError(
      `plan ${rotation} is to ${row.plan.kind}: only what leaked, and was contained, has an exposure`,
    );
  return row;
}

function refuseElsewhere({ plan }: Row, account: string): void {
  if (plan.where.account === account) return;
  throw new InputError(
    `the credential lies in account ${plan.where.account}, and you are signed in to ${account}: name its profile with --profile, and that of the deployment with --hub-profile`,
  );
}
