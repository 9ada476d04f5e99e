import { printable, safeJson } from '../core/reports/text.ts';
import type { PlanKind } from '../core/rotation/plan.ts';
import { rehearsalText } from '../core/rotation/rehearsal-text.ts';
import { InputError } from '../ports/input-error.ts';
import type { Applied } from '../usecases/rotation/apply.ts';
import { applyPlan, type PlanRequest, rehearsePlan } from '../usecases/rotation/rehearse.ts';
import { type DeploymentOptions, deploymentIn } from './deployment-options.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { withProgress } from './progress.ts';
import type { Surroundings } from './surroundings.ts';

export interface PlanOptions extends DeploymentOptions {
  readonly region?: readonly string[];
  readonly roster?: string;
  readonly exposures?: string;
  readonly policy?: string;
  readonly format: 'table' | 'json';
  readonly runbook?: boolean;
  readonly apply?: string;
  readonly kind?: PlanKind;
}

/**
 * `nightwarden rehearse|rotate|retire|contain CREDENTIAL`: shows the plan; with --apply HASH, begins the one that was shown.
 * @param kind null: the one that the facts ask for
 */
export async function planCommand(
  kind: PlanKind | null,
  credential: string,
  options: PlanOptions,
  around: Surroundings,
): Promise<ExitCode> {
  const request = requestOf(kind ?? options.kind ?? null, credential, options);
  if (options.apply !== undefined) {
    if (kind === null)
      throw new InputError('--apply: rehearse changes nothing; use rotate, retire or contain');
    return applied(await applyShown({ ...request, kind }, options.apply, around), options, around);
  }
  const { rehearsal, facts } = await withProgress(around.stderr, (progress) =>
    rehearsePlan(request, { now: around.now, progress }),
  );
  if (options.runbook === true)
    around.stdout.write(rehearsal.runbook === '' ? 'There is no plan, so no runbook.\n' : rehearsal.runbook);
  else if (options.format === 'json') around.stdout.write(`${safeJson(rehearsal)}\n`);
  else around.stdout.write(rehearsalText(rehearsal, facts));
  return rehearsal.state === 'refused' ? EXIT.refused : EXIT.ok;
}

function requestOf(kind: PlanKind | null, credential: string, options: PlanOptions): PlanRequest {
  const { profile, region, roster, exposures, policy } = options;
  return {
    credential,
    kind,
    ...(profile === undefined ? {} : { profile }),
    ...(region === undefined ? {} : { regions: region }),
    ...(roster === undefined ? {} : { roster }),
    ...(exposures === undefined ? {} : { exposures }),
    ...(policy === undefined ? {} : { policy }),
    deployment: deploymentIn(options),
  };
}

function applyShown(
  request: PlanRequest & { readonly kind: PlanKind },
  hash: string,
  { stderr, now }: Surroundings,
): Promise<Applied> {
  return withProgress(stderr, (progress) => applyPlan(request, hash, { now, progress }));
}

function applied(result: Applied, { format }: PlanOptions, { stdout }: Surroundings): ExitCode {
  if (format === 'json') stdout.write(`${safeJson({ schema: 'nightwarden.applied/1', ...result })}\n`);
  else stdout.write(`${appliedLines(result).map(printable).join('\n')}\n`);
  return result.state === 'refused' ? EXIT.refused : EXIT.ok;
}

function appliedLines(result: Applied): readonly string[] {
  if (result.state === 'begun') {
    const { rotation, plan, started } = result;
    return [
      `${plan.kind} ${plan.key} began as plan ${rotation}`,
      ...(started
        ? []
        : [
            'its state machine could not be started: it stands in the ledger, and the reconciler takes it up within its period',
          ]),
      '',
      'Next',
      `  nightwarden status ${rotation} --wait: follow it`,
      ...(plan.kind === 'contain' ? [] : [`  nightwarden abort ${rotation}: the old one comes back`]),
    ];
  }
  return [
    'Refused; nothing was changed.',
    ...result.refusals.flatMap(({ because, todo }) => [`  · ${because}`, `      → ${todo}`]),
    ...(result.changes.length === 0
      ? []
      : ['', 'What has changed', ...result.changes.map((change) => `  · ${change}`)]),
  ];
}
