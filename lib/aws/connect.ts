import { InputError } from '../ports/input-error.ts';
import { NothingReadError } from '../ports/nothing-read-error.ts';
import { type AwsClients, type AwsOptions, awsClients } from './clients.ts';
import { AnswerError, faultOf } from './errors.ts';
import { type Gateways, gateways } from './gateways.ts';
import type { Caller, StsGateway } from './sts.ts';

/** The way to one account, before it is known which one. */
export interface Connection {
  /** The Region of the environment or the profile; undefined when there is none. */
  readonly configuredRegion: () => Promise<string | undefined>;
  /** @param home a Region of the account's partition */
  readonly gateways: (home: string) => Gateways;
  /** For the registered sources, which make gateways of their own. */
  readonly clients: AwsClients;
}

export function connect(options: AwsOptions): Connection {
  return connected(awsClients(options));
}

export function connected(clients: AwsClients): Connection {
  return { configuredRegion: clients.configuredRegion, gateways: (home) => gateways(clients, home), clients };
}

/**
 * Who is calling: when AWS does not answer this, it answers nothing.
 * @throws {InputError} when the profile named does not exist
 * @throws {NothingReadError} when nobody can be asked, or the caller is not known
 */
export async function identify(sts: StsGateway, profile?: string): Promise<Caller> {
  try {
    return await sts.caller();
  } catch (error) {
    const fault = faultOf(error, { action: 'sts:GetCallerIdentity' });
    if (profile !== undefined && fault.kind === 'no-credentials' && isUnknownProfile(error)) {
      throw new InputError(
        `--profile ${JSON.stringify(profile.slice(0, 80))}: expected a profile with credentials in the AWS configuration files, found none; run aws configure list-profiles`,
        { cause: error },
      );
    }
    const what = error instanceof AnswerError ? error.message : fault.reason;
    throw new NothingReadError(`nothing could be read: ${what}; ${fault.remedy}`, { cause: error });
  }
}

/** The SDK has one error for a missing profile and for one without credentials, and others for what failed later. */
function isUnknownProfile(error: unknown): boolean {
  return (
    error instanceof Error &&
    /using profile: \[|could not be found in|profile .{0,100} not found/i.test(error.message)
  );
}
