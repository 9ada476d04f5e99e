import { NotCalledError } from '../../../../aws/rotation/outcome.ts';
import type { NewServiceCredential } from '../../../../aws/rotation/service-credentials.ts';
import type { ServiceUse } from '../../../../core/rotation/kinds/service.ts';
import { successorOf, userOf } from '../../hands/names.ts';
import type { At, KindHands, Listed, Value } from '../kind.ts';
import { serviceEvidence } from './evidence.ts';

/** What IAM keeps of one user for one service, two at most; a successor is a user of its own. */
export function serviceHands({ gateways, row, issuerRole }: At): KindHands {
  const { serviceCredentials: services, policies, users, trail, main } = gateways;
  const { principal, where } = row.plan;
  const user = userOf(principal);
  const successor = (): string => successorOf(principal, row.rotation);
  const service = (): ServiceUse => {
    if (where.service === undefined) throw new NotCalledError('the plan names no service');
    return where.service;
  };

  async function readySuccessor(): Promise<void> {
    await users.copy(user, successor(), row.rotation);
    for (const { id } of (await services.list(successor(), service().name)) ?? [])
      await services.remove(successor(), id);
  }
  async function issue(userName: string): Promise<Value> {
    const { name, days } = service();
    return made(await services.create(userName, name, days));
  }

  return {
    list: async () => (await services.list(user, service().name)) ?? [],
    async maker({ id, createdAt }: Listed) {
      const maker =
        createdAt === undefined ? undefined : await trail.serviceCredentialMaker(main, id, createdAt);
      if (maker === undefined) return 'unknown';
      return maker === issuerRole ? 'ours' : 'other';
    },
    // Neither IAM nor CloudTrail names the credential of a call.
    use: async () => ({ state: 'unknown' }),
    denied: () => policies.denied(user),
    async successor() {
      const found = (await services.list(successor(), service().name)) ?? [];
      const active = found.filter(({ status }) => status === 'Active').map(({ id }) => id);
      return active.find((id) => id === row.newKey) ?? active[0] ?? null;
    },
    ready: async () => [],
    create: () => issue(user),
    readySuccessor,
    createSuccessor: () => issue(successor()),
    setStatus: (id, status) => services.setStatus(user, id, status),
    remove: (id) => services.remove(user, id),
    denyAll: () => policies.denyAll(user),
    denySessions: (before) => policies.denySessions(user, before),
    evidence: (now) => serviceEvidence(gateways, row, now),
  };
}

function made({ id, secret, userName }: NewServiceCredential): Value {
  return { id, secret, ...(userName === undefined ? {} : { userName }) };
}
