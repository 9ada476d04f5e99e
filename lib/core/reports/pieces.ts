import { safeJson } from './text.ts';

/** Characters, about: a piece is worth a write of its own. */
const PIECE = 1 << 16;

/**
 * {@link safeJson} of a document, piece by piece, so that a report of many megabytes is never whole in memory: the
 * items of an array, and of each array that is a field of an object, are written one after another.
 * @param value plain data; its own fields hold no `undefined`
 */
export function* jsonPieces(value: object): Generator<string, void, undefined> {
  let piece = '';
  for (const part of parts(value)) {
    piece += part;
    if (piece.length < PIECE) continue;
    yield piece;
    piece = '';
  }
  yield `${piece}\n`;
}

function* parts(value: object): Generator<string, void, undefined> {
  if (Array.isArray(value)) {
    yield* items(value, '');
    return;
  }
  const fields = Object.entries(value).filter(([, inner]) => inner !== undefined);
  if (fields.length === 0) yield '{}';
  for (const [at, [name, inner]] of fields.entries()) {
    yield `${at === 0 ? '{' : ','}\n  ${safeJson(name)}: `;
    if (Array.isArray(inner)) yield* items(inner, '  ');
    else yield indented(inner, '  ');
  }
  if (fields.length > 0) yield '\n}';
}

function* items(list: readonly unknown[], indent: string): Generator<string, void, undefined> {
  if (list.length === 0) yield '[]';
  for (const [at, item] of list.entries())
    yield `${at === 0 ? '[' : ','}\n${indent}  ${indented(item, `${indent}  `)}`;
  if (list.length > 0) yield `\n${indent}]`;
}

/** JSON breaks no string over lines, so every line break is one of layout. */
function indented(value: unknown, indent: string): string {
  return safeJson(value ?? null).replaceAll('\n', `\n${indent}`);
}
