import type { Plan } from '../../../lib/core/rotation/plan.ts';
import type { Where } from '../../../lib/core/rotation/where.ts';
import type { Lab } from '../../lab/lab.ts';

/** In which everything of a plan lies, and is used. */
export const REGION = 'us-east-1';

/** What each plan has of its own. */
type Own = Omit<Plan, 'kind' | 'approvals' | 'policyVersion' | 'where'> &
  Partial<Pick<Plan, 'approvals'>> & {
    readonly where: Pick<Where, 'shape' | 'targets' | 'probes'> & Partial<Where>;
  };

/** A plan to rotate in the lab's account, which asks nobody; the rest is as given. */
export function planIn({ account }: Pick<Lab, 'account'>, own: Own, change: Partial<Plan> = {}): Plan {
  return {
    kind: 'rotate',
    approvals: [],
    policyVersion: '1',
    ...own,
    where: {
      partition: 'aws',
      account,
      region: REGION,
      regions: [REGION],
      owner: 'shop',
      window: null,
      seenAs: {},
      noWayBack: [],
      ...own.where,
    },
    ...change,
  };
}
