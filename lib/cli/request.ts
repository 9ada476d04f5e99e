import { printable } from '../core/reports/text.ts';
import type { Approval } from '../core/rotation/plan.ts';
import { InputError } from '../ports/input-error.ts';
import {
  type AskOptions,
  askAbort,
  askApproval,
  askAttest,
  type Requested,
} from '../usecases/rotation/ask.ts';
import { EXIT, type ExitCode } from './exit.ts';
import type { Surroundings } from './surroundings.ts';

export interface ApproveOptions extends AskOptions {
  readonly deactivate?: boolean;
  readonly delete?: boolean;
  readonly acceptUsers?: boolean;
  /** Id of a copy. */
  readonly copy?: string;
}

/** `nightwarden approve ID --deactivate|--delete|--accept-users|--copy COPY`. */
export async function approveCommand(
  id: string,
  options: ApproveOptions,
  around: Surroundings,
): Promise<ExitCode> {
  const what = whatOf(options);
  if (typeof what === 'object') {
    const said = await askAttest(id, what.copy, options, around);
    return tell(said, `noted that ${what.copy} was written by hand; see nightwarden status ${id}`, around);
  }
  return tell(await askApproval(id, what, options, around), `approved; see nightwarden status ${id}`, around);
}

/** `nightwarden abort ID`: the old one comes back. */
export async function abortCommand(id: string, options: AskOptions, around: Surroundings): Promise<ExitCode> {
  return tell(
    await askAbort(id, options, around),
    `asked for; the plan goes back by itself: nightwarden status ${id} --wait`,
    around,
  );
}

function whatOf(options: ApproveOptions): Approval | { readonly copy: string } {
  const given: (Approval | { readonly copy: string })[] = [];
  if (options.deactivate === true) given.push('deactivate');
  if (options.delete === true) given.push('delete');
  if (options.acceptUsers === true) given.push('users');
  if (options.copy !== undefined) given.push({ copy: options.copy });
  const [what, more] = given;
  if (what === undefined || more !== undefined)
    throw new InputError(
      `approve: expected one of --deactivate, --delete, --accept-users and --copy, got ${given.length === 0 ? 'none' : given.length}: say what you have looked at`,
    );
  return what;
}

function tell(result: Requested, done: string, { stdout }: Surroundings): ExitCode {
  if (result.state === 'taken') {
    stdout.write(`${printable(done)}\n`);
    return EXIT.ok;
  }
  stdout.write(`${printable(`Refused: ${result.because}`)}\n  → ${printable(result.todo)}\n`);
  return EXIT.refused;
}
