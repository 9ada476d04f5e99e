import type { Lab } from '../../lab/lab.ts';

/** One run of a tool over the lab's account. */
export interface Run {
  /** What is started; its time and memory are measured. */
  readonly command: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Exit codes that mean success; 0 by default. */
  readonly fine?: readonly number[];
  /** Counts the findings it wrote. */
  readonly findings: () => Promise<number>;
}

/** A tool that sweeps an account. */
export interface Tool {
  readonly name: string;
  /** Computed calls at least; absent for tools whose reading is not ours to judge. */
  readonly minimum?: number;
  /** It takes minutes, most of them waiting for AWS: one run tells enough. */
  readonly once?: boolean;
  /** @param folder empty, for whatever the run writes */
  readonly prepare: (lab: Lab, folder: string) => Promise<Run>;
}

/** A tool that can't run here, and why in one line. */
export interface Missing {
  readonly name: string;
  readonly reason: string;
}
