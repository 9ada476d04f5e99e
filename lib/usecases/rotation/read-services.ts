import type { Connection } from '../../aws/connect.ts';
import { serviceFacts } from '../../aws/ecs.ts';
import type { PlanFacts } from '../../core/rotation/build/facts.ts';
import type { DeclaredCredential } from '../../core/rotation/policy.ts';

/** The services that a plan of this credential would redeploy, as ECS tells of them now. */
export async function servicesOf(
  declared: DeclaredCredential | undefined,
  { clients }: Pick<Connection, 'clients'>,
): Promise<Pick<PlanFacts, 'services'>> {
  const read = (declared?.dependents ?? []).flatMap(({ name, redeploy }) =>
    redeploy === undefined
      ? []
      : [
          serviceFacts(clients, redeploy).then(
            (told) => [name, told] as const,
            () => [name, 'unknown'] as const,
          ),
        ],
  );
  return read.length === 0 ? {} : { services: Object.fromEntries(await Promise.all(read)) };
}
