import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

const FILES = '**/*.{json,csv,json.gz}';
/** Written with the moments of the world already. */
const SIDE_FILES = ['exposures.json', 'roster.csv'];

/** What the lab makes up anew each time it builds the same account. */
const MADE_UP: readonly (readonly [RegExp, string])[] = [
  [/\b(AKIA|AIDA|AROA|ANPA|AGPA|APKA|ASCA|ACCA)[A-Z0-9]{8,}/g, '$1…'],
  [/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi, 'UUID'],
  [/\b(i|vpc|subnet|r|ami)-[0-9a-f]{8,17}\b/g, '$1-…'],
  [/(:secret:[^"]+)-[A-Za-z0-9]{6}\b/g, '$1-……'],
  [/"[A-Za-z0-9+/_-]{20,}={0,2}"/g, '"ID"'],
];

const MOMENT = /("LastAccessedDate": )?"?(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|\+00:00))/g;
const MINUTES = 60_000;
const DAY = 24 * 60 * MINUTES;
/** An account is built and collected within a few minutes, so moments differ by so much; ages differ by more. */
const STEP = 10 * MINUTES;

/**
 * Whether a collect of an account that was built again tells the same as the files of the last one, but for ids and
 * moments that differ by themselves. Then the old files may stay.
 * @param folder the last one's
 * @param collected the new one, with its side files
 * @param asOf the moment of the last one, milliseconds since 1970
 * @param takenAt the moment of the new one
 */
export async function tellTheSame(
  folder: string,
  collected: string,
  { asOf, takenAt }: { readonly asOf: number; readonly takenAt: number },
): Promise<boolean> {
  return (await essence(folder, asOf, asOf)) === (await essence(collected, asOf, takenAt));
}

/** Lines, and the cells of a table's rows, sorted: the lab's AWS lists in no particular order. */
async function essence(folder: string, asOf: number, takenAt: number): Promise<string> {
  const texts: string[] = [];
  for await (const file of glob(FILES, { cwd: folder })) {
    const bytes = await readFile(join(folder, file));
    const text = pretty((file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString());
    const dated = aged(text, SIDE_FILES.includes(file) ? asOf : takenAt);
    const plain = MADE_UP.reduce((rest, [pattern, instead]) => rest.replace(pattern, instead), dated);
    const lines = plain.split(/,?\n/).map((line) => line.split(',').toSorted().join(','));
    texts.push(`${file}\n${lines.toSorted().join('\n')}`);
  }
  return texts.toSorted().join('\n');
}

/** Moments as ages. AWS tells the day alone of when a secret was read, and the lab has things from 1970. */
function aged(text: string, takenAt: number): string {
  return text.replace(MOMENT, (_, day: string | undefined, found: string) => {
    const at = Date.parse(found);
    if (at < Date.UTC(2000)) return 'LONG-AGO';
    return day === undefined
      ? `${Math.round((takenAt - at) / STEP)} steps`
      : `${Math.floor((takenAt - at) / DAY)} days`;
  });
}

function pretty(text: string): string {
  return /^[[{]/.test(text) ? JSON.stringify(JSON.parse(text), null, 1) : text;
}
