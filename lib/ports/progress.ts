/** Where long work tells people how far it is. Never a secret value, never on stdout. */
export interface Progress {
  /** A step begins: `reading IAM users`. */
  step(text: string): void;
  /** How far the current step is: `1,200 of 3,000 keys`. */
  detail(text: string): void;
  /** The current step ended, with what came of it: `14 users, 17 keys`. */
  done(text?: string): void;
}

export const silent: Progress = { step() {}, detail() {}, done() {} };
