import type { Workload } from '../../core/model/workload.ts';

/**
 * Workloads in their order, each once: where a list of roles names one that was read for itself, that one gets the
 * role. With another role it stays apart, for both have it.
 */
export function eachOnce(workloads: readonly Workload[]): readonly Workload[] {
  const [told, listed] = [
    workloads.filter(({ environment }) => environment.state !== 'not-asked'),
    workloads.filter(({ environment }) => environment.state === 'not-asked'),
  ];
  const roles = new Map(listed.toReversed().map(({ arn, role }) => [arn, role]));
  const joined = told.map((workload): Workload => {
    const role = workload.role ?? roles.get(workload.arn);
    return role === undefined ? workload : { ...workload, role };
  });
  const held = new Set(joined.map(({ arn, role }) => `${arn} ${role}`));
  return [...joined, ...listed.filter(({ arn, role }) => !held.has(`${arn} ${role}`))];
}
