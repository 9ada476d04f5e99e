import type { VersionStore } from '../ports/version-store.ts';

/** What CloudFormation asks of a custom resource, as far as it matters here. */
export interface Asked {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  readonly ResponseURL: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
  readonly PhysicalResourceId?: string | undefined;
}

export interface Answer {
  readonly Status: 'SUCCESS' | 'FAILED';
  /** One line; absent when all is well. */
  readonly Reason?: string;
  readonly PhysicalResourceId: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
  /** What other resources may refer to. */
  readonly Data?: Readonly<Record<string, string>>;
}

/**
 * Deletes every version of every object when the stack goes, and does nothing while it stands. Never throws.
 * CloudFormation deletes this resource, too, when the bucket is to be kept from now on: then the stack stays.
 * @param isLeaving whether the stack as a whole is being deleted; a rejection empties nothing
 */
export async function emptyOnDelete(
  asked: Asked,
  versions: VersionStore,
  isLeaving: (stackId: string) => Promise<boolean>,
): Promise<Answer> {
  const { StackId, RequestId, LogicalResourceId, PhysicalResourceId = 'nightwarden-empty-bucket' } = asked;
  const who = { PhysicalResourceId, StackId, RequestId, LogicalResourceId };
  if (asked.RequestType !== 'Delete') return { Status: 'SUCCESS', ...who };
  try {
    if (!(await isLeaving(StackId))) return { Status: 'SUCCESS', ...who };
    for await (const page of versions.pages()) await versions.remove(page);
    return { Status: 'SUCCESS', ...who };
  } catch (error) {
    const name = error instanceof Error ? error.name : 'unknown error';
    return {
      Status: 'FAILED',
      Reason: `the bucket could not be emptied (${name}): empty it by hand, then delete the stack again`,
      ...who,
    };
  }
}

/** Tells CloudFormation, which waits until it is told. */
export async function answerTo({ ResponseURL }: Asked, answer: Answer): Promise<void> {
  const { ok, status } = await fetch(ResponseURL, {
    method: 'PUT',
    // The address is signed for a request without a content type.
    headers: { 'content-type': '' },
    body: JSON.stringify(answer),
  });
  if (!ok) throw new Error(`CloudFormation did not take the answer: HTTP ${status}`);
}
