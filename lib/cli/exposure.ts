import { safeJson } from '../core/reports/text.ts';
import type { CheckId } from '../core/rotation/exposure/judge.ts';
import { exposureText, openExposuresText } from '../core/rotation/exposure/text.ts';
import { InputError } from '../ports/input-error.ts';
import { type ExposureRequest, lookIntoExposure, openExposures } from '../usecases/rotation/exposure/look.ts';
import { type DeploymentOptions, deploymentIn } from './deployment-options.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { withProgress } from './progress.ts';
import type { Surroundings } from './surroundings.ts';

export interface ExposureOptions extends DeploymentOptions {
  readonly region?: readonly string[];
  readonly policy?: string;
  readonly format: 'table' | 'json';
  readonly attest?: CheckId;
  readonly because?: string;
}

/** `nightwarden exposure`: the leaks that are open · `nightwarden exposure ID`: what is missing before one is over. */
export async function exposureCommand(
  id: string | undefined,
  options: ExposureOptions,
  around: Surroundings,
): Promise<ExitCode> {
  const attest = attestOf(options);
  if (id !== undefined) return one(id, options, attest, around);
  if (attest !== undefined)
    throw new InputError('--attest: expected the id of the plan that contained it, got none');
  const { profile, format } = options;
  const place = { ...(profile === undefined ? {} : { profile }), ...deploymentIn(options) };
  const found = await openExposures(place, around);
  const { open, unreadable } = found;
  around.stdout.write(
    format === 'json'
      ? `${safeJson({ schema: 'nightwarden.exposures/1', exposures: open, unreadable })}\n`
      : openExposuresText(found),
  );
  return open.length + unreadable.length === 0 ? EXIT.ok : EXIT.blocked;
}

async function one(
  id: string,
  options: ExposureOptions,
  attest: ExposureRequest['attest'],
  { stdout, stderr, now }: Surroundings,
): Promise<ExitCode> {
  const { profile, region, policy, format } = options;
  const request: ExposureRequest = {
    ...(profile === undefined ? {} : { profile }),
    ...(region === undefined ? {} : { regions: region }),
    ...(policy === undefined ? {} : { policy }),
    ...(attest === undefined ? {} : { attest }),
    deployment: deploymentIn(options),
  };
  const exposure = await withProgress(stderr, (progress) => lookIntoExposure(id, request, { now, progress }));
  stdout.write(format === 'json' ? `${safeJson(exposure)}\n` : exposureText(exposure));
  return exposure.state === 'closed' ? EXIT.ok : EXIT.blocked;
}

/** A word without a reason is none. */
function attestOf({ attest: check, because }: ExposureOptions): ExposureRequest['attest'] {
  if (check === undefined && because === undefined) return undefined;
  if (check === undefined || because === undefined || because.trim() === '')
    throw new InputError('--attest and --because: expected both, what you looked at and what you found');
  return { check, because };
}
