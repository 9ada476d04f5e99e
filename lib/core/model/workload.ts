import type { RedactedVariable, Tags } from './credential.ts';

/** A Lambda function, with its environment after redaction. */
export interface LambdaFunction {
  readonly arn: string;
  readonly name: string;
  readonly region: string;
  /** ARN of its execution role. */
  readonly role?: string;
  readonly tags: Tags;
  /** `missing`: the environment could not be read; null: read. */
  readonly environment:
    | { readonly state: 'read'; readonly variables: readonly RedactedVariable[] }
    | { readonly state: 'unread'; readonly missing: string };
}
