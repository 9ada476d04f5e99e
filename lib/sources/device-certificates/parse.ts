import * as z from 'zod/mini';
import { isRecord } from '../../core/model/records.ts';
import type { Manifest, Part } from '../../ports/account-export.ts';
import { parseApplications, type Telling } from '../parse/applications.ts';
import { arn, arnPlace, instant } from '../parse/schemas.ts';
import type { Parsed } from '../source.ts';

const certificate = z.object({
  certificateArn: arn('iot'),
  certificateId: z.string(),
  status: z.string(),
  creationDate: z.optional(instant),
});

/** Reads device certificates. */
export function parseDeviceCertificate(part: Part, manifest: Manifest): Parsed {
  return parseApplications(part, manifest, {
    facts: ['device-certificates'],
    schema: certificate,
    placeOf: (item) => arnPlace(isRecord(item) ? item.certificateArn : undefined, 'iot'),
    tell: toTold,
  });
}

/** Only an active certificate lets a device in; certificates can have no tags. */
function toTold({
  certificateArn,
  certificateId,
  status,
  creationDate,
}: z.output<typeof certificate>): Telling {
  return [
    {
      type: 'AWS::IoT::Certificate',
      id: certificateArn,
      name: certificateId,
      status: status === 'ACTIVE' ? 'Active' : 'Inactive',
      createdAt: creationDate ?? null,
      tagsUnread: true,
    },
  ];
}
