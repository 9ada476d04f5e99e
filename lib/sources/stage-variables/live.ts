import { stagesGateway } from '../../aws/apigateway-stages.ts';
import { readEach } from '../../aws/each.ts';
import { plain } from '../../aws/pages.ts';
import type { Part } from '../../ports/account-export.ts';
import type { Item } from '../keeping.ts';
import { readRegional } from '../regional.ts';
import type { LiveContext } from '../source.ts';
import { keepStages } from './keep.ts';

const FACTS = ['stage-variables'] as const;
const ACTION = 'apigateway:GET';

interface ListedApi {
  readonly kind: 'rest' | 'http';
  readonly id: string;
  readonly name: string;
}

/** Reads them in every Region. */
export function readLive(live: LiveContext): Promise<Part> {
  const gateway = (region: string) => stagesGateway(live.clients, region);
  return readRegional<ListedApi>(live, {
    action: ACTION,
    facts: FACTS,
    async *list(region) {
      for await (const page of gateway(region).restApis())
        yield page.map(({ id = '', name = id }): ListedApi => ({ kind: 'rest', id, name }));
      for await (const page of gateway(region).httpApis())
        yield page.map(({ ApiId: id = '', Name: name = id }): ListedApi => ({ kind: 'http', id, name }));
    },
    async keep(apis, scope) {
      // API Gateway's ARNs name no account.
      const arnOf = ({ kind, id }: ListedApi) =>
        `arn:${live.partition}:apigateway:${scope.region}::/${kind === 'rest' ? 'restapis' : 'apis'}/${id}`;
      const { results, gaps } = await readEach(apis, {
        action: ACTION,
        facts: FACTS,
        scope,
        subjectOf: arnOf,
        noun: 'APIs',
        // Redacted as they come: no value of one API waits for the others.
        read: async (api) => {
          const about = { Arn: arnOf(api), Name: api.name };
          const stagesOf = gateway(scope.region);
          const stages =
            api.kind === 'rest'
              ? { RestApiId: api.id, item: await stagesOf.restStages(api.id) }
              : { ApiId: api.id, Items: await stagesOf.httpStages(api.id) };
          return keepStages(plain({ ...about, ...stages }) as Item);
        },
      });
      return { items: results.map(({ result }) => result), gaps };
    },
  });
}
