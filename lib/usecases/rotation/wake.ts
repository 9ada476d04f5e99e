import type { RotationQuestions } from './ask-person.ts';

export interface WakePorts {
  readonly questions: Pick<RotationQuestions, 'read' | 'forget'>;
  /** Wakes an execution that waits for a person; that it waits no longer is as good. */
  readonly wake: (token: string) => Promise<void>;
}

/** An execution that still waits for an answer which the ledger has looks again now, not at its next reminder. */
export async function wakeWaiting({ questions, wake }: WakePorts, rotation: string): Promise<void> {
  const waiting = await questions.read(rotation);
  if (waiting === undefined) return;
  await wake(waiting.token);
  await questions.forget(rotation);
}
