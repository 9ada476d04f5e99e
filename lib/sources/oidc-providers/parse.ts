import * as z from 'zod/mini';
import type { IdentityProvider } from '../../core/model/identity-provider.ts';
import { isRecord } from '../../core/model/records.ts';
import type { Manifest, Part } from '../../ports/account-export.ts';
import { PartReader } from '../parse/part-reader.ts';
import { arn, arnPlace, instant } from '../parse/schemas.ts';
import type { Parsed } from '../source.ts';

const FACTS = ['identity-providers'] as const;

const provider = z
  .object({
    Arn: z.optional(arn('iam')),
    Url: z.optional(z.string().check(z.minLength(1, { error: 'a URL' }))),
    CreateDate: z.optional(instant),
    ClientIDList: z._default(z.array(z.string()), []),
  })
  .check(z.refine(({ Arn, Url }) => Arn !== undefined || Url !== undefined, { error: 'an Arn or a Url' }));
type Provider = z.output<typeof provider>;

/** Reads OIDC providers. IAM's answer about one holds no ARN: it follows from the account and the issuer's address. */
export function parseOidcProviders(part: Part, manifest: Manifest): Parsed {
  const reader = new PartReader(part, manifest.account);
  const found = part.items.flatMap((item, index) => {
    const about = { facts: FACTS, ...arnPlace(isRecord(item) ? item.Arn : undefined, 'iam') };
    const fit = reader.fit(provider, item, `[${index}]`, about);
    return fit === undefined ? [] : [toProvider(fit, manifest)];
  });
  return { identityProviders: reader.unique(found, ({ arn: id }) => id, FACTS), gaps: reader.gaps };
}

function toProvider(
  { Arn, Url = '', CreateDate, ClientIDList }: Provider,
  { account, partition }: Manifest,
): IdentityProvider {
  const address = Arn?.split(':oidc-provider/')[1] ?? Url.replace(/^https:\/\//, '');
  return {
    arn: Arn ?? `arn:${partition}:iam::${account}:oidc-provider/${address}`,
    protocol: 'oidc',
    name: address,
    createdAt: CreateDate ?? null,
    audiences: ClientIDList.toSorted(),
  };
}
