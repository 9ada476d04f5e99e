// For seeding: sets fields that only time, or the service itself, sets. AWS has no such call; answers keep AWS's shape.
import * as z from 'zod';
import { type Answer, jsonAnswer } from '../answer.ts';
import { type Call, isRecord } from '../call.ts';
import type { Imitation } from '../imitation.ts';

const request = z.strictObject({
  /** As the signature names it: `events`. */
  service: z.string(),
  /** The field that names the thing, and what stands in it. */
  field: z.string(),
  value: z.string(),
  /** What its answers tell from now on. */
  set: z.record(z.string(), z.unknown()),
});

export interface ListedFields extends Imitation {
  readonly amend: (call: Call, answer: Answer) => Answer;
}

/** Sets fields of one thing wherever a JSON answer of its service tells of it. */
export function listedFields(): ListedFields {
  const wanted: z.output<typeof request>[] = [];

  function amend(call: Call, answer: Answer): Answer {
    const some = wanted.filter(({ service }) => service === call.service);
    if (some.length === 0 || answer.status !== 200) return answer;
    const value: unknown = JSON.parse(answer.body.toString());
    for (const thing of objectsIn(value)) {
      for (const { field, value: named, set } of some) if (thing[field] === named) Object.assign(thing, set);
    }
    return { ...answer, body: jsonAnswer(value).body };
  }
  const reset = () => {
    wanted.length = 0;
  };
  const post = (body: unknown) => {
    wanted.push(request.parse(body));
  };
  return { amend, reset, controls: { 'listed-fields': { post, reset } } };
}

function* objectsIn(value: unknown): Generator<Record<string, unknown>> {
  if (isRecord(value)) yield value;
  const inner: readonly unknown[] = Array.isArray(value)
    ? value
    : isRecord(value)
      ? Object.values(value)
      : [];
  for (const each of inner) yield* objectsIn(each);
}
