import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { JSON_FILES } from '../../../lib/sources/files/known.ts';
import { SOURCES } from '../../../lib/sources/index.ts';
import { hostileDetails, KEYS } from './iam.ts';
import { hostileCopies } from './mutate.ts';
import { ACCOUNT, CANARY, OLD } from './shared.ts';
import { TEXTS, text } from './texts.ts';

const SHOP = join(import.meta.dirname, '..', 'small-shop');
type Item = Parameters<typeof hostileCopies>[0];
/** Files with so many hostile copies are as telling as ones with all of them. */
const MOST = 60;

/**
 * The files of the world hostile: those of small-shop, each item of each source copied with something hostile in one
 * place, and IAM, CloudTrail and what people hand over made by hand. A new source's file joins by itself.
 * @returns content by path
 */
export async function hostileFiles(): Promise<ReadonlyMap<string, string | Buffer>> {
  const files = new Map<string, string | Buffer>();
  const listed = [...JSON_FILES.filter(({ part }) => part !== 'authorization'), ...SOURCES];
  for (const { file, list } of listed) {
    const items = itemsOf(await shopFile(file), list);
    const copies = items.flatMap((item, i) => hostileCopies(item, i * 7)).slice(0, MOST);
    files.set(file, written(list, [...items, ...copies, ...BY_HAND[file]?.() ?? []]));
  }
  files.set('account-authorization-details.json', await details());
  files.set('credential-report.csv', await report());
  files.set('cloudtrail/records.json', JSON.stringify({ Records: TEXTS.map(record) }));
  files.set('cloudtrail/not-utf-8.json', Buffer.from(`{"Records":[{"eventName":"\xff\xfe${CANARY}"}]}`, 'latin1'));
  files.set('cloudtrail/deep.json', `${'['.repeat(20_000)}"${CANARY}`);
  files.set('manifest.json', MANIFEST);
  files.set('roster.csv', roster());
  files.set('exposures.json', JSON.stringify(exposures(), null, 1));
  return files;
}

/** What only a person who exports by hand would put there: values in the open. */
const BY_HAND: Readonly<Record<string, () => readonly Item[]>> = {
  'access-keys.json': () =>
    KEYS.map(({ user, id }) => ({ UserName: user, AccessKeyId: id, Status: 'Active', CreateDate: OLD })),
  'functions.json': () =>
    TEXTS.map((name, i) => ({
      FunctionArn: `arn:aws:lambda:us-east-1:${ACCOUNT}:function:hostile-${i}`,
      FunctionName: name,
      Environment: {
        Variables: Object.fromEntries([
          [name, `${CANARY}-${i}`],
          ['DB_PASSWORD', `${CANARY}-Vw6Tm4Zr-${i}`],
          ['__proto__', CANARY],
          ['constructor', CANARY],
        ]),
      },
    })),
};

async function shopFile(file: string): Promise<unknown> {
  return JSON.parse(await readFile(join(SHOP, file), 'utf8')) as unknown;
}

/** A file's items, whether it holds them bare or in an answer of AWS's CLI. */
function itemsOf(content: unknown, list: string | undefined): readonly Item[] {
  const entries = (Array.isArray(content) ? content : [content]) as readonly Readonly<Record<string, Item>>[];
  if (list === undefined) return entries;
  return entries.flatMap((entry) => (list in entry ? (entry[list] as readonly Item[]) : [entry]));
}

function written(list: string | undefined, items: readonly Item[]): string {
  const lines = items.map((item) => JSON.stringify(item)).join(',\n');
  return list === undefined ? `[\n${lines}\n]\n` : `[{${JSON.stringify(list)}:[\n${lines}\n]}]\n`;
}

async function details(): Promise<string> {
  const shop = await shopFile('account-authorization-details.json');
  const pages = Array.isArray(shop) ? (shop as readonly unknown[]) : [shop];
  return `[${[...pages, hostileDetails()].map((page) => JSON.stringify(page)).join(',\n')}]\n`;
}

async function report(): Promise<string> {
  const shop = await readFile(join(SHOP, 'credential-report.csv'), 'utf8');
  const rows = TEXTS.map((name) => {
    const cells = [name, `arn:aws:iam::${ACCOUNT}:user/${name}`, 'true', name, 'false', 'true', OLD, '2026-11-01T00:00:00+00:00'];
    const rest = ['false', 'N/A', 'N/A', OLD, 'N/A', 'N/A', name, name, 'N/A', 'N/A', 'false', 'N/A', 'false', 'N/A'];
    return [...cells, ...rest].map((cell) => `"${cell.replaceAll('"', '""').toWellFormed()}"`).join(',');
  });
  return `${[shop.trimEnd(), ...rows].join('\n')}\n`;
}

function record(name: string, i: number): object {
  return {
    eventID: `h-${i}`,
    eventTime: `2026-11-1${i % 10}T03:00:00Z`,
    eventName: name,
    eventSource: `${text(i + 1)}.amazonaws.com`,
    awsRegion: text(i + 2),
    sourceIPAddress: text(i + 3),
    userAgent: name,
    recipientAccountId: ACCOUNT,
    userIdentity: { type: 'IAMUser', accountId: ACCOUNT, userName: name, accessKeyId: KEYS[i]?.id },
    responseElements: { credentials: { sessionToken: CANARY, accessKeyId: name } },
  };
}

/** `__proto__` as a field of its own: JSON.parse makes it one. */
const MANIFEST = `{
  "__proto__": {"account": "999999999999", "complete": true},
  "constructor": {"prototype": {"polluted": true}},
  "account": "${ACCOUNT}",
  "takenAt": "2026-11-20T03:00:00.000Z",
  "regions": ["us-east-1", "eu-west-1"]
}
`;

function roster(): string {
  const rows = TEXTS.map((team, i) => `h${i}@smallshop.example,"${team.replaceAll('"', '""').toWellFormed()}",active,`);
  return `${['email,team,status,leftOn', ...rows].join('\n')}\n`;
}

function exposures(): readonly object[] {
  return KEYS.map(({ id }, i) => ({ credential: id, at: '2026-11-10T03:00:00Z', source: text(i).slice(0, 200), note: text(i + 1).slice(0, 200) }));
}
