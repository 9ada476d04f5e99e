import { gapOf } from '../../aws/errors.ts';
import { CREDENTIAL_SERVICES, iamCredentialsGateway } from '../../aws/iam-credentials.ts';
import { plain } from '../../aws/pages.ts';
import { partOf, type Reading, readAll } from '../../aws/reading.ts';
import type { Part } from '../../ports/account-export.ts';
import type { Item } from '../keeping.ts';
import type { LiveContext } from '../source.ts';
import { keepServiceCredential } from './keep.ts';

const LIST = 'iam:ListServiceSpecificCredentials';
const FACTS = ['service-specific-credentials'] as const;

/**
 * Reads every user's in five calls. AWS documents `AllUsers` "for the specified service": whether a list without a
 * service holds all of them is not documented, so the known ones are named, and the list without one adds the others.
 */
export async function readLive({ account, home, clients }: LiveContext): Promise<Part> {
  const gateway = iamCredentialsGateway(clients, home);
  const found = new Map<unknown, Item>();
  const readings: Reading[] = [];
  for (const service of [...CREDENTIAL_SERVICES, undefined]) {
    const { answered, fault } = await readAll(gateway.serviceSpecificCredentials(service), (page) => {
      for (const credential of page) {
        const item = plain(credential) as Item;
        found.set(item.ServiceSpecificCredentialId, item);
      }
    });
    const unread = fault !== undefined && !(service === undefined && isRefused(fault));
    const gaps = unread ? [gapOf(fault, { action: LIST, scope: { account }, facts: FACTS })] : [];
    readings.push({ items: [], gaps, answered });
    // What denies one denies them all.
    if (unread) break;
  }
  const items = await Promise.all([...found.values()].map(keepServiceCredential));
  return { ...partOf(LIST, readings), items };
}

/** Without a service AWS may take the call for none: then the named ones are all that can be listed. */
function isRefused(fault: unknown): boolean {
  return fault instanceof Error && /^(ValidationError|InvalidInput|InvalidParameter)/.test(fault.name);
}
