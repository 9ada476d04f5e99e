import * as z from 'zod/mini';
import { regionOf } from '../../core/model/arn.ts';
import { isRecord } from '../../core/model/records.ts';
import type { Workload } from '../../core/model/workload.ts';
import type { Manifest, Part } from '../../ports/account-export.ts';
import { PartReader } from '../parse/part-reader.ts';
import { placed } from '../parse/placed.ts';
import { redactedValue, variablesOf } from '../parse/redacted.ts';
import { arn, arnPlace } from '../parse/schemas.ts';
import type { Parsed } from '../source.ts';

const FACTS = ['stage-variables'] as const;

const apiId = z.string().check(z.regex(/^[a-z0-9]{1,64}$/i, { error: 'the id of an API' }));
const about = {
  Arn: z.optional(arn('apigateway')),
  Region: z.optional(z.string()),
  Name: z.optional(z.string()),
};
const variables = z._default(z.record(z.string(), redactedValue), {});
const tags = z._default(z.record(z.string(), z.string()), {});

const restAnswer = z.pipe(
  z.object({
    ...about,
    RestApiId: apiId,
    item: z.array(z.object({ stageName: z.string(), variables, tags })),
  }),
  z.transform(({ RestApiId: id, item, ...rest }) => ({
    ...rest,
    type: 'AWS::ApiGateway::Stage' as const,
    id,
    path: `restapis/${id}`,
    stages: item.map((each) => ({ ...each, name: each.stageName })),
  })),
);

const httpAnswer = z.pipe(
  z.object({
    ...about,
    ApiId: apiId,
    Items: z.array(z.object({ StageName: z.string(), StageVariables: variables, Tags: tags })),
  }),
  z.transform(({ ApiId: id, Items, ...rest }) => ({
    ...rest,
    type: 'AWS::ApiGatewayV2::Stage' as const,
    id,
    path: `apis/${id}`,
    stages: Items.map(({ StageName: name, StageVariables, Tags }) => ({
      name,
      variables: StageVariables,
      tags: Tags,
    })),
  })),
);
type Api = z.output<typeof restAnswer> | z.output<typeof httpAnswer>;

/** Reads stages whose variables were redacted already. */
export function parseStages(part: Part, manifest: Manifest): Parsed {
  const reader = new PartReader(part, manifest.account);
  const found = part.items.flatMap((item, index): readonly Workload[] => {
    const place = arnPlace(isRecord(item) ? item.Arn : undefined, 'apigateway');
    const schema: z.ZodMiniType<Api> = isRecord(item) && item.Items !== undefined ? httpAnswer : restAnswer;
    const api = reader.fit(schema, item, `[${index}]`, { facts: FACTS, ...place });
    if (api === undefined) return [];
    const region = placed(api, manifest);
    if (region !== undefined)
      return toWorkloads(api, `arn:${manifest.partition}:apigateway:${region}::/${api.path}`);
    reader.unplaced(`[${index}]`, `API ${api.id}`, FACTS);
    return [];
  });
  return { workloads: reader.unique(found, (each) => each.arn, FACTS), gaps: reader.gaps };
}

function toWorkloads({ type, id, Name, stages }: Api, api: string): readonly Workload[] {
  return stages.map(({ name, variables: values, tags: own }) => ({
    arn: `${api}/stages/${name}`,
    type,
    name: `${Name ?? id}/${name}`,
    region: regionOf(api),
    tags: own,
    environment: { state: 'read', variables: variablesOf(values) },
  }));
}
