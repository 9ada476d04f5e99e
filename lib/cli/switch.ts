import { printable, safeJson } from '../core/reports/text.ts';
import { FREEZE_WITHIN, type Position, type SwitchTold } from '../core/rotation/switch-change.ts';
import { InputError } from '../ports/input-error.ts';
import type { SwitchId } from '../ports/rotation.ts';
import { type AskOptions, askSwitch, tellSwitches } from '../usecases/rotation/ask.ts';
import { EXIT, type ExitCode } from './exit.ts';
import type { Surroundings } from './surroundings.ts';

export interface SwitchOptions extends AskOptions {
  readonly format: 'table' | 'json';
}

/** `nightwarden switch [rotate|contain run|pause|freeze]`: sets one, or shows both. */
export async function switchCommand(
  which: SwitchId | undefined,
  position: Position | undefined,
  { format, ...options }: SwitchOptions,
  around: Surroundings,
): Promise<ExitCode> {
  const { stdout } = around;
  if (which === undefined) {
    const told = await tellSwitches(options, around);
    if (format === 'json') stdout.write(`${safeJson({ schema: 'nightwarden.switches/1', ...told })}\n`);
    else for (const each of ['rotate', 'contain'] as const) stdout.write(line(each, told[each]));
    return EXIT.ok;
  }
  if (position === undefined)
    throw new InputError(`switch ${which}: expected run, pause or freeze, got none`);
  const change = await askSwitch(which, position, options, around);
  if (format === 'json') stdout.write(`${safeJson({ schema: 'nightwarden.switch/1', which, ...change })}\n`);
  else if (change.state === 'set') stdout.write(`the ${which} switch is on ${position}\n`);
  else
    stdout.write(
      `Not frozen yet: a freeze stops the way back too, and needs somebody else within ${FREEZE_WITHIN / 60_000} minutes\n  → they run: nightwarden switch ${which} freeze\n  → until then: nightwarden switch ${which} pause\n`,
    );
  return change.state === 'set' ? EXIT.ok : EXIT.blocked;
}

function line(which: SwitchId, { position, by, at, asked }: SwitchTold): string {
  const since = at === null ? '' : ` since ${moment(at)}`;
  const who = by.length === 0 ? ', as nobody ever set it' : `, set by ${by.join(' and ')}`;
  const wanted = asked === null ? '' : `; ${asked.by} asked for a freeze at ${moment(asked.at)}`;
  return `${printable(`${which.padEnd(8)} ${position}${since}${who}${wanted}`)}\n`;
}

function moment(at: number): string {
  return new Date(at).toISOString();
}
