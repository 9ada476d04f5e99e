import type { Confidence } from './owner.ts';

/** A workload, pipeline, agent or person that holds or uses a credential. */
export interface Dependent {
  /** Id of the credential it depends on. */
  readonly credential: string;
  /** `holder` was found to carry the credential; `user` was seen calling with it. */
  readonly role: 'holder' | 'user';
  /** ARN of the workload, or the network and client that was seen. */
  readonly name: string;
  readonly environment: string | null;
  readonly owner: string | null;
  /** Where this was seen: `environment variable AWS_ACCESS_KEY_ID`. */
  readonly evidence: string;
  readonly confidence: Confidence;
}
