import type { PlaintextCredential } from '../../core/model/credential.ts';
import { isWorkloadType, type Workload } from '../../core/model/workload.ts';

/** A workload that shows what looks like a credential stands for that copy of it. */
export function plaintextCredentials(
  workloads: readonly Workload[],
  account: string,
): readonly PlaintextCredential[] {
  return workloads.flatMap(({ arn: id, type: workload, name, region, tags, environment }) => {
    const variables =
      environment.state === 'read' ? environment.variables.filter(({ rules }) => rules.length > 0) : [];
    if (variables.length === 0 || !isWorkloadType(workload)) return [];
    return {
      kind: 'plaintext',
      workload,
      name,
      id,
      principal: null,
      account,
      region,
      createdAt: null,
      lastUsed: { state: 'unknown', missing: 'AWS does not tell when a configuration was read' },
      tags,
      status: 'Active',
      variables,
    };
  });
}
