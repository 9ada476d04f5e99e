import { NotCalledError } from '../../../../aws/rotation/outcome.ts';
import type { At, KindHands } from '../kind.ts';

/** Its values are made, and taken away, by its own function: nothing here does either. */
export function versionHands({ gateways, row }: At): KindHands {
  const { secret, where } = row.plan;
  const no = async (): Promise<never> => {
    throw new NotCalledError('its own function makes the values of this secret, and takes them away');
  };
  return {
    async list() {
      if (secret === null) return [];
      const { labels } = await gateways.secrets.describe(secret.arn);
      const versions = new Set([labels.AWSCURRENT, labels.AWSPENDING, labels.AWSPREVIOUS]);
      return [...versions].flatMap((id) =>
        id === undefined ? [] : [{ id, status: 'Active' as const, createdAt: undefined }],
      );
    },
    maker: async () => 'other',
    use: no,
    denied: async () => ({ full: false, sessionsBefore: null }),
    successor: async () => null,
    ready: async () => (where.rotatedBy === undefined ? ['the plan names no function that rotates it'] : []),
    create: no,
    readySuccessor: no,
    createSuccessor: no,
    setStatus: no,
    remove: no,
    denyAll: no,
    denySessions: no,
    evidence: async () => [],
  };
}
