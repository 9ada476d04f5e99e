import { SecurityHubClient } from '@aws-sdk/client-securityhub';
import { awsClients } from '../aws/clients.ts';
import { securityHub } from '../aws/securityhub.ts';
import { DETECTORS } from '../core/detectors/index.ts';
import type { Judgement } from '../core/detectors/judge.ts';
import type { Estate } from '../core/model/estate.ts';
import { homeRegion, type Policy } from '../core/model/policy.ts';
import type { Progress } from '../ports/progress.ts';
import { publish } from './publish.ts';
import type { PublishResult } from './publish-told.ts';

export interface PublishSweepOptions {
  readonly estate: Estate;
  readonly judged: Judgement;
  readonly policy: Policy;
  readonly profile?: string | undefined;
  readonly now: () => Date;
  readonly progress: Progress;
}

/** Publishes a live sweep with the caller's own identity, which is of the account that was swept. */
export function publishSweep(options: PublishSweepOptions): Promise<PublishResult> {
  const { estate, judged, policy, profile, now, progress } = options;
  const { snapshot, subjects } = estate;
  const clients = awsClients({ profile, budgets: policy.budgets });
  return publish({
    ...judged,
    snapshot,
    subjects,
    detectors: DETECTORS,
    homeRegion: homeRegion(policy, snapshot.partition),
    gatewayFor: (region) => securityHub(clients.client(SecurityHubClient, 'securityhub', region)),
    now,
    progress,
  });
}
