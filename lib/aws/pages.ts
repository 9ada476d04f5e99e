import { AnswerError } from './errors.ts';

/**
 * Asks for page after page until an answer names no next one.
 * @throws {AnswerError} when an answer names the page that was just read
 */
export async function* pages<P>(
  ask: (token: string | undefined) => Promise<P>,
  next: (page: P) => string | undefined,
): AsyncGenerator<P, void, undefined> {
  let token: string | undefined;
  do {
    const page = await ask(token);
    yield page;
    const following = next(page) || undefined;
    if (following !== undefined && following === token)
      throw new AnswerError('AWS named the same page twice, so the list was not read to its end');
    token = following;
  } while (token !== undefined);
}

/**
 * Where IAM's lists go on. A list that says it was cut off and names no next page was not read to its end.
 * @throws {AnswerError} for such a list
 */
export function nextMarker({
  IsTruncated,
  Marker,
}: {
  IsTruncated?: boolean | undefined;
  Marker?: string | undefined;
}): string | undefined {
  if (IsTruncated !== true) return undefined;
  if (!Marker) throw new AnswerError('the list was cut off without naming its next page');
  return Marker;
}

/** An SDK answer in the shape that the CLI writes: plain JSON, dates as ISO text, no `$metadata`. */
export function plain(answer: object): unknown {
  return JSON.parse(JSON.stringify({ ...answer, $metadata: undefined }));
}
