import * as z from 'zod';
import { type Answer, jsonAnswer } from './answer.ts';
import type { Request } from './call.ts';
import type { Control, Imitation } from './imitation.ts';

export const CONTROL_PATH = '/_lab';

/** Answers `/_lab/NAME`: POST sets, GET tells, DELETE sets back; DELETE `/_lab` sets back everything. */
export async function control(request: Request, imitations: readonly Imitation[]): Promise<Answer> {
  const controls = new Map(imitations.flatMap((each) => Object.entries(each.controls ?? {})));
  const name = request.target.slice(CONTROL_PATH.length + 1).split('?')[0] ?? '';
  if (name === '' && request.method === 'DELETE') {
    for (const each of controls.values()) each.reset?.();
    return jsonAnswer({ ok: true });
  }
  const found = controls.get(name);
  if (found === undefined)
    return refusal(404, `expected one of ${[...controls.keys()].join(', ')}, got ${name}`);
  try {
    return jsonAnswer((await run(found, request)) ?? { ok: true });
  } catch (error) {
    if (error instanceof z.ZodError) return refusal(400, z.prettifyError(error).replaceAll('\n', ' '));
    if (error instanceof SyntaxError) return refusal(400, 'expected a JSON body');
    throw error;
  }
}

function run(found: Control, { method, body }: Request): unknown {
  if (method === 'GET') return found.get?.();
  if (method === 'DELETE') return found.reset?.();
  return found.post?.(JSON.parse(body.length === 0 ? '{}' : body.toString()));
}

function refusal(status: number, message: string): Answer {
  return jsonAnswer({ message }, status);
}
