import type { TrailEvent } from '../../../../aws/rotation/key-trail.ts';
import type { Row } from '../../../../core/rotation/ledger.ts';
import type { Gateways } from '../../hands/gateways.ts';
import { userOf } from '../../hands/names.ts';

/** As far back as CloudTrail's own history goes. */
const NINETY_DAYS_MS = 90 * 86_400_000;

interface ServiceEvidence {
  readonly service: string;
  readonly credentials: readonly {
    readonly id: string;
    readonly status: 'Active' | 'Inactive';
    readonly createdAt: string | null;
    readonly expiresAt: string | null;
  }[];
  /** Of the user, by whatever credential: CloudTrail does not tell which. The oldest first. */
  readonly events: readonly TrailEvent[];
  /** False: CloudTrail has more, older ones of the last 90 days. */
  readonly complete: boolean;
}

/** What IAM keeps for the service, and the newest events that CloudTrail has of its user. */
export async function serviceEvidence(
  { serviceCredentials, trail, main }: Gateways,
  { plan }: Row,
  now: number,
): Promise<readonly ServiceEvidence[]> {
  const user = userOf(plan.principal);
  const service = plan.where.service?.name ?? '';
  const regions = [...new Set([main, plan.where.region, ...plan.where.regions])];
  const listed = (await serviceCredentials.list(user, service)) ?? [];
  const trails = await Promise.all(regions.map((region) => trail.ofUser(region, user, now - NINETY_DAYS_MS)));
  return [
    {
      service,
      credentials: listed.map(({ id, status, createdAt, expiresAt }) => ({
        id,
        status,
        createdAt: createdAt?.toISOString() ?? null,
        expiresAt: expiresAt?.toISOString() ?? null,
      })),
      events: trails.flatMap(({ events }) => events).toSorted((a, b) => a.at - b.at),
      complete: trails.every(({ complete }) => complete),
    },
  ];
}
