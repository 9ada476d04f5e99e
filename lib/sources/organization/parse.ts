import * as z from 'zod/mini';
import type { Organization } from '../../core/model/organization.ts';
import type { Manifest, Part } from '../../ports/account-export.ts';
import { PartReader } from '../parse/part-reader.ts';
import type { Parsed } from '../source.ts';

const FACTS = ['organization'] as const;

const accountId = z.string().check(z.regex(/^\d{12}$/, { error: 'an account of 12 digits' }));
const answer = z.object({
  Accounts: z.optional(z.array(z.object({ Id: accountId }))),
  Organization: z.optional(
    z.nullable(
      z.object({
        Id: z.string().check(z.regex(/^o-[a-z0-9]{1,32}$/, { error: 'the id of an organisation' })),
        MasterAccountId: z.optional(accountId),
      }),
    ),
  ),
});
type Answer = z.output<typeof answer>;

/** Reads which accounts belong together. A list that this account is not in is another organisation's. */
export function parseOrganization(part: Part, { account }: Manifest): Parsed {
  const reader = new PartReader(part, account);
  const answers = part.items.flatMap(
    (item, index) => reader.fit(answer, item, `[${index}]`, { facts: FACTS }) ?? [],
  );
  if (answers.length === 0) return { gaps: reader.gaps };
  const complete = part.status === 'complete' && answers.length === part.items.length;
  const organization = toOrganization(answers, complete);
  const { id, accounts, management } = organization;
  const stranger =
    id !== null && organization.complete && !accounts.includes(account) && management !== account;
  if (!stranger) return { organization, gaps: reader.gaps };
  reader.gap({
    reason: `${reader.at('Accounts')}: expected account ${account} among them, got other accounts only`,
    remedy: 'make it in the organisation that this account is in, or leave it out',
    facts: FACTS,
  });
  return { gaps: reader.gaps };
}

function toOrganization(answers: readonly Answer[], complete: boolean): Organization {
  const described = answers.flatMap(({ Organization: found }) => (found === undefined ? [] : [found]));
  const listed = answers.flatMap(({ Accounts }) => (Accounts === undefined ? [] : [Accounts]));
  const [organization] = described;
  const ids = listed.flat().map(({ Id }) => Id);
  return {
    id: organization === undefined ? undefined : (organization?.Id ?? null),
    ...(organization?.MasterAccountId === undefined ? {} : { management: organization.MasterAccountId }),
    accounts: [...new Set(ids)].toSorted(),
    complete: complete && (organization === null || listed.length > 0),
  };
}
