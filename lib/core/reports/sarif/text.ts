import { printable } from '../text.ts';

/**
 * A message that is only text: in SARIF braces hold placeholders and square brackets hold links, so both become
 * parentheses. The exact text stands in the result's properties.
 * Source: SARIF 2.1.0, 3.11.5 and 3.11.6.
 */
export function message(text: string): { readonly text: string } {
  return { text: printable(text).replace(/[{[]/g, '(').replace(/[}\]]/g, ')') || '-' };
}

/**
 * Where a code scanner shows a credential: a path of its own, `aws/ACCOUNT/REGION/KIND/ID`. It is relative and has no
 * scheme, because GitHub takes only paths in a repository; nothing in it can climb out of it.
 */
export function artifactUri(place: {
  readonly account: string;
  readonly region: string | null | undefined;
  readonly kind: string;
  readonly id: string;
}): string {
  const { account, region, kind, id } = place;
  return ['aws', account, region ?? 'global', kind, id].map(segment).join('/');
}

/** Percent-encoded, `..` and the empty name included, which would mean another place. */
function segment(text: string): string {
  const encoded = encodeURIComponent(text.toWellFormed());
  return /^\.{0,2}$/.test(encoded) ? `_${encoded}` : encoded;
}
