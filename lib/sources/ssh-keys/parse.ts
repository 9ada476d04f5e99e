import * as z from 'zod/mini';
import type { SshKey } from '../../core/model/credential.ts';
import { isRecord } from '../../core/model/records.ts';
import type { Manifest, Part } from '../../ports/account-export.ts';
import { gapHeld, holderOf, NOBODY } from '../of-users/parse.ts';
import { PartReader } from '../parse/part-reader.ts';
import { instant } from '../parse/schemas.ts';
import type { Known, Parsed } from '../source.ts';

const FACTS = ['ssh-keys'] as const;

/** Capitals and digits only: a key that was put here by mistake is no id, and ids are shown. */
const id = z.string().check(z.regex(/^[A-Z0-9]{16,128}$/, { error: 'the id of an SSH key' }));
const sshKey = z.object({
  UserName: z.string(),
  SSHPublicKeyId: id,
  Status: z.enum(['Active', 'Inactive', 'Expired']),
  UploadDate: z.optional(instant),
  ReadAt: z.optional(instant),
});

/** Reads what `list-ssh-public-keys` writes. */
export function parseSshKeys(part: Part, manifest: Manifest, known: Known = NOBODY): Parsed {
  const reader = new PartReader(part, manifest.account);
  const items = part.items.flatMap((item, index) => {
    const subject = isRecord(item) ? id.safeParse(item.SSHPublicKeyId).data : undefined;
    return reader.fit(sshKey, item, `[${index}]`, { facts: FACTS, subject }) ?? [];
  });
  const credentials = reader
    .unique(items, ({ SSHPublicKeyId }) => SSHPublicKeyId, FACTS)
    .map(
      ({ UserName, SSHPublicKeyId, Status, UploadDate, ReadAt }): SshKey => ({
        kind: 'ssh-key',
        id: SSHPublicKeyId,
        ...holderOf(UserName, manifest, known),
        status: Status === 'Active' ? 'Active' : 'Inactive',
        createdAt: UploadDate ?? null,
        // IAM does not tell it of any SSH key; what the user reached in CodeCommit is told of the user.
        lastUsed: { state: 'unknown', missing: 'iam:GetServiceLastAccessedDetails' },
        ...(ReadAt === undefined ? {} : { readAt: ReadAt }),
      }),
    );
  gapHeld(reader, credentials, known, { facts: FACTS, takenAt: manifest.takenAt });
  return { credentials, gaps: reader.gaps };
}
