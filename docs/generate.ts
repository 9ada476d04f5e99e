import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { palette } from '../lib/cli/palette.ts';
import { DETECTORS } from '../lib/core/detectors/index.ts';
import { attackOf, frameworksOf } from '../lib/core/frameworks/index.ts';
import { toTable } from '../lib/core/reports/table/index.ts';
import { count } from '../lib/core/reports/text.ts';
import { readPolicy } from '../lib/infra/read-policy.ts';
import { silent } from '../lib/ports/progress.ts';
import { documentPolicy } from '../lib/sources/policy/index.ts';
import { sweep } from '../lib/usecases/sweep.ts';
import { conformancePage } from './conformance.ts';
import { frameworkPage, reasonsOf } from './frameworks.ts';
import { terminalSvg } from './picture.ts';

const DOCS = import.meta.dirname;

const WORLD = join(DOCS, '..', 'test', 'worlds', 'small-shop');
/** Lines of the report that the picture shows, before its summary. */
const PICTURE_LINES = 38;

/**
 * The documents that are made from the code, by path below docs/. A test holds them against what is committed.
 */
export async function documents(): Promise<ReadonlyMap<string, string>> {
  return new Map([
    ['sweep.svg', await picture()],
    ['read-only-policy.json', `${JSON.stringify(readPolicy({ secretReading: true }), null, 2)}\n`],
    ['policy.yaml', documentPolicy(DETECTORS)],
    ['detectors/README.md', detectorIndex()],
    ['frameworks.md', frameworkPage()],
    ['conformance.md', conformancePage()],
  ]);
}

function detectorIndex(): string {
  const rows = DETECTORS.map(({ id, title, options }) => {
    const { owaspNhi, nistCsf, cisV3, cisV5, fsbp } = frameworksOf(id);
    const thresholds = Object.entries(options).map(
      ([name, spec]) => `\`${name}\` ${count(spec.default, spec.unit.slice(0, -1))}`,
    );
    const cis = [...cisV3.map((at) => `v3 ${at}`), ...cisV5.map((at) => `v5 ${at}`)];
    const cells = [
      `[\`${id}\`](../../lib/core/detectors/${id}/README.md)`,
      title,
      thresholds.join(', ') || '–',
      owaspNhi.join(', ') || '–',
      nistCsf.join(', ') || '–',
      cis.join(', ') || '–',
      fsbp.join(', ') || '–',
      attackOf(id).join(', ') || '–',
    ];
    return `| ${cells.join(' | ')} |`;
  });
  return [
    '# Detectors',
    '',
    'Generated from the registry by `npm run docs`. Why each id is there stands below the table, and by framework in',
    '[frameworks.md](../frameworks.md).',
    '',
    '| detector | what is wrong | thresholds | OWASP NHI | NIST CSF 2.0 | CIS AWS | FSBP | ATT&CK |',
    '|---|---|---|---|---|---|---|---|',
    ...rows,
    '',
    '## Why these controls',
    '',
    ...DETECTORS.flatMap(({ id, title }) => [`### \`${id}\`: ${title}`, '', ...reasonsOf(id), '']),
  ].join('\n');
}

/** What a terminal shows of a sweep of the world that the lab builds. */
async function picture(): Promise<string> {
  const { estate, judged } = await sweep(
    { from: WORLD, roster: join(WORLD, 'roster.csv'), exposures: join(WORLD, 'exposures.json') },
    { now: () => new Date(0), progress: silent },
  );
  const lines = toTable(estate, judged, { palette: palette(true), width: 100, next: [] })
    .trimEnd()
    .split('\n');
  const [summary = ''] = lines.slice(-1);
  const shown = lines.slice(0, lines.lastIndexOf('', PICTURE_LINES));
  const command = '$ npx nightwarden sweep --roster people.csv --exposures leaked.json';
  const title = 'A sweep of the world small-shop: findings by credential, the worst first';
  return terminalSvg([command, '', ...shown, '', '…', '', summary].join('\n'), title);
}

/** Puts what is generated into the README, each between its two marks. */
export async function readme(): Promise<string> {
  const text = await readFile(join(DOCS, '..', 'README.md'), 'utf8');
  const policy = (await documents()).get('read-only-policy.json') ?? '';
  return between(
    between(text, 'read-only-policy', `\`\`\`json\n${policy}\`\`\`\n`),
    'detectors',
    `\n${whatItFinds()}\n`,
  );
}

function between(text: string, mark: string, inner: string): string {
  const [open, close] = [`<!-- ${mark} -->\n`, `<!-- /${mark} -->`];
  const [start, end] = [text.indexOf(open), text.indexOf(close)];
  if (start < 0 || end < start)
    throw new RangeError(`README.md: expected the marks ${open.trim()} … ${close}`);
  return `${text.slice(0, start + open.length)}${inner}${text.slice(end)}`;
}

const AREAS: readonly (readonly [string, RegExp])[] = [
  ['Users, keys and roles', /^iam\./],
  ['Ownership, leaks, trust', /^trust\./],
  ['Secrets', /^secretsmanager\./],
  ['In plain sight', /plaintext/],
  ['Applications and third parties', /^application\./],
  ['Everything else', /./],
];

/** One row an area, each detector by its title. */
function whatItFinds(): string {
  const rows = Map.groupBy(DETECTORS, ({ id }) => AREAS.find(([, ids]) => ids.test(id))?.[0] ?? '');
  return [
    `| where | what is found (${DETECTORS.length} detectors) |`,
    '|---|---|',
    ...[...rows].map(([area, list]) => {
      const links = list.map(({ id, title }) => `[${title}](lib/core/detectors/${id}/README.md)`);
      return `| ${area} | ${links.join('<br>')} |`;
    }),
    '',
  ].join('\n');
}

if (import.meta.main) {
  for (const [path, text] of await documents()) await writeFile(join(DOCS, path), text);
  await writeFile(join(DOCS, '..', 'README.md'), await readme());
}
