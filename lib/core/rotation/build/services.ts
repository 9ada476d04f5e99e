import type { DeclaredDependent } from '../policy.ts';
import type { Redeploy } from '../where.ts';
import { type KeyFacts, type Refusal, refusal } from './facts.ts';

/** What decides whether ECS itself can redeploy a service, as it tells now. */
export interface ServiceFacts {
  readonly controller: 'ECS' | 'CODE_DEPLOY' | 'EXTERNAL';
  readonly scheduling: 'REPLICA' | 'DAEMON';
  readonly status: string;
}

const ELSE =
  'let whoever deploys it start its tasks anew: take redeploy away, and declare a copy of theirs (in: person) that it reads';

/** Nobody may find out only when a value was published that its readers can't be started anew. */
export function serviceGate(facts: KeyFacts): readonly Refusal[] {
  return redeployed(facts).flatMap(([{ name }, place]) => [
    ...ofKind(facts, name, place),
    ...ofItself(facts, name, place),
    ...ofGrant(facts, name, place),
  ]);
}

/** What a contain can't do for those; it waits for nobody who could mend that. */
export function serviceWarnings(facts: KeyFacts): readonly string[] {
  return serviceGate(facts).map(({ because }) => `${because}: its tasks must be started anew by hand`);
}

function redeployed({ declared }: KeyFacts): readonly (readonly [DeclaredDependent, Redeploy])[] {
  return (declared?.dependents ?? []).flatMap((each) =>
    each.redeploy === undefined ? [] : [[each, each.redeploy] as const],
  );
}

/** When a function of the secret's own has come so far, only the function knows: its plan has no step to start others anew. */
function ofKind({ aim }: KeyFacts, name: string, { service }: Redeploy): readonly Refusal[] {
  if (aim.kind !== 'rotated-secret') return [];
  const because = `service ${service} of ${name} would keep the value before: what its own function rotates, no plan redeploys readers of yet`;
  return [
    refusal(
      'service-elsewhere',
      because,
      'let the function do it when it has made the new version current, and take redeploy away',
    ),
  ];
}

function ofItself({ services }: KeyFacts, name: string, place: Redeploy): readonly Refusal[] {
  const told = services?.[name];
  const what = `service ${place.service} of ${name}`;
  // A night has not asked.
  if (told === undefined) return [];
  if (told === 'unknown')
    return [
      refusal(
        'unknown',
        `how ${what} is deployed could not be read`,
        'grant ecs:DescribeServices to whoever asks, and rehearse again',
      ),
    ];
  if (told === 'none' || told.status !== 'ACTIVE')
    return [
      refusal(
        'service-gone',
        `there is no ${what} in cluster ${place.cluster} (${place.region}), or it is being deleted`,
        'correct it under rotation.credentials, or take this dependent out',
      ),
    ];
  if (told.controller !== 'ECS')
    return [
      refusal('service-elsewhere', `${what} is deployed by ${told.controller}, not by ECS itself`, ELSE),
    ];
  if (told.scheduling === 'DAEMON')
    return [
      refusal(
        'service-elsewhere',
        `${what} is a daemon, whose tasks ECS stops before it starts their successors`,
        ELSE,
      ),
    ];
  return [];
}

function ofGrant(
  { account, partition, redeployable }: KeyFacts,
  name: string,
  place: Redeploy,
): readonly Refusal[] {
  const arn = serviceArn(place, partition, account);
  if (redeployable === undefined || redeployable.includes(arn)) return [];
  return [
    refusal(
      'service-not-granted',
      `the deployment may not redeploy service ${place.service} of ${name}`,
      `name ${arn} under rotation.services of its options, and deploy`,
    ),
  ];
}

function serviceArn({ region, cluster, service }: Redeploy, partition: string, account: string): string {
  return `arn:${partition}:ecs:${region}:${account}:service/${cluster}/${service}`;
}
