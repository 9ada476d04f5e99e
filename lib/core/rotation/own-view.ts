import type { Estate, Subject } from '../model/estate.ts';
import { DEPENDENT_TAG } from '../trust/dependent-tags.ts';

/**
 * What of an estate concerns one credential of which nothing is declared: its user with all keys, and the workloads that
 * a tag may bind to it. Thousands are asked for, each of which would else look through everything.
 */
export function ownViews({ snapshot, ...estate }: Estate): (subject: Subject) => Estate {
  const workloads = snapshot.workloads.filter(({ tags }) => tags[DEPENDENT_TAG] !== undefined);
  const credentials = Map.groupBy(snapshot.credentials, ({ principal }) => principal);
  const principals = new Map(snapshot.principals.map((principal) => [principal.arn, principal]));
  return ({ credential }) => {
    const user = principals.get(credential.principal ?? '');
    return {
      ...estate,
      subjects: [],
      snapshot: {
        ...snapshot,
        workloads,
        credentials: credentials.get(credential.principal) ?? [],
        principals: user === undefined ? [] : [user],
      },
    };
  };
}
