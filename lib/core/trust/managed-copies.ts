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

export interface ManagedCopies {
  readonly managed: readonly ManagedCopy[];
  /** What nobody could look at, as texts: its owner is not known. */
  readonly unread: readonly string[];
}

/** Of a parameter only its strings are listed, so that the owner of one that is not found is not asked for. */
export function managedCopies({ snapshot }: Estate, declared: DeclaredCredential): ManagedCopies {
  const looked = declared.copies.map((copy) => {
    const places = placesOf({ ...declared, copies: [copy] }).filter(
      (place) => place !== declared.store.secret,
    );
    const found = snapshot.workloads.find(({ arn }) => places.some((place) => isSameThing(place, arn)));
    return { copy, stack: found?.tags[STACK_TAG], isFound: found !== undefined };
  });
  return {
    managed: looked.flatMap(({ copy, stack }) => (stack === undefined ? [] : [{ copy: copy.id, stack }])),
    unread: looked
      .filter(({ copy, isFound }) => copy.target.in === 'lambda-environment' && !isFound)
      .map(
        ({ copy }) => `the function of copy ${copy.id}: it is gone, or in a Region that was not looked at`,
      ),
  };
}
