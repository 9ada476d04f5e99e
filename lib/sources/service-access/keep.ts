import { isRecord } from '../../core/model/records.ts';
import { field, type Item, listOf, moments, texts } from '../keeping.ts';

/**
 * One answer of `get-service-last-accessed-details`: whose it is, the moment it is of, and each service's namespace
 * and last use. The answer itself does not say whose it is: `Arn` is put beside, or taken from what was reached.
 */
export async function keepServiceAccess(item: Item): Promise<Item> {
  const Arn = item.Arn ?? whose(item.ServicesLastAccessed);
  return {
    ...texts({ Arn }, ['Arn']),
    ...texts(item, ['JobStatus']),
    ...moments(item, ['JobCompletionDate']),
    ...(await field('ServicesLastAccessed', item.ServicesLastAccessed, (list) =>
      listOf(list, (service) => ({
        ...texts(service, ['ServiceNamespace']),
        ...moments(service, ['LastAuthenticated']),
      })),
    )),
  };
}

/** Of a user or role, the one entity that is named wherever something was reached. */
function whose(services: unknown): unknown {
  if (!Array.isArray(services)) return undefined;
  const named = services.filter(isRecord).flatMap(({ LastAuthenticatedEntity: arn }) => arn ?? []);
  return new Set(named).size === 1 ? named[0] : undefined;
}
