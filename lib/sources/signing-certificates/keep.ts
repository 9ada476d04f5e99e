import { X509Certificate } from 'node:crypto';
import { field, type Item, moments, texts } from '../keeping.ts';

/**
 * One certificate as `list-signing-certificates` writes it, its body replaced by the day that it ends (`NotAfter`).
 * The body is public, but it names its subject, and a private key put there by mistake would go the same way.
 */
export async function keepCertificate(item: Item): Promise<Item> {
  const ends = item.NotAfter ?? endOf(item.CertificateBody);
  return {
    ...texts(item, ['UserName', 'CertificateId', 'Status']),
    ...moments(item, ['UploadDate', 'ReadAt']),
    ...(await field('NotAfter', ends, (NotAfter) => moments({ NotAfter }, ['NotAfter']).NotAfter)),
  };
}

/** A certificate of 4,096 bits has 2 kB; whoever hands over more means harm. */
const LONGEST_BODY = 65_536;

/** @returns ISO 8601; undefined when it can't be read as a certificate */
function endOf(body: unknown): string | undefined {
  if (typeof body !== 'string' || body.length > LONGEST_BODY) return undefined;
  try {
    const { validToDate } = new X509Certificate(body);
    return Number.isNaN(validToDate.getTime()) ? undefined : validToDate.toISOString();
  } catch {
    return undefined;
  }
}
