import { count, printable } from '../../reports/text.ts';
import type { Check, CheckId, Exposure, Item } from './judge.ts';
import { minute } from './moments.ts';
import type { OpenExposure, OpenExposures } from './open.ts';

export const CHECK_TITLES: Readonly<Record<CheckId, string>> = {
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
    `${MARK[state]} ${CHECK_TITLES[id]}`,
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

/** The leaks that nobody has seen closed, with what the last look at each came to. */
export function openExposuresText({ open, unreadable }: OpenExposures): string {
  if (open.length === 0 && unreadable.length === 0) return 'No exposure is open.\n';
  const all = [
    ...(open.length === 0 ? [] : ['Exposures that are open', ...open.flatMap(openLines)]),
    ...unreadable.map(
      (rotation) => `Nobody knows how the exposure of plan ${rotation} stands: its row can't be read`,
    ),
    '',
    'Next',
    '  nightwarden exposure ID: what is missing of one, as it is now',
  ];
  return `${all.map(printable).join('\n')}\n`;
}

function openLines({ rotation, credential, principal, at, looked }: OpenExposure): readonly string[] {
  const since = new Date(at).toISOString().slice(0, 10);
  const last =
    looked === null
      ? 'not looked into yet'
      : `${count(looked.missing, 'thing')} missing (${looked.checks.join(', ')}) when it was looked into at ${minute(looked.at)} UTC`;
  return [`  ${rotation}  ${credential} of ${principal}, since ${since}`, `      ${last}`];
}
