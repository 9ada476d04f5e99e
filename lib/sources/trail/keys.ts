import * as z from 'zod/mini';
import type { Part } from '../../ports/account-export.ts';

const listedKey = z.object({
  AccessKeyId: z.string(),
  UserName: z._default(z.string(), ''),
  Status: z.string(),
});

/** Watched keys first, then active ones: what the page budget cuts off should matter least. */
export function keysToLookUp({ items }: Part, watched: ReadonlySet<string>): readonly string[] {
  const keys = items.flatMap((item) => listedKey.safeParse(item).data ?? []);
  const rank = ({ AccessKeyId, UserName, Status }: z.output<typeof listedKey>) => {
    if (watched.has(AccessKeyId.toLowerCase()) || watched.has(UserName.toLowerCase())) return 0;
    return Status === 'Active' ? 1 : 2;
  };
  return keys.toSorted((a, b) => rank(a) - rank(b)).map(({ AccessKeyId }) => AccessKeyId);
}
