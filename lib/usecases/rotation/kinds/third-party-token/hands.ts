import { NotCalledError, prepared } from '../../../../aws/rotation/outcome.ts';
import { abilitiesOf } from '../../../../core/rotation/kinds/abilities.ts';
import type { KeyId } from '../../../../core/rotation/plan.ts';
import { useOf } from '../../../../core/rotation/uses.ts';
import type { Issued, IssuerGateway } from '../../../../remote/webhook-issuer.ts';
import type { At, KindHands, Listed } from '../kind.ts';
import { bridgeOf } from './bridge.ts';

/**
 * What a bridge makes for one principal. There is no user to deny anything to: what leaked is refused because it is
 * Inactive. A successor is of the same principal, and told from what leaked by who asked for it.
 */
export function tokenHands({ gateways, row }: At): KindHands {
  const { plan, rotation, seq, newKey } = row;
  const { issuer } = plan.where;
  const contains = plan.kind === 'contain';
  const bridge = once(async (): Promise<IssuerGateway> => {
    if (issuer === undefined) throw new NotCalledError('the plan names no bridge');
    return bridgeOf(issuer, (arn) => gateways.secrets.value(arn, null));
  });
  /** For a write: what opens the bridge is read before anything is sent. */
  const opened = () => prepared(bridge, 'the bridge could not be opened');
  // One look is one moment, however much of it is asked for.
  const listed = once(async (): Promise<readonly Issued[]> => (await bridge()).list());
  const isOurs = ({ idempotencyKey }: Issued) => idempotencyKey?.startsWith(`${rotation}.`) === true;
  /**
   * Of contain: what it asked for itself takes the place of what leaked. Once that is known, whatever else came of it, late
   * or beside it, is nobody's and goes with what leaked.
   */
  const isSuccessor = (each: Issued) => contains && isOurs(each) && (newKey === null || each.id === newKey);
  /** What leaked, or may have. */
  const theirs = async () => (await listed()).filter((each) => !isSuccessor(each));

  /** Each at once: the second does not wait for a bridge that hangs at the first. */
  async function quell(ids: readonly KeyId[]): Promise<void> {
    const gateway = await opened();
    const answers = await Promise.allSettled(ids.map((id) => gateway.setStatus(id, 'Inactive')));
    const [failed] = answers.flatMap((each) => (each.status === 'rejected' ? [each.reason as unknown] : []));
    // Asked for again at once: what is done already is done again to no harm.
    if (failed !== undefined) throw new NotCalledError('not each of them is Inactive', { cause: failed });
  }
  async function create() {
    const { id, value } = await (await opened()).create(`${rotation}.${seq}`);
    return { id, secret: value };
  }

  return {
    list: async () => (await theirs()).map(plain),
    async maker({ id }) {
      const found = (await listed()).find((each) => each.id === id);
      return found !== undefined && isOurs(found) ? 'ours' : 'other';
    },
    async use(id) {
      if (abilitiesOf(plan).lastUsedSignal !== 'kept') return { state: 'unknown' };
      const at = await (await bridge()).lastUse(id);
      // It does not tell by whom: it may have been any dependent that is known.
      return useOf(plan, at === null ? null : at.getTime(), []);
    },
    async denied() {
      const active = (await theirs()).some(({ status }) => status === 'Active');
      return { full: !active, sessionsBefore: null };
    },
    async successor() {
      const ours = (await listed()).filter((each) => isOurs(each) && each.status === 'Active');
      const ids = ours.map(({ id }) => id);
      return ids.find((id) => id === newKey) ?? ids[0] ?? null;
    },
    // Whether there is a slot is a guard's to say.
    ready: async () => [],
    create,
    // Of a creation whose answer was lost nobody has the value.
    async readySuccessor() {
      const gateway = await opened();
      for (const { id, status } of (await listed()).filter(isOurs)) {
        if (status === 'Active') await gateway.setStatus(id, 'Inactive');
        await gateway.remove(id);
      }
    },
    createSuccessor: create,
    setStatus: async (id, status) => (await opened()).setStatus(id, status),
    remove: async (id) => (await opened()).remove(id),
    denyAll: async () => {
      const active = await prepared(theirs, 'the bridge could not be asked what there is');
      return quell(active.filter(({ status }) => status === 'Active').map(({ id }) => id));
    },
    // What a token has opened at the third party ends with it, or as the third party decides: nothing here knows of it.
    denySessions: async () => undefined,
    evidence: async () => {
      const gateway = await bridge();
      const isKept = abilitiesOf(plan).lastUsedSignal === 'kept';
      return Promise.all(
        (await listed()).map(async (each) => {
          const used = isKept ? await gateway.lastUse(each.id) : undefined;
          return {
            id: each.id,
            status: each.status,
            createdAt: each.createdAt,
            // By what contract it was asked for, and no text of the bridge's own.
            askedFor: each.idempotencyKey !== null,
            lastUsedAt: used === undefined ? 'not told' : (used?.toISOString() ?? null),
          };
        }),
      );
    },
  };
}

function plain({ id, status, createdAt }: Issued): Listed {
  return { id, status, createdAt: createdAt === null ? undefined : new Date(createdAt) };
}

/** Asked once, however often. */
function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let asked: Promise<T> | undefined;
  return () => {
    asked ??= ask();
    return asked;
  };
}
