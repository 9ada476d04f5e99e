import * as z from 'zod/mini';
import { regionOf } from '../../core/model/arn.ts';
import { isRecord } from '../../core/model/records.ts';
import type { Workload } from '../../core/model/workload.ts';
import { count } from '../../core/reports/text.ts';
import type { Manifest, Part } from '../../ports/account-export.ts';
import { PartReader } from '../parse/part-reader.ts';
import { redactedValue, toVariable } from '../parse/redacted.ts';
import { isAction } from '../parse/remedy.ts';
import { arn, arnPlace, tagList } from '../parse/schemas.ts';
import type { Parsed } from '../source.ts';

const FACTS = ['parameters'] as const;

const parameter = z.object({
  ARN: arn('ssm'),
  Name: z.string(),
  Type: z.enum(['String', 'StringList', 'SecureString']),
  Value: z.exactOptional(redactedValue),
  Tags: tagList,
});
type Parameter = z.output<typeof parameter>;

/** Reads parameters whose values were redacted already. */
export function parseParameters(part: Part, { account }: Manifest): Parsed {
  const reader = new PartReader(part, account);
  const parameters = part.items.flatMap((item, index) => {
    const place = arnPlace(isRecord(item) ? item.ARN : undefined, 'ssm');
    return reader.fit(parameter, item, `[${index}]`, { facts: FACTS, ...place }) ?? [];
  });
  const missing = isAction(part.missing) ? 'ssm:GetParameters' : part.missing;
  const unique = reader.unique(parameters, ({ ARN }) => ARN, FACTS).filter((each) => !isPublic(each));
  const unread = unique.filter(isUnread).length;
  if (unread > 0) {
    reader.gap({
      reason: `${reader.at('')}: ${unread} of ${count(unique.length, 'parameter')} without a value, as describe-parameters writes them`,
      facts: FACTS,
      missing,
      badInput: false,
    });
  }
  return { workloads: unique.map((each) => toWorkload(each, missing)), gaps: reader.gaps };
}

/** AWS's own (`/aws/service/…`) are of no account. */
function isPublic({ ARN }: Parameter): boolean {
  return ARN.split(':')[4] === '';
}

function isUnread({ Type, Value }: Parameter): boolean {
  return Type !== 'SecureString' && Value === undefined;
}

function toWorkload(each: Parameter, missing: string): Workload {
  const { ARN, Name, Value, Tags } = each;
  return {
    arn: ARN,
    type: 'AWS::SSM::Parameter',
    name: Name,
    region: regionOf(ARN),
    tags: Tags,
    environment: isUnread(each)
      ? { state: 'unread', missing }
      : { state: 'read', variables: Value === undefined ? [] : [toVariable(Name, Value)] },
  };
}
