/** Which plan changed a user last, in the user's comment: a fence that the database itself keeps. */
export interface Mark {
  readonly rotation: string;
  readonly fence: number;
  readonly seq: number;
}

const MARK = / ?\[nightwarden ([\w.-]+) (\d+)\.(\d+)\]$/;

export function markIn(comment: string | null): Mark | undefined {
  const found = MARK.exec(comment ?? '');
  if (found === null) return undefined;
  const [, rotation = '', fence, seq] = found;
  return { rotation, fence: Number(fence), seq: Number(seq) };
}

/** What people wrote there stays. */
export function withMark(comment: string | null, { rotation, fence, seq }: Mark): string {
  return `${(comment ?? '').replace(MARK, '')} [nightwarden ${rotation} ${fence}.${seq}]`.trimStart();
}
