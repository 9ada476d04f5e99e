import { isRecord } from '../core/model/records.ts';
import { emptied } from './files/kept.ts';
import { field, type Item, listOf, texts } from './keeping.ts';
import { redactedOne } from './keeping-values.ts';
import { isPlaces, type Place, redactDocument, tells } from './redaction/document.ts';
import { redactText } from './redaction/index.ts';

/** Characters. Twice what Step Functions takes; what is larger was not written for AWS. */
const LARGEST = 2_097_152;
/** Where a document that is no JSON holds something. */
const WHOLE = '$';

/**
 * What is kept of a document: `{length, found: [{path, value}]}`, only what looks like a secret or names an access
 * key, each value redacted; `{length, undecoded: "too-large"}` when it was not judged. What is no JSON is judged as
 * the text that it is. What was kept before stays as it is.
 * @param document JSON text, or parsed
 */
export async function redactedDocument(document: unknown): Promise<unknown> {
  if (typeof document === 'string') return ofText(document);
  if (!isRecord(document)) return emptied(document);
  if (isPlaces(document) || document.undecoded === 'too-large') return keptBefore(document);
  const found = await redactDocument(document);
  return found === undefined ? { undecoded: 'too-large' } : { found };
}

async function ofText(text: string): Promise<Item> {
  const { length } = text;
  if (length > LARGEST) return { length, undecoded: 'too-large' };
  const json = parsed(text);
  const found = json === undefined ? undefined : await redactDocument(json);
  return { length, found: found ?? (await asText(text)) };
}

async function asText(text: string): Promise<readonly Place[]> {
  const value = await redactText(text);
  return tells(value) ? [{ path: WHOLE, value }] : [];
}

function parsed(text: string): object | undefined {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === 'object' && json !== null ? json : undefined;
  } catch {
    return undefined;
  }
}

async function keptBefore({ length, found, undecoded }: Item): Promise<Item> {
  return {
    ...(typeof length === 'number' ? { length } : {}),
    ...(await field('found', found, (list) =>
      listOf(list, async (place) => ({
        ...texts(place, ['path']),
        value: await redactedOne('', place.value),
      })),
    )),
    ...(undecoded === 'too-large' ? { undecoded } : {}),
  };
}
