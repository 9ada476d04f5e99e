import type { WriteStream } from 'node:tty';
import pc from 'picocolors';
import { clip, printable } from '../core/reports/text.ts';
import type { Progress } from '../ports/progress.ts';
import { showsColour } from './palette.ts';

/** A stream to tell progress on: a terminal has one line rewritten, anything else (a log, CI) a line a finished step. */
export type ProgressStream = Pick<WriteStream, 'write'> & {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number;
};

export interface TerminalProgress extends Progress {
  /** The step that is under way, if any, ended badly: what is written next has a line of its own. */
  failed(): void;
}

const REDRAW_MS = 100;
const REWRITE_LINE = '\r\u001b[2K';

/** Progress that reads well in a terminal and in a log; nothing of it goes to stdout. */
export function terminalProgress(
  stream: ProgressStream,
  { now = Date.now, env = process.env }: { now?: () => number; env?: NodeJS.ProcessEnv } = {},
): TerminalProgress {
  let step = '';
  let startedAt = 0;
  let drawnAt = 0;
  const live = stream.isTTY === true && env.TERM !== 'dumb';
  const { cyan, dim, green, red } = pc.createColors(showsColour(stream, env));

  function draw(text: string): void {
    // A line that wraps could not be redrawn: its first part would stay.
    if (live)
      stream.write(`${REWRITE_LINE}${cyan('…')} ${clip(printable(text), (stream.columns || 80) - 3)}`);
  }

  function end(mark: string, text: string): void {
    if (step === '') return;
    const seconds = ((now() - startedAt) / 1000).toFixed(1);
    const line = `${mark} ${step}${text === '' ? '' : `: ${printable(text)}`} ${dim(`(${seconds} s)`)}`;
    stream.write(live ? `${REWRITE_LINE}${line}\n` : `${line}\n`);
    step = '';
  }

  return {
    step(text) {
      end(green('✓'), '');
      step = printable(text);
      startedAt = now();
      draw(step);
    },
    detail(text) {
      if (step === '' || now() - drawnAt < REDRAW_MS) return;
      drawnAt = now();
      draw(`${step}: ${text}`);
    },
    done(text = '') {
      end(green('✓'), text);
    },
    failed() {
      end(red('✗'), '');
    },
  };
}

/** Does work that tells how far it is; when it fails, the step that failed is marked. */
export async function withProgress<T>(
  stream: ProgressStream,
  work: (progress: Progress) => Promise<T>,
): Promise<T> {
  const progress = terminalProgress(stream);
  try {
    return await work(progress);
  } catch (error) {
    progress.failed();
    throw error;
  }
}
