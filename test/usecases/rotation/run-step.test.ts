import { describe, expect, it } from 'vitest';
import { mayWrite } from '../../../lib/core/rotation/fences.ts';
import type { Row } from '../../../lib/core/rotation/ledger.ts';
import { abort } from '../../../lib/core/rotation/requests.ts';
import type { Role } from '../../../lib/core/rotation/roles.ts';
import { PROTOCOL_TABLES } from '../../../lib/core/rotation/tables.ts';
import type { RotationHands, RotationLedger } from '../../../lib/ports/rotation.ts';
import { runStep } from '../../../lib/usecases/rotation/run-step.ts';
import { apply, tick } from '../../prove/physics.ts';
import { ROTATE, worldOf } from '../../prove/scenarios.ts';
import { look, type World } from '../../prove/world.ts';

/** The prover's world behind the ports: the same AWS, driven by the handler as production drives it. */
class Bench {
  world: World = worldOf(ROTATE, 0);
  readonly calls: string[] = [];
  /** Called with the name of each call; throws to break it. */
  breaks: (name: string) => void = () => {};

  readonly ledger: RotationLedger = {
    read: async (rotation) => (rotation === this.world.row.rotation ? this.world.row : undefined),
    begin: async () => false,
    supersede: async () => false,
    write: async (expected, row) => {
      if (!mayWrite(this.world.row, expected, PROTOCOL_TABLES.writes)) return false;
      this.world = { ...this.world, row };
      return true;
    },
    open: async () => ({ rows: [this.world.row], unreadable: [], contained: [], spokes: [], begun: 0 }),
    contained: async () => [],
    fence: async () => 1,
    latest: async () => this.world.row,
  };

  readonly clock = { now: () => this.world.now };

  hands(): RotationHands {
    return {
      look: async () => look(this.world, null),
      call: async (_row, call) => {
        const [world, answer] = apply(this.world, call);
        this.world = world;
        this.calls.push(call.do === 'setStatus' ? `${call.do} ${call.key} ${call.status}` : call.do);
        this.breaks(call.do);
        return answer;
      },
    };
  }

  step(): ReturnType<typeof runStep> {
    return runStep({ ledger: this.ledger, clock: this.clock, hands: this.hands() }, 'r');
  }

  /** As a schedule would: the handler, then a while, until the row ends. */
  async untilEnd(): Promise<Row> {
    for (let at = 0; at < 60 && this.world.row.state === 'going'; at += 1) {
      await this.step();
      this.world = tick(this.world);
    }
    return this.world.row;
  }
}

describe('the handler that everybody runs', () => {
  it('rotates: one key made, both copies moved, the old one deactivated before it is deleted', async () => {
    const bench = new Bench();
    expect((await bench.untilEnd()).state).toBe('done');
    expect(bench.calls).toEqual([
      'createKey',
      'stageVersion',
      'writeCopy',
      'moveCurrent',
      'setStatus O Inactive',
      'deleteKey',
      'dropPending',
    ]);
    expect(bench.world.keys.map(({ id }) => id)).toEqual(['N1']);
  });

  it('stops at what it must wait for, and says which guard that is', async () => {
    expect(await new Bench().step()).toMatchObject({
      because: 'newWorks',
      row: { place: { step: 'prove' } },
    });
  });

  it('gives the old one back when somebody asks for it, and leaves nothing behind', async () => {
    const bench = new Bench();
    while (bench.world.row.place.step !== 'delete') {
      await bench.step();
      bench.world = tick(bench.world);
    }
    bench.world = { ...bench.world, row: abort(bench.world.row) ?? bench.world.row };
    expect((await bench.untilEnd()).state).toBe('restored');
    expect(bench.world).toMatchObject({ current: 'v0', env: 'O', pending: null });
    expect(bench.world.keys.map(({ id, status }) => `${id} ${status}`)).toEqual(['O Active']);
  });

  it('finds the key of a creation whose answer was lost, removes it and restores', async () => {
    const bench = new Bench();
    bench.breaks = (name) => {
      if (name === 'createKey') throw new Error('socket hang up');
    };
    expect((await bench.step()).because).toBe('nobody knows whether the call happened');
    expect((await bench.untilEnd()).state).toBe('restored');
    expect(bench.world.keys.map(({ id }) => id)).toEqual(['O']);
  });

  it('two at the same time make one key', async () => {
    const bench = new Bench();
    await Promise.all([bench.step(), bench.step()]);
    expect(bench.calls.filter((call) => call === 'createKey')).toHaveLength(1);
  });

  it('knows no rotation that the ledger does not know', async () => {
    const { ledger, clock, ...bench } = new Bench();
    const hands: RotationHands = {
      look: async () => look(bench.world, null),
      call: async () => ({ outcome: 'lost' }),
    };
    await expect(runStep({ ledger, clock, hands }, 'other')).rejects.toThrow(
      'expected a rotation in the ledger',
    );
  });
});

describe('a role', () => {
  it('makes its own calls, writes no intent for anybody else, and says whose turn it is', async () => {
    const bench = new Bench();
    const as = (role: Role) =>
      runStep({ ledger: bench.ledger, clock: bench.clock, hands: bench.hands(), role }, 'r');
    expect(await as('observer')).toMatchObject({ needs: 'issuer', row: { intent: null, opened: [] } });
    expect(await as('issuer')).toMatchObject({ needs: null, because: 'newWorks' });
    expect(bench.calls).toEqual(['createKey', 'stageVersion']);
    bench.world = tick(bench.world);
    expect(await as('issuer')).toMatchObject({ needs: 'publisher' });
    expect(await as('publisher')).toMatchObject({ needs: null, because: 'refreshed' });
  });

  it('says when it makes sense to look again', async () => {
    const bench = new Bench();
    const { wakeAt, row } = await bench.step();
    expect(wakeAt).toBe(bench.world.now + row.plan.durations.poll);
  });
});
