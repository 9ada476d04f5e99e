import { type Certificate, IoTClient, ListCertificatesCommand } from '@aws-sdk/client-iot';
import type { AwsClients } from './clients.ts';
import { pages } from './pages.ts';

export const actions = ['iot:ListCertificates'] as const;

export interface CertificatesGateway {
  /** Pages of device certificates, without the certificates themselves. */
  certificates(): AsyncIterable<readonly Certificate[]>;
}

export function certificatesGateway(clients: AwsClients, region: string): CertificatesGateway {
  const client = clients.client(IoTClient, 'iot', region);
  return {
    async *certificates() {
      const list = pages(
        (marker) =>
          client.send(
            new ListCertificatesCommand({ pageSize: 250, ...(marker === undefined ? {} : { marker }) }),
          ),
        ({ nextMarker }) => nextMarker,
      );
      for await (const { certificates = [] } of list) yield certificates;
    },
  };
}
