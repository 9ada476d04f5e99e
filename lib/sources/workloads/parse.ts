import * as z from 'zod/mini';
import { regionOf } from '../../core/model/arn.ts';
import { isRecord } from '../../core/model/records.ts';
import type { Workload } from '../../core/model/workload.ts';
import type { Manifest, Part } from '../../ports/account-export.ts';
import { PartReader } from '../parse/part-reader.ts';
import { arn, tagList } from '../parse/schemas.ts';
import type { Known, Parsed } from '../source.ts';

const FACTS = ['workload-roles'] as const;

const what = {
  arn: z.string().check(z.regex(/^arn:[a-z0-9-]+:[a-z0-9-]+:[a-z0-9-]*:(\d{12})?:.+$/s, { error: 'an ARN' })),
  type: z
    .string()
    .check(z.regex(/^\w{1,64}::\w{1,64}::\w{1,64}$/, { error: 'the name of a CloudFormation type' })),
  tags: tagList,
};
const withRole = z.object({ ...what, roleArn: arn('iam') });
const withProfile = z.pipe(
  z.object({ ...what, instanceProfileArn: arn('iam') }),
  z.transform(({ instanceProfileArn: profile, ...rest }) => ({ ...rest, profile })),
);

/** Reads what runs with a role: the role's own ARN, or the instance profile whose role IAM's details tell. */
export function parseWorkloads(part: Part, { account }: Manifest, known?: Known): Parsed {
  const reader = new PartReader(part, account);
  const found = part.items.flatMap((item, index): readonly Workload[] => {
    const subject = isRecord(item) && typeof item.arn === 'string' ? item.arn : undefined;
    const about = { facts: FACTS, ...(subject?.startsWith('arn:') ? { subject } : {}) };
    const hasProfile = isRecord(item) && item.roleArn === undefined && item.instanceProfileArn !== undefined;
    const fit = hasProfile
      ? reader.fit(withProfile, item, `[${index}]`, about)
      : reader.fit(withRole, item, `[${index}]`, about);
    if (fit === undefined) return [];
    // A profile of no role gives none; where IAM's details are unread, their own gap says that roles are hidden.
    const role = 'roleArn' in fit ? fit.roleArn : known?.profiles.get(fit.profile);
    return role === undefined ? [] : [toWorkload(fit, role)];
  });
  return {
    workloads: reader.unique(found, ({ arn: id, role }) => `${id} ${role}`, FACTS),
    gaps: reader.gaps,
  };
}

function toWorkload(
  { arn: id, type, tags }: { readonly arn: string } & Pick<Workload, 'type' | 'tags'>,
  role: string,
): Workload {
  const name = id.slice(Math.max(id.lastIndexOf('/'), id.lastIndexOf(':')) + 1);
  return { arn: id, type, name, region: regionOf(id), role, tags, environment: { state: 'not-asked' } };
}
