import * as z from 'zod/mini';
import { type Exposure, isCredentialName } from '../../core/model/people.ts';
import { type Instant, parseInstant } from '../../core/model/time.ts';
import { printable } from '../../core/reports/text.ts';
import { InputError } from '../../ports/input-error.ts';
import { shown } from '../redaction/shown.ts';
import { parseInputJson, readInputText } from '../roster/input-file.ts';

const text = (what: string) =>
  z
    .string({ error: what })
    .check(z.trim(), z.minLength(1, { error: what }), z.maxLength(2048, { error: what }));

const moment: z.ZodMiniType<Instant> = z.pipe(
  z.unknown(),
  z.transform((value, context) => {
    const at = typeof value === 'string' ? parseInstant(value) : undefined;
    if (at !== undefined) return at;
    context.issues.push({ code: 'custom', message: 'an ISO date', input: value });
    return z.NEVER;
  }),
);

const schema = z.object({
  credential: text('an access key id or an ARN').check(
    z.refine(isCredentialName, {
      error: 'an access key id or an ARN',
    }),
  ),
  at: moment,
  source: text('who or what reported it'),
  note: z.nullish(text('text')),
});

/**
 * Reads the reports that credentials leaked: a JSON array of `{credential, at, source, note?}`.
 * Other fields are passed over.
 * @returns oldest first
 * @throws {InputError} naming file and place: one report left out unseen would be a leak that nobody hears of
 */
export async function readExposures(file: string): Promise<readonly Exposure[]> {
  const content = parseInputJson(file, await readInputText(file, 'a JSON array of exposures'));
  if (!Array.isArray(content)) {
    throw new InputError(
      `${printable(file)}: expected an array of {credential, at, source, note?}, got ${shown(content)}: put it in [ ]`,
    );
  }
  return content
    .map((item, index) => exposureOf(file, item, index))
    .toSorted((a, b) => (a.at < b.at ? -1 : Number(a.at > b.at)));
}

function exposureOf(file: string, item: unknown, index: number): Exposure & { readonly at: Instant } {
  const result = schema.safeParse(item);
  if (result.success) {
    const { note, ...exposure } = result.data;
    return typeof note === 'string' ? { ...exposure, note } : exposure;
  }
  const issue = result.error.issues[0];
  const field = issue?.path[0];
  const place = `[${index}]${field === undefined ? '' : `.${String(field)}`}`;
  const got = field === undefined ? item : (item as Record<PropertyKey, unknown>)[field];
  const expected = field === undefined ? 'an object {credential, at, source, note?}' : issue?.message;
  throw new InputError(`${printable(file)}: ${place}: expected ${expected}, got ${shown(got)}`);
}
