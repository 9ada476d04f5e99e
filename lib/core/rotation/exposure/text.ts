import { printable } from '../../reports/text.ts';
import type { Check, CheckId, Exposure, Item } from './judge.ts';
import type { OpenExposure } from './open.ts';

const TITLE: Readonly<Record<CheckId, string>> = {
  refused: 'what leaked is refused',
  sessions: 'sessions that it made are over',
  copies: 'no copy is left, and nobody waits for something in its place',
  'third-parties': 'whoever outside had it has confirmed',
  'lateral-movement': 'what it left behind was looked for',
};

const MARK: Readonly<Record<Item['state'], string>> = { closed: '✓', open: '✗', unknown: '?' };

/** An exposure as people read it. */
export function exposureText(exposure: Exposure): string {
  const { credential, principal, rotation, state, checks } = exposure;
  const lines = [
    `exposure of ${credential} of ${principal}`,
    `  contained by plan ${rotation}`,
    `  ${state === 'closed' ? 'closed: nothing trusts it any more, as far as can be seen and was said' : `open: ${missing(checks)}`}`,
    ...checks.flatMap(checkLines),
    ...nextLines(exposure),
  ];
  return `${lines.map(printable).join('\n')}\n`;
}

function missing(checks: readonly Check[]): string {
  const left = checks.flatMap(({ items }) => items.filter(({ state }) => state !== 'closed'));
  return left.length === 1 ? '1 thing is missing' : `${left.length} things are missing`;
}

function checkLines({ id, state, items }: Check): readonly string[] {
  return [
    '',
    `${MARK[state]} ${TITLE[id]}`,
    ...items.flatMap((item) => [
      `    ${MARK[item.state]} ${item.what}${said(item)}`,
      ...item.todo.map((todo) => `        → ${todo}`),
    ]),
  ];
}

function said({ attested }: Item): string {
  return attested === null ? '' : ` (${attested.by} says: ${attested.because})`;
}

function nextLines({ rotation, checks }: Exposure): readonly string[] {
  const ready = checks.filter(({ items }) =>
    items.some(({ attestable, state }) => attestable && state !== 'closed'),
  );
  if (ready.length === 0) return [];
  return [
    '',
    'Next, once you have looked at what is named above',
    ...ready.map(({ id }) => `  nightwarden exposure ${rotation} --attest ${id} --because 'what you found'`),
  ];
}

/** The leaks that nobody has seen closed, one a line. */
export function openExposuresText(open: readonly OpenExposure[]): string {
  if (open.length === 0) return 'No exposure is open.\n';
  const lines = open.map(
    ({ rotation, credential, principal, at }) =>
      `  ${rotation}  ${credential} of ${principal}, since ${new Date(at).toISOString().slice(0, 10)}`,
  );
  const all = [
    'Exposures that are open',
    ...lines,
    '',
    'Next',
    '  nightwarden exposure ID: what is missing of one',
  ];
  return `${all.map(printable).join('\n')}\n`;
}
