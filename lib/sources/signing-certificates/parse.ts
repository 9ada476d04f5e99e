import * as z from 'zod/mini';
import type { SigningCertificate } from '../../core/model/credential.ts';
import { isRecord } from '../../core/model/records.ts';
import type { Manifest, Part } from '../../ports/account-export.ts';
import { gapHeld, holderOf, NOBODY } from '../of-users/parse.ts';
import { PartReader } from '../parse/part-reader.ts';
import { instant } from '../parse/schemas.ts';
import type { Known, Parsed } from '../source.ts';

const FACTS = ['signing-certificates'] as const;

/** Capitals and digits only: what was put here by mistake is no id, and ids are shown. */
const id = z.string().check(z.regex(/^[A-Z0-9]{24,128}$/, { error: 'the id of a certificate' }));
const certificate = z.object({
  UserName: z.string(),
  CertificateId: id,
  Status: z.enum(['Active', 'Inactive', 'Expired']),
  UploadDate: z.optional(instant),
  NotAfter: z.optional(instant),
  ReadAt: z.optional(instant),
});

/** Reads certificates whose body was replaced by the day that it ends. */
export function parseCertificates(part: Part, manifest: Manifest, known: Known = NOBODY): Parsed {
  const reader = new PartReader(part, manifest.account);
  const items = part.items.flatMap((item, index) => {
    const subject = isRecord(item) ? id.safeParse(item.CertificateId).data : undefined;
    return reader.fit(certificate, item, `[${index}]`, { facts: FACTS, subject }) ?? [];
  });
  const credentials = reader
    .unique(items, ({ CertificateId }) => CertificateId, FACTS)
    .map(
      ({ UserName, CertificateId, Status, UploadDate, NotAfter, ReadAt }): SigningCertificate => ({
        kind: 'signing-certificate',
        id: CertificateId,
        ...holderOf(UserName, manifest, known),
        status: Status === 'Active' ? 'Active' : 'Inactive',
        createdAt: UploadDate ?? null,
        // IAM does not tell it of any certificate.
        lastUsed: { state: 'unknown', missing: part.missing },
        ...(NotAfter === undefined ? {} : { expiresAt: NotAfter }),
        ...(ReadAt === undefined ? {} : { readAt: ReadAt }),
      }),
    );
  gapHeld(reader, credentials, known, { facts: FACTS, takenAt: manifest.takenAt });
  return { credentials, gaps: reader.gaps };
}
