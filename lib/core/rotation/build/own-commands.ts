import { type KeyFacts, type Refusal, refusal } from './facts.ts';

/** A command of an owner's own is a probe only where the policy and the deployment both say so. */
export function ownCommandGate(facts: KeyFacts): readonly Refusal[] {
  const { declared, policy, redeployable, partition, account } = facts;
  return (declared?.dependents ?? []).flatMap(({ name, probes }) =>
    probes.flatMap((probe) => {
      if (probe.by !== 'task') return [];
      if (policy.ownCommands !== true)
        return [
          refusal(
            'own-command',
            `the probe of ${name} is a command of its own, and the policy file lets nobody have one`,
            'write ownCommands: true under rotation, once somebody has reviewed what it runs; or give it another probe',
          ),
        ];
      const arn = `arn:${partition}:ecs:${probe.region}:${account}:task-definition/${probe.family}`;
      if (redeployable === undefined || redeployable.includes(arn)) return [];
      return [
        refusal(
          'own-command',
          `the deployment may not run task definition ${probe.family}, which is a probe of ${name}`,
          `name ${arn} with its cluster and roles under rotation.ownCommands of its options, and deploy`,
        ),
      ];
    }),
  );
}
