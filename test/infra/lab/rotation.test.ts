import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bootstrap, deploy } from '../../lab/deploy.ts';
import { type Lab, startLab } from '../../lab/lab.ts';
import { type Callers, keepCalling } from '../../lab/rotation/callers.ts';
import { type Desk, openDesk } from '../../lab/rotation/drive.ts';
import { BILLING, ORDERS, seedTeams, type Team } from '../../lab/rotation/shop.ts';

const STACK = 'Nightwarden';
const CONFIG = {
  schedule: { enabled: false },
  retention: { keepOnDestroy: false },
  rotation: { enabled: true },
};
const AUTHOR = 'arn:aws:iam::111122223333:user/author';

let lab: Lab;
let teams: readonly Team[];
let callers: Callers;
let desk: Desk;

beforeAll(async () => {
  // Uses must be told at once here: a watch of seconds can't wait for a resolution of minutes.
  lab = await startLab({ auth: true, lastUsedResolutionMs: 0 });
  [teams] = await Promise.all([seedTeams(lab, [ORDERS, BILLING]), bootstrap(lab)]);
  await deploy(lab, { stacks: [STACK], config: CONFIG });
  desk = await openDesk(lab, teams, { author: AUTHOR });
  callers = keepCalling(lab, teams);
}, 300_000);

afterAll(async () => {
  await callers?.stop();
  await lab?.stop();
});

function team({ user }: { readonly user: string }): Team {
  const found = teams.find((one) => one.user === user);
  if (found === undefined) throw new Error(`expected a team of ${user}`);
  return found;
}

describe('a rotation that is carried out by the deployed functions', () => {
  it('gives every dependent the new key and takes the old one away, with not one failed call', async () => {
    const orders = team(ORDERS);
    const rotation = await desk.begin('rotate', orders.accessKeyId);
    const { state, because, timeline, newKey } = await desk.follow(rotation);
    console.log(timeline.join('\n'));
    expect({ state, because }).toEqual({ state: 'done', because: null });
    for (const { name } of orders.dependents)
      expect(callers.of(name)).toMatchObject({ failed: 0, keys: [orders.accessKeyId, newKey] });
  }, 200_000);

  it('goes back when a dependent breaks on the new key, and the others have not one failed call', async () => {
    const billing = team(BILLING);
    const rotation = await desk.begin('rotate', billing.accessKeyId);
    const { state, timeline } = await desk.follow(rotation);
    console.log(timeline.join('\n'));
    expect(state).toBe('restored');
    for (const { name, breaksOnNew } of billing.dependents) {
      const calls = callers.of(name);
      if (breaksOnNew !== true) expect(calls).toMatchObject({ failed: 0, keys: [billing.accessKeyId] });
      else expect(calls.keys.at(-1)).toBe(billing.accessKeyId);
    }
  }, 200_000);
});
