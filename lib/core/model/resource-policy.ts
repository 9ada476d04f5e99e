import type { JsonObject } from './principal.ts';
import type { Instant } from './time.ts';

/** What a resource's own policy says: who may do what with it, from this account or another. */
export interface ResourcePolicy {
  /** ARN of the resource. */
  readonly resource: string;
  /** The JSON document, parsed; `none`: it has no policy; null: what came is no JSON object. */
  readonly document: JsonObject | 'none' | null;
  /** When it was read, where that is told: a rota may have read it days ago. */
  readonly readAt?: Instant;
}
