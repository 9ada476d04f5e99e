import { stableId } from '../../evidence/identity.ts';
import type { Subject } from '../../model/estate.ts';
import type { Finding } from '../../model/finding.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { printable, wellFormed } from '../text.ts';
import type { OcsfResource, OcsfTag } from './types.ts';

/** The credential first, then the principal that it authenticates. */
export function resourcesOf(
  { subject: id, region }: Finding,
  { partition }: Snapshot,
  subject: Subject | undefined,
): readonly OcsfResource[] {
  const place = {
    cloud_partition: printable(partition),
    ...(region === null ? {} : { region: printable(region) }),
  };
  if (subject === undefined) return [{ uid: stableId(id), type: 'credential', ...place }];
  const { credential, ownership } = subject;
  const { kind, status, createdAt, lastUsed, principal } = credential;
  const tags = tagsOf(credential.tags);
  const first: OcsfResource = {
    uid: stableId(id),
    type: kind,
    ...place,
    ...(ownership.owner === null ? {} : { owner: { name: printable(ownership.owner.name) } }),
    ...(tags.length === 0 ? {} : { tags }),
    data: wellFormed({ status, createdAt, lastUsed }),
  };
  if (principal === null || principal === id) return [first];
  return [first, { uid: stableId(principal), type: 'principal', cloud_partition: place.cloud_partition }];
}

/** The account itself, for what concerns all of it. */
export function accountOf(account: string, partition: string): OcsfResource {
  return { uid: stableId(account), type: 'account', cloud_partition: printable(partition) };
}

function tagsOf(tags: Readonly<Record<string, string>>): readonly OcsfTag[] {
  return Object.entries(tags).map(([name, value]) => ({ name: printable(name), value: printable(value) }));
}
