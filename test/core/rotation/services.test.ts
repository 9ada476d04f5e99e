import { describe, expect, it } from 'vitest';
import { buildPlan } from '../../../lib/core/rotation/build/index.ts';
import type { ServiceFacts } from '../../../lib/core/rotation/build/services.ts';
import type { Known } from '../../../lib/core/rotation/live.ts';
import { DEFAULT_ROTATION } from '../../../lib/core/rotation/policy.ts';
import { ACCOUNT, ago, KEY } from '../detectors/build.ts';
import { aDeclaration, aDependent, factsOf, type Given } from './facts.ts';

const SERVICE = { in: 'ecs-service', cluster: 'shop', service: 'reports', region: 'eu-west-1' } as const;
const ARN = `arn:aws:ecs:eu-west-1:${ACCOUNT}:service/shop/reports`;
const ROLLING: ServiceFacts = { controller: 'ECS', scheduling: 'REPLICA', status: 'ACTIVE' };

function built(
  facts: NonNullable<Given['facts']>,
  dependents = [aDependent({ redeploy: SERVICE }), aDependent({ name: 'orders', reads: 'env' })],
  subject: NonNullable<Given['subject']> = {},
) {
  return buildPlan(factsOf({ declared: aDeclaration({ dependents }), facts, subject }));
}

const codes = (told: Known<ServiceFacts | 'none'> | undefined, redeployable?: readonly string[]) => {
  const made = built({
    ...(told === undefined ? {} : { services: { reports: told } }),
    ...(redeployable === undefined ? {} : { redeployable }),
  });
  return made.state === 'refused' ? made.refusals.map(({ code }) => code) : [];
};

describe('a rotation whose reader is redeployed', () => {
  it.each`
    why                                       | told                                         | redeployable   | refused
    ${'ECS deploys it'}                       | ${ROLLING}                                   | ${[ARN]}       | ${[]}
    ${'nobody has asked, as a night has not'} | ${undefined}                                 | ${undefined}   | ${[]}
    ${'it could not be read'}                 | ${'unknown'}                                 | ${[ARN]}       | ${['unknown']}
    ${'there is none'}                        | ${'none'}                                    | ${[ARN]}       | ${['service-gone']}
    ${'it is being deleted'}                  | ${{ ...ROLLING, status: 'DRAINING' }}        | ${[ARN]}       | ${['service-gone']}
    ${'CodeDeploy deploys it'}                | ${{ ...ROLLING, controller: 'CODE_DEPLOY' }} | ${[ARN]}       | ${['service-elsewhere']}
    ${'something else deploys it'}            | ${{ ...ROLLING, controller: 'EXTERNAL' }}    | ${[ARN]}       | ${['service-elsewhere']}
    ${'it is a daemon'}                       | ${{ ...ROLLING, scheduling: 'DAEMON' }}      | ${[ARN]}       | ${['service-elsewhere']}
    ${'the deployment may redeploy another'}  | ${ROLLING}                                   | ${[`${ARN}2`]} | ${['service-not-granted']}
    ${'the deployment may redeploy none'}     | ${ROLLING}                                   | ${[]}          | ${['service-not-granted']}
  `('is refused with $refused: $why', ({ told, redeployable, refused }) => {
    expect(codes(told, redeployable)).toEqual(refused);
  });

  it('says in the plan who is redeployed and what as, and waits for nobody else longer', () => {
    const made = built({ services: { reports: ROLLING }, redeployable: [ARN] });
    if (made.state === 'refused') throw new Error(JSON.stringify(made.refusals));
    expect(made.plan.dependents).toEqual([
      { id: 'reports', copy: 'store', redeployed: true },
      { id: 'orders', copy: 'env' },
    ]);
    expect(made.plan.where.redeploys).toEqual({ reports: SERVICE });
    expect(made.plan.durations.refresh).toBe(DEFAULT_ROTATION.durations.refresh);
  });

  it('gives no time to take it to whoever is redeployed, unless they ask for some', () => {
    const refresh = (time: number | null) => {
      const made = built({}, [aDependent({ redeploy: SERVICE, refresh: time })]);
      return made.state === 'planned' ? made.plan.durations.refresh : null;
    };
    expect([refresh(null), refresh(900_000)]).toEqual([DEFAULT_ROTATION.durations.settle, 900_000]);
  });

  it('is another plan where another service is redeployed, and the same as ever where none is', () => {
    const hash = (service: string) => {
      const made = built({}, [aDependent({ redeploy: { ...SERVICE, service } })]);
      return made.state === 'planned' ? made.hash : '';
    };
    expect(hash('reports')).not.toBe(hash('orders'));
    const plain = built({}, [aDependent()]);
    expect(JSON.stringify(plain)).not.toContain('redeploy');
  });
});

it('what leaked is contained all the same, and who must be started anew by hand is named', () => {
  const exposures = [{ credential: KEY, at: ago(1), source: 'a scanner' }];
  const told = { services: { reports: { ...ROLLING, controller: 'CODE_DEPLOY' as const } } };
  const made = built({ kind: 'contain', ...told }, undefined, { exposures });
  expect(made.state === 'planned' && made.warnings).toContain(
    'service reports of reports is deployed by CODE_DEPLOY, not by ECS itself: its tasks must be started anew by hand',
  );
});

describe('a probe that is a command of its own', () => {
  const command = {
    by: 'task',
    region: 'eu-west-1',
    cluster: 'shop',
    family: 'check',
    container: 'check',
    launchType: 'FARGATE',
    subnets: [],
    securityGroups: [],
    within: 300_000,
  } as const;
  const dependents = [aDependent({ probes: [command] })];
  const family = `arn:aws:ecs:eu-west-1:${ACCOUNT}:task-definition/check`;
  const policy = { ...DEFAULT_ROTATION, ownCommands: true } as const;

  it.each`
    why                                 | facts                                       | refused
    ${'the policy does not say so'}     | ${{ redeployable: [family] }}               | ${['own-command']}
    ${'the deployment may run another'} | ${{ policy, redeployable: [`${family}s`] }} | ${['own-command']}
    ${'both say so'}                    | ${{ policy, redeployable: [family] }}       | ${[]}
    ${'nobody knows of a deployment'}   | ${{ policy }}                               | ${[]}
  `('is refused with $refused: $why', ({ facts, refused }) => {
    const made = built(facts, dependents);
    expect(made.state === 'refused' ? made.refusals.map(({ code }) => code) : []).toEqual(refused);
  });

  it('is not run by a contain either, where the policy does not say so', () => {
    const exposures = [{ credential: KEY, at: ago(1), source: 'a scanner' }];
    const probes = (facts: Given['facts'] = {}) => {
      const made = built({ kind: 'contain', ...facts }, dependents, { exposures });
      return made.state === 'planned' ? made.plan.where.probes.reports : null;
    };
    expect([probes(), probes({ policy })]).toEqual([[], [command]]);
  });
});
