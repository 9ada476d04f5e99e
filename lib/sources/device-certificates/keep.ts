import { type Item, moments, texts } from '../keeping.ts';

/** One certificate as `list-certificates` writes it. */
export async function keepDeviceCertificate(certificate: Item): Promise<Item> {
  return {
    ...texts(certificate, ['certificateArn', 'certificateId', 'status']),
    ...moments(certificate, ['creationDate']),
  };
}
