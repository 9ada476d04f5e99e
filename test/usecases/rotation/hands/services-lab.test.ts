import {
  CreateClusterCommand,
  CreateServiceCommand,
  DescribeServicesCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
} from '@aws-sdk/client-ecs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { awsClients } from '../../../../lib/aws/clients.ts';
import { serviceFacts } from '../../../../lib/aws/ecs.ts';
import type { Plan } from '../../../../lib/core/rotation/plan.ts';
import { abort } from '../../../../lib/core/rotation/requests.ts';
import type { Redeploy } from '../../../../lib/core/rotation/where.ts';
import { type Lab, labClient, startLab } from '../../../lab/lab.ts';
import { REGION } from '../plan.ts';
import { openShop, type Shop } from './account.ts';
import { type Bench, openBench } from './bench.ts';

const PLACE: Redeploy = { in: 'ecs-service', cluster: 'shop', service: 'orders', region: REGION };
let lab: Lab;
let bench: Bench;
let shop: Shop;
let ecs: ECSClient;

beforeAll(async () => {
  lab = await startLab({ auth: true, lastUsedResolutionMs: 1 });
  process.env.AWS_ENDPOINT_URL = lab.endpoint;
  bench = await openBench(lab);
  shop = await openShop(lab);
  ecs = new ECSClient(labClient(lab));
  await ecs.send(new CreateClusterCommand({ clusterName: PLACE.cluster }));
  const containers = [{ name: 'app', image: 'app', secrets: [{ name: 'KEY', valueFrom: shop.secretArn }] }];
  await ecs.send(new RegisterTaskDefinitionCommand({ family: 'orders', containerDefinitions: containers }));
  await ecs.send(
    new CreateServiceCommand({
      cluster: PLACE.cluster,
      serviceName: PLACE.service,
      taskDefinition: 'orders',
      desiredCount: 1,
    }),
  );
}, 120_000);
afterAll(async () => {
  shop?.stop();
  await lab?.stop();
});

/** When the newest deployment began, in milliseconds since the epoch. */
async function began(): Promise<number> {
  const { services = [] } = await ecs.send(
    new DescribeServicesCommand({ cluster: PLACE.cluster, services: [PLACE.service] }),
  );
  const newest = services[0]?.deployments?.find(({ status }) => status === 'PRIMARY');
  return newest?.createdAt?.getTime() ?? 0;
}

/** The reader of the secret is a service. */
function serving(change: Partial<Plan> = {}): Plan {
  const plan = shop.plan(change);
  const dependents = plan.dependents.map((one) =>
    one.id === 'd2' ? { ...one, redeployed: true as const } : one,
  );
  // The local AWS tells whole seconds.
  const durations = { ...plan.durations, settle: 4_000 };
  return { ...plan, dependents, durations, where: { ...plan.where, redeploys: { d2: PLACE } } };
}

// The local AWS says that a deployment is steady as soon as it is asked for: nothing here waits for tasks.
describe('a service whose tasks take the secret when they start', { timeout: 120_000 }, () => {
  it('is told as ECS deploys it', async () => {
    const { credentials } = labClient(lab);
    const clients = awsClients({ budgets: {}, credentials: async () => credentials });
    expect(await serviceFacts(clients, PLACE)).toEqual({
      controller: 'ECS',
      scheduling: 'REPLICA',
      status: 'ACTIVE',
    });
    expect(await serviceFacts(clients, { ...PLACE, service: 'nowhere' })).toBe('none');
  });

  it('is redeployed after the secret was published, and again after it was put back', async () => {
    const before = await began();
    const rotation = await bench.started(serving({ approvals: ['deactivate'] }));
    const row = await bench.untilEnd(rotation, ({ place }) => place.step === 'deactivate');
    const published = await began();
    expect(published).toBeGreaterThan(before);
    expect(published).toBeGreaterThan(row.times.published!);
    const wanted = await bench.ledger.read(rotation);
    expect(await bench.ledger.write(wanted!, abort(wanted!)!)).toBe(true);
    const end = await bench.untilEnd(rotation);
    expect(end).toMatchObject({ state: 'restored' });
    expect(await began()).toBeGreaterThan(published);
    expect(await began()).toBeGreaterThan(end.times.published!);
    expect(bench.troubles.filter((told) => told.includes('redeploy'))).toEqual([]);
  });

  it('is redeployed on the way back though it never was on the way forward', async () => {
    const before = await began();
    shop.mood.d2 = 'onNew';
    const rotation = await bench.started(serving());
    const end = await bench.untilEnd(rotation);
    expect(end).toMatchObject({ state: 'restored', fault: { because: 'dependentsWell' } });
    expect(end.opened).toEqual(expect.arrayContaining(['publish:secret', 'redeploy:d2']));
    expect(await began()).toBeGreaterThan(before);
    expect(await began()).toBeGreaterThan(end.times.published!);
  });
});
