import { createHash } from 'node:crypto';
import type { VersionId } from '../plan.ts';

/** In the order in which Secrets Manager asks for them, each again and again until it is answered without an error. */
export const SERVED_STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const;
export type ServedStep = (typeof SERVED_STEPS)[number];

/**
 * What Secrets Manager hands to a rotation function.
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda.html
 */
export interface ServedRequest {
  readonly step: ServedStep;
  /** ARN of the secret. */
  readonly secret: string;
  /** The id of the version to make: the same in all steps, and in whatever is tried again of the same rotation. */
  readonly token: VersionId;
}

/**
 * The plan of a request: by the request alone, so that whoever is asked twice finds what the first one began.
 * @param attempt from 1: a plan that was refused changed nothing, and another one may be made of the same request
 * @returns 40 hexadecimal digits
 */
export function servedId({ secret, token }: Omit<ServedRequest, 'step'>, attempt: number): string {
  return createHash('sha256').update(`${secret}\n${token}\n${attempt}`).digest('hex').slice(0, 40);
}
