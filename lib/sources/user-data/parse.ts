import * as z from 'zod/mini';
import { regionOf } from '../../core/model/arn.ts';
import { isRecord } from '../../core/model/records.ts';
import type { Workload } from '../../core/model/workload.ts';
import type { Manifest, Part } from '../../ports/account-export.ts';
import { PartReader } from '../parse/part-reader.ts';
import { placed } from '../parse/placed.ts';
import { redactedValue, toVariable } from '../parse/redacted.ts';
import { arn, arnPlace, tagList } from '../parse/schemas.ts';
import type { Parsed } from '../source.ts';
import { UNDECODED } from './keep.ts';

const FACTS = ['user-data'] as const;

const answer = z.object({
  InstanceId: z.string().check(z.regex(/^i-[0-9a-f]{1,32}$/, { error: 'an instance id' })),
  Arn: z.optional(arn('ec2')),
  Region: z.optional(z.string().check(z.regex(/^[a-z0-9-]+$/, { error: 'a Region' }))),
  UserData: z.object({
    Value: z.optional(redactedValue),
    Undecoded: z.optional(z.enum(Object.keys(UNDECODED) as (keyof typeof UNDECODED)[])),
  }),
  Tags: tagList,
});
type Answer = z.output<typeof answer>;

/** Reads instances whose user data was redacted already. */
export function parseUserData(part: Part, manifest: Manifest): Parsed {
  const reader = new PartReader(part, manifest.account);
  const found = part.items.flatMap((item, index): readonly Workload[] => {
    const place = `[${index}]`;
    const about = { facts: FACTS, ...arnPlace(isRecord(item) ? item.Arn : undefined, 'ec2') };
    const fit = reader.fit(answer, item, place, about);
    const id = fit === undefined ? undefined : arnOf(fit, manifest);
    if (fit === undefined) return [];
    if (id === undefined) {
      reader.unplaced(place, fit.InstanceId, FACTS);
      return [];
    }
    return [toWorkload(fit, id, reader, place)];
  });
  const unique = reader.unique(found, ({ arn: id }) => id, FACTS);
  return { workloads: unique, gaps: reader.gaps };
}

/** EC2 answers no ARN: it follows from the account and the Region, where that is told. */
function arnOf({ Arn, Region, InstanceId }: Answer, manifest: Manifest): string | undefined {
  const { account, partition } = manifest;
  if (Arn !== undefined) return Arn;
  const region = placed({ Region }, manifest);
  return region === undefined
    ? undefined
    : `arn:${partition}:ec2:${region}:${account}:instance/${InstanceId}`;
}

function toWorkload(
  { InstanceId, UserData: { Value: value, Undecoded: undecoded }, Tags }: Answer,
  id: string,
  reader: PartReader,
  place: string,
): Workload {
  const region = regionOf(id);
  const workload = { arn: id, type: 'AWS::EC2::Instance', name: InstanceId, region, tags: Tags } as const;
  if (undecoded === undefined) {
    const variables = value === undefined ? [] : [toVariable('user data', value)];
    return { ...workload, environment: { state: 'read', variables } };
  }
  reader.gap({
    reason: `${reader.at(`${place}.UserData.Value`)}: expected ${UNDECODED[undecoded]}`,
    remedy: `look into the user data of ${InstanceId} by hand; if the file is damaged, make it again`,
    facts: FACTS,
    subject: id,
    region,
    badInput: false,
  });
  return { ...workload, environment: { state: 'unread', missing: reader.part.missing } };
}
