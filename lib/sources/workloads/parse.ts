import * as z from 'zod';
import { regionOf } from '../../core/model/arn.ts';
import type { Fact } from '../../core/model/facts.ts';
import type { Workload } from '../../core/model/workload.ts';
import type { Manifest, Part } from '../../ports/account-export.ts';
import { isRecord } from '../parse/one-line.ts';
import { PartReader } from '../parse/part-reader.ts';
import { arn } from '../parse/schemas.ts';
import type { Parsed } from '../source.ts';

const FACTS: readonly Fact[] = [];

const entry = z.object({
  arn: z.string().regex(/^arn:[a-z0-9-]+:[a-z0-9-]+:[a-z0-9-]*:(\d{12})?:.+$/s, { error: 'an ARN' }),
  type: z.string().regex(/^\w{1,64}::\w{1,64}::\w{1,64}$/, { error: 'the name of a CloudFormation type' }),
  roleArn: arn('iam'),
});

export function parseWorkloads(part: Part, { account }: Manifest): Parsed {
  const reader = new PartReader(part, account);
  const found = part.items.flatMap((item, index): readonly Workload[] => {
    const subject = isRecord(item) && typeof item.arn === 'string' ? item.arn : undefined;
    const about = { facts: FACTS, ...(subject?.startsWith('arn:') ? { subject } : {}) };
    const fit = reader.fit(entry, item, `[${index}]`, about);
    if (fit === undefined) return [];
    return [
      {
        arn: fit.arn,
        type: fit.type,
        name: fit.arn.slice(Math.max(fit.arn.lastIndexOf('/'), fit.arn.lastIndexOf(':')) + 1),
        region: regionOf(fit.arn),
        role: fit.roleArn,
        tags: {},
        environment: { state: 'not-asked' },
      },
    ];
  });
  return {
    workloads: reader.unique(found, ({ arn: id, role }) => `${id} ${role}`, FACTS),
    gaps: reader.gaps,
  };
}
