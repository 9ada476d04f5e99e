import { regionOf } from '../../core/model/arn.ts';
import type { Source } from '../source.ts';
import { keepDeviceCertificate } from './keep.ts';
import { parseDeviceCertificate } from './parse.ts';

const FACTS = ['device-certificates'] as const;

/** Certificates that devices sign in to IoT Core with. */
export const deviceCertificates: Source = {
  part: 'deviceCertificates',
  file: 'iot-certificates.json',
  list: 'certificates',
  marks: ['certificateArn'],
  listing: ({ certificateArn }) => regionOf(certificateArn),
  arn: ({ certificateArn }) => certificateArn,
  facts: FACTS,
  keep: keepDeviceCertificate,
  // Loaded when it is called: reading files needs no SDK.
  read: async (live) => (await import('./live.ts')).readLive(live),
  parse: parseDeviceCertificate,
};
