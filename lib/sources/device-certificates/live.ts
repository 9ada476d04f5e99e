import { certificatesGateway } from '../../aws/iot.ts';
import { plain } from '../../aws/pages.ts';
import type { Part } from '../../ports/account-export.ts';
import type { Item } from '../keeping.ts';
import { readRegional } from '../regional.ts';
import type { LiveContext } from '../source.ts';
import { keepDeviceCertificate } from './keep.ts';

/** Reads them in every Region. */
export function readLive(live: LiveContext): Promise<Part> {
  return readRegional(live, {
    action: 'iot:ListCertificates',
    facts: ['device-certificates'],
    list: (region) => certificatesGateway(live.clients, region).certificates(),
    async keep(found) {
      const items = found.map((each) => keepDeviceCertificate(plain(each) as Item));
      return { items: await Promise.all(items), gaps: [] };
    },
  });
}
