import pc from 'picocolors';
import { type Palette, PLAIN } from '../core/reports/table/index.ts';

/** Colours when `colour` is true, plain text otherwise. */
export function palette(colour: boolean): Palette {
  if (!colour) return PLAIN;
  const { bold, dim, red, yellow, magenta, cyan } = pc.createColors(true);
  return {
    bold,
    dim,
    severity(severity, text) {
      if (severity === 'critical') return bold(magenta(text));
      if (severity === 'high') return red(text);
      if (severity === 'medium') return yellow(text);
      return cyan(text);
    },
    gap: yellow,
  };
}

/** Only on a terminal that shows colours, in front of somebody who has not asked for none (https://no-color.org). */
export function showsColour(
  { isTTY }: { readonly isTTY?: boolean | undefined },
  env: NodeJS.ProcessEnv = process.env,
): boolean {
  return isTTY === true && env.TERM !== 'dumb' && (env.NO_COLOR ?? '') === '';
}
