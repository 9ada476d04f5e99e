import type { Hunted } from './hunt.ts';

/** A line of the mutation table. */
export interface Line {
  readonly id: string;
  readonly how: 'found' | 'covered' | 'SURVIVED';
  /** The guards that repeat it, each gone as well when it was found. */
  readonly covers: readonly string[];
  readonly wrong: string;
  readonly trace: readonly string[];
}

export function lineOf(id: string, covers: readonly string[], { violation }: Hunted): Line {
  const how = violation === null ? 'SURVIVED' : covers.length > 0 ? 'covered' : 'found';
  return { id, how, covers, wrong: violation?.wrong ?? '', trace: violation?.trace ?? [] };
}

/** What a schedule always has: handlers that look, write and call, and time. What is left tells it from any other. */
const ROUTINE = /^handler looks[:,]|^\w+: looks again[:,]|^commit | lands: done$|^time passes$/;

/**
 * The table as people read it: what was changed, what went wrong, in how many steps, and what happened on the shortest
 * way there that no undisturbed run has. With `whole`, every step under its mutant.
 */
export function tableText(lines: readonly Line[], whole: boolean): string[] {
  const wide = (of: (line: Line) => string, most: number): number =>
    Math.min(most, Math.max(...lines.map((line) => of(line).length)));
  const ids = wide(({ id }) => id, 46);
  const wrongs = wide(({ wrong }) => wrong, 56);
  return lines.flatMap((line) => {
    const steps = `${line.trace.length}`.padStart(3);
    const head = `${line.how.padEnd(8)} ${line.id.padEnd(ids)} ${line.wrong.padEnd(wrongs)} ${steps} steps  ${tellingOf(line)}`;
    return whole ? [head.trimEnd(), ...line.trace.map((step) => `             ${step}`)] : [head.trimEnd()];
  });
}

function tellingOf({ trace, covers }: Line): string {
  const telling = trace.filter((step) => !ROUTINE.test(step));
  const last = trace.at(-1) ?? '';
  const way = [...telling.filter((step) => step !== last), last].join(' → ');
  return covers.length === 0 ? way : `${way} [and ${covers.join(', ')}]`;
}
