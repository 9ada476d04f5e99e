import type { Estate } from '../model/estate.ts';
import type { DeclaredCredential } from '../rotation/policy.ts';
import { isSameThing, placesOf } from './things.ts';

/** A copy whose place is owned by a stack: its next deployment puts back what the template says. */
export interface ManagedCopy {
  /** Id of the copy. */
  readonly copy: string;
  readonly stack: string;
}

/** What CloudFormation puts on everything that it makes. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-resource-tags.html */
const STACK_TAG = 'aws:cloudformation:stack-name';

export function managedCopies({ snapshot }: Estate, declared: DeclaredCredential): readonly ManagedCopy[] {
  return declared.copies.flatMap((copy) => {
    const places = placesOf({ ...declared, copies: [copy] }).filter(
      (place) => place !== declared.store.secret,
    );
    const owner = snapshot.workloads.find(({ arn }) => places.some((place) => isSameThing(place, arn)));
    const stack = owner?.tags[STACK_TAG];
    return stack === undefined ? [] : [{ copy: copy.id, stack }];
  });
}
