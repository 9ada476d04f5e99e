import * as z from 'zod/mini';
import type { ServiceSpecificCredential } from '../../core/model/credential.ts';
import { isRecord } from '../../core/model/records.ts';
import type { Manifest, Part } from '../../ports/account-export.ts';
import { gapHeld, holderOf, NOBODY } from '../of-users/parse.ts';
import { PartReader } from '../parse/part-reader.ts';
import { instant } from '../parse/schemas.ts';
import type { Known, Parsed } from '../source.ts';

const FACTS = ['service-specific-credentials'] as const;

/** Capitals and digits only: a password or API key that was put here by mistake is no id, and ids are shown. */
const id = z
  .string()
  .check(z.regex(/^[A-Z0-9]{16,128}$/, { error: 'the id of a service-specific credential' }));
const credential = z.object({
  UserName: z.string(),
  ServiceSpecificCredentialId: id,
  ServiceName: z.string().check(z.regex(/^[a-z0-9.-]{1,128}$/, { error: "a service's name" })),
  Status: z.enum(['Active', 'Inactive', 'Expired']),
  CreateDate: z.optional(instant),
  ExpirationDate: z.optional(instant),
});

/** Reads what `list-service-specific-credentials` writes. */
export function parseServiceCredentials(part: Part, manifest: Manifest, known: Known = NOBODY): Parsed {
  const reader = new PartReader(part, manifest.account);
  const items = part.items.flatMap((item, index) => {
    const subject = isRecord(item) ? id.safeParse(item.ServiceSpecificCredentialId).data : undefined;
    return reader.fit(credential, item, `[${index}]`, { facts: FACTS, subject }) ?? [];
  });
  const credentials = reader
    .unique(items, ({ ServiceSpecificCredentialId }) => ServiceSpecificCredentialId, FACTS)
    .map(
      ({ UserName, ServiceSpecificCredentialId, ...item }): ServiceSpecificCredential => ({
        kind: 'service-specific-credential',
        id: ServiceSpecificCredentialId,
        ...holderOf(UserName, manifest, known),
        status: item.Status === 'Active' ? 'Active' : 'Inactive',
        createdAt: item.CreateDate ?? null,
        // IAM does not tell it of any; what the user reached in the service is told of the user.
        lastUsed: { state: 'unknown', missing: 'iam:GetServiceLastAccessedDetails' },
        service: item.ServiceName,
        expiresAt: item.ExpirationDate ?? null,
      }),
    );
  gapHeld(reader, credentials, known, { facts: FACTS, takenAt: manifest.takenAt });
  return { credentials, gaps: reader.gaps };
}
