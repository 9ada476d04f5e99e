import type { Answer } from './answer.ts';
import type { Call } from './call.ts';

/** One thing that AWS does and ministack does not. Every part is optional; a call goes through them in order. */
export interface Imitation {
  /** Answers instead of ministack; undefined passes the call on. */
  readonly answer?: (call: Call) => Promise<Answer | undefined> | Answer | undefined;
  /** Answers as ministack would, from what passed here: amended as its own answer is. */
  readonly stand?: (call: Call) => Promise<Answer | undefined> | Answer | undefined;
  /** Changes ministack's answer before the caller sees it. */
  readonly amend?: (call: Call, answer: Answer) => Promise<Answer> | Answer;
  /** Is told of each call and its final answer. What it throws is reported and never fails the call. */
  readonly observe?: (call: Call, answer: Answer) => Promise<void> | void;
  /** Private controls under `/_lab/`, by name. */
  readonly controls?: Readonly<Record<string, Control>>;
  /** Forgets everything: ministack was emptied. */
  readonly reset?: () => void;
}

export interface Control {
  /** POST: takes the parsed body, answers with what it returns; a ZodError becomes HTTP 400. */
  readonly post?: (body: unknown) => unknown;
  readonly get?: () => unknown;
  /** DELETE: back to how it was at the start. */
  readonly reset?: () => void;
}
