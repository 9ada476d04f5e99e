import { byHandOf } from './by-hand.ts';
import type { Row } from './ledger.ts';
import * as commands from './runbook/commands.ts';
import { copyName } from './runbook/copies.ts';

/** The file that a value is fetched into: only its maker can read it, and it goes again. */
const FILE = 'value.json';

/**
 * What a person is asked to put into a copy by hand, and how they say that they did; empty: nobody is asked.
 * Ids and names only: they read the value themselves, with permissions of their own.
 */
export function byHandText(row: Row): readonly string[] {
  const asked = byHandOf(row);
  const target = asked === null ? undefined : row.plan.where.targets[asked.copy];
  if (asked === null || target?.in !== 'person' || row.plan.secret === null) return [];
  const { arn } = row.plan.secret;
  const which = asked.isBack ? 'the old value back' : 'the new value';
  return [
    `Whoever is meant by ${JSON.stringify(target.who)} puts ${which} into ${copyName(row.plan, asked.copy)}: key ${asked.key}.`,
    `How: ${target.instructions}`,
    asked.isBack
      ? 'If it was never changed there, nothing is to be done but to say so.'
      : 'The old one works until everything else has moved too.',
    '',
    'The value, into a file that nobody else can read; it goes by no mail and no chat:',
    `  ${commands.fetchVersion(arn, asked.version, row.plan.where.region, FILE)}`,
    `  ${commands.shred(FILE)}   # when it is done`,
    `Then say so:   nightwarden approve ${row.rotation} --copy ${asked.copy}`,
  ];
}
