import { IAMClient, UpdateAccessKeyCommand } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type Lab, labClient, startLab } from '../lab.ts';
import { type Callers, keepCalling } from './callers.ts';
import { seedTeams, type Team, teamOf } from './shop.ts';

const ORDERS = teamOf('orders');
const BILLING = teamOf('billing', true);

let lab: Lab;
let teams: readonly Team[];
let callers: Callers;

beforeAll(async () => {
  lab = await startLab({ auth: true });
  teams = await seedTeams(lab, [ORDERS, BILLING]);
  callers = keepCalling(lab, teams);
}, 120_000);

afterAll(async () => {
  await callers.stop();
  await lab.stop();
});

const names = [...ORDERS.dependents, ...BILLING.dependents].map(({ name }) => name);

it('every dependent works with the key that it begins with', async () => {
  await vi.waitFor(() => expect(names.every((name) => callers.of(name).made > 2)).toBe(true), 60_000);
  for (const { accessKeyId, dependents } of teams)
    for (const { name } of dependents)
      expect(callers.of(name)).toMatchObject({ failed: 0, lastFailure: null, keys: [accessKeyId] });
});

it('and fails, told by name alone, when its key is deactivated', async () => {
  const [{ user: UserName, accessKeyId: AccessKeyId } = { user: '', accessKeyId: '' }] = teams;
  const iam = new IAMClient(labClient(lab));
  await iam.send(new UpdateAccessKeyCommand({ UserName, AccessKeyId, Status: 'Inactive' }));
  iam.destroy();
  await vi.waitFor(() => expect(callers.of('orders-api').failed).toBeGreaterThan(0), 30_000);
  expect(callers.of('orders-api').lastFailure).toMatch(/^[\w.]+$/);
  expect(callers.of('billing-report').failed).toBe(0);
});
