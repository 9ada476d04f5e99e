import type { ProgressStream } from './progress.ts';

/** What a command needs of the world around it, so that tests can give it another. */
export interface Surroundings {
  readonly stdout: {
    write(text: string): unknown;
    readonly isTTY?: boolean | undefined;
    readonly columns?: number;
  };
  readonly stderr: ProgressStream;
  readonly now: () => Date;
}
