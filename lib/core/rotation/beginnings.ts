import { count, printable } from '../reports/text.ts';
import type { PlanKind } from './plan.ts';

/** What came of a proposal that the policy lets begin without a person. */
export interface Beginning {
  readonly credential: string;
  readonly kind: PlanKind;
  readonly state: 'begun' | 'refused';
  /** Of the plan that began; null: none did. */
  readonly rotation: string | null;
  /** Why none did, and what to do; empty: one did. */
  readonly refusals: readonly { readonly because: string; readonly todo: string }[];
}

export interface Message {
  readonly subject: string;
  readonly text: string;
}

/** What people are told of plans that began without them, and of those that were to begin and could not. */
export function beginningsText(
  beginnings: readonly Beginning[],
  { run, account }: { readonly run: string; readonly account: string },
): Message {
  const begun = beginnings.filter(({ state }) => state === 'begun');
  const others = beginnings.filter(({ state }) => state === 'refused');
  const told = [
    ...(begun.length > 0 ? [`${count(begun.length, 'plan')} begun`] : []),
    ...(others.length > 0 ? [`${count(others.length, 'plan')} NOT begun, a person must look`] : []),
  ].join(', ');
  return {
    subject: `Nightwarden: ${told}`,
    text: [
      `Account ${account}, run ${run}: ${told}.`,
      'The policy lets these begin without a person.',
      ...begun.flatMap(begunLines),
      ...others.flatMap(refusedLines),
    ].join('\n'),
  };
}

function begunLines({ kind, credential, rotation }: Beginning): readonly string[] {
  return [
    '',
    `${kind} ${printable(credential)}: begun`,
    `  follow it:   nightwarden status ${rotation}`,
    // What leaked is never given back.
    kind === 'contain'
      ? '  stop it:   nightwarden switch contain pause'
      : `  take the old one back:   nightwarden abort ${rotation}`,
  ];
}

function refusedLines({ kind, credential, refusals }: Beginning): readonly string[] {
  return [
    '',
    `${kind} ${printable(credential)}: not begun`,
    ...refusals.flatMap(({ because, todo }) => [`  ${printable(because)}`, `    ${printable(todo)}`]),
  ];
}
