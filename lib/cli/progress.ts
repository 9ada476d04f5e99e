import type { WriteStream } from 'node:tty';
import pc from 'picocolors';
import { printable } from '../core/reports/text.ts';
import type { Progress } from '../ports/progress.ts';

/** A stream to tell progress on: a terminal has one line rewritten, anything else (a log, CI) a line a finished step. */
export type ProgressStream = Pick<WriteStream, 'write'> & { readonly isTTY?: boolean | undefined };

const REDRAW_MS = 100;

/** Progress that reads well in a terminal and in a log; nothing of it goes to stdout. */
export function terminalProgress(stream: ProgressStream, now: () => number = Date.now): Progress {
  let step = '';
  let startedAt = 0;
  let drawnAt = 0;
  const live = stream.isTTY === true;

  function draw(text: string): void {
    if (live) stream.write(`\r\u001b[2K${pc.cyan('…')} ${printable(text)}`);
  }

  function end(text: string): void {
    if (step === '') return;
    const seconds = ((now() - startedAt) / 1000).toFixed(1);
    const line = `${pc.green('✓')} ${step}${text === '' ? '' : `: ${printable(text)}`} ${pc.dim(`(${seconds} s)`)}`;
    stream.write(live ? `\r\u001b[2K${line}\n` : `${line}\n`);
    step = '';
  }

  return {
    step(text) {
      end('');
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
      end(text);
    },
  };
}
