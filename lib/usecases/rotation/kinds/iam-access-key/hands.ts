import type { NewKey } from '../../../../aws/rotation/iam-keys.ts';
import { NINETY_DAYS_MS } from '../../../../aws/rotation/key-trail.ts';
import { successorOf, userOf } from '../../hands/names.ts';
import type { At, KindHands, Listed, Value } from '../kind.ts';
import { keyEvidence } from './evidence.ts';
import { readSightings, readUse } from './read-use.ts';
import { revokeMinted } from './revoke-minted.ts';

/** The access keys of one IAM user; a successor is a user of its own. */
export function keyHands(at: At): KindHands {
  const { gateways, row, issuerRole } = at;
  const { keys, policies, users, trail, main } = gateways;
  const { principal } = row.plan;
  const user = userOf(principal);
  const successor = (): string => successorOf(principal, row.rotation);

  async function readySuccessor(): Promise<void> {
    await users.copy(user, successor(), row.rotation);
    for (const { id } of (await keys.list(successor())) ?? []) await keys.remove(successor(), id);
  }

  return {
    list: async () => (await keys.list(user)) ?? [],
    async maker({ id, createdAt }: Listed) {
      const maker = createdAt === undefined ? undefined : await trail.maker(main, id, createdAt);
      if (maker === undefined) return 'unknown';
      return maker === issuerRole ? 'ours' : 'other';
    },
    use: (id) => readUse(gateways, row, id),
    sightings: (id, since) =>
      readSightings(gateways, row, id, Math.max(since, at.clock.now() - NINETY_DAYS_MS)),
    denied: () => policies.denied(user),
    /** The key of the successor that counts: the row's own while it is Active. */
    async successor() {
      const found = (await keys.list(successor())) ?? [];
      const active = found.filter(({ status }) => status === 'Active').map(({ id }) => id);
      return active.find((id) => id === row.newKey) ?? active[0] ?? null;
    },
    // What stands against it IAM tells only when it is asked for one: the slots are a guard's.
    ready: async () => [],
    create: async () => made(await keys.create(user)),
    readySuccessor,
    createSuccessor: async () => made(await keys.create(successor())),
    setStatus: (id, status) => keys.setStatus(user, id, status),
    remove: (id) => keys.remove(user, id),
    denyAll: () => policies.denyAll(user),
    async denySessions(before) {
      await policies.denySessions(user, before);
      await revokeMinted(at, before);
    },
    evidence: (now) => keyEvidence(gateways, row, now),
  };
}

function made({ accessKeyId, secretAccessKey }: NewKey): Value {
  return { id: accessKeyId, secret: secretAccessKey };
}
