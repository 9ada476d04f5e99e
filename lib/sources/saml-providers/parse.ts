import * as z from 'zod/mini';
import type { IdentityProvider } from '../../core/model/identity-provider.ts';
import { isRecord } from '../../core/model/records.ts';
import type { Manifest, Part } from '../../ports/account-export.ts';
import { PartReader } from '../parse/part-reader.ts';
import { arn, arnPlace, instant } from '../parse/schemas.ts';
import type { Parsed } from '../source.ts';

const FACTS = ['identity-providers'] as const;

const provider = z.object({
  Arn: arn('iam'),
  CreateDate: z.optional(instant),
  ValidUntil: z.optional(instant),
});

export function parseSamlProviders(part: Part, { account }: Manifest): Parsed {
  const reader = new PartReader(part, account);
  const found = part.items.flatMap((item, index): readonly IdentityProvider[] => {
    const about = { facts: FACTS, ...arnPlace(isRecord(item) ? item.Arn : undefined, 'iam') };
    const fit = reader.fit(provider, item, `[${index}]`, about);
    if (fit === undefined) return [];
    const { Arn, CreateDate, ValidUntil } = fit;
    return [
      {
        arn: Arn,
        protocol: 'saml',
        name: Arn.slice(Arn.lastIndexOf('/') + 1),
        createdAt: CreateDate ?? null,
        audiences: [],
        ...(ValidUntil === undefined ? {} : { validUntil: ValidUntil }),
      },
    ];
  });
  return { identityProviders: reader.unique(found, ({ arn: id }) => id, FACTS), gaps: reader.gaps };
}
