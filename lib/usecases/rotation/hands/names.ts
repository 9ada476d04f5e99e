import { createHash } from 'node:crypto';
import { userName } from '../../../core/model/arn.ts';

/** The user's name in its ARN, which may have a path before it. @throws {RangeError} for what is no IAM user */
export function userOf(principal: string): string {
  const name = userName(principal);
  if (name === null) throw new RangeError('expected the ARN of an IAM user');
  return name;
}

/** What is in every successor's name, so that a role's permissions can be bound to it. */
export const SUCCESSOR_MARK = '-nightwarden-';
/** IAM takes names of up to 64 characters. */
const MOST_OF_NAME = 64 - SUCCESSOR_MARK.length - 12;

/** The user that takes the place of a contained one: by the rotation alone, so that making it again finds it. */
export function successorOf(principal: string, rotation: string): string {
  const hash = createHash('sha256').update(rotation).digest('hex').slice(0, 12);
  return `${userOf(principal).slice(0, MOST_OF_NAME)}${SUCCESSOR_MARK}${hash}`;
}

/** Where the evidence of a rotation is kept. */
export function evidenceKey(rotation: string): string {
  return `rotations/${rotation}/evidence.json`;
}
