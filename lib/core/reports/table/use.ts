import type { Subject } from '../../model/estate.ts';
import type { Usage } from '../../model/usage.ts';
import { count } from '../text.ts';

/** How many holders or networks are named before the rest is counted. */
const NAMED = 2;

/**
 * Who uses a credential: `last used 2026-11-20 (s3, eu-west-1) · CloudTrail: 214 calls from 192.0.2.1 and 3 more · held by function
 * mailer`. Empty for a copy in the open: nothing watches who reads it.
 */
export function useOf(subject: Subject): string {
  if (subject.credential.kind === 'plaintext') return '';
  return [lastUseOf(subject), callsOf(subject.usage), holdersOf(subject)]
    .filter((part) => part !== '')
    .join(' · ');
}

/** The later of what the service tells and what CloudTrail shows; never "never" when it was not read. */
function lastUseOf({ credential: { lastUsed }, usage }: Subject): string {
  const told = lastUsed.state === 'used' ? lastUsed.at.slice(0, 10) : '';
  const seen = usage?.lastSeen.slice(0, 10) ?? '';
  if (seen > told) return `last used ${seen}`;
  if (lastUsed.state === 'never') return 'never used';
  if (lastUsed.state === 'unknown') return 'last use not known';
  const place = [lastUsed.service, lastUsed.region].filter((part) => part !== undefined).join(', ');
  return `last used ${told}${place === '' ? '' : ` (${place})`}`;
}

function callsOf(usage: Usage | undefined): string {
  if (usage === undefined) return '';
  const { calls, sourceIps, counts } = usage;
  const from = sourceIps.length === 0 ? '' : ` from ${named(sourceIps, counts.sourceIps)}`;
  return `CloudTrail: ${count(calls, 'call')}${from}`;
}

function holdersOf({ dependents }: Subject): string {
  const holders = dependents.filter(({ role }) => role === 'holder').map(({ name }) => shortName(name));
  const distinct = [...new Set(holders)];
  return distinct.length === 0 ? '' : `held by ${named(distinct, distinct.length)}`;
}

/** `function mailer` of `arn:aws:lambda:us-east-1:111122223333:function:mailer`. */
function shortName(name: string): string {
  return name.startsWith('arn:') ? name.split(':').slice(5).join(' ').replace('/', ' ') : name;
}

function named(names: readonly string[], all: number): string {
  const shown = names.slice(0, NAMED);
  const more = all - shown.length;
  return `${shown.join(', ')}${more > 0 ? ` and ${count(more, 'more', 'more')}` : ''}`;
}
