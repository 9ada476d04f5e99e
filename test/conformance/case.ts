/** What another tool does in a case, and how we know. */
export interface OtherTool {
  readonly tool: string;
  readonly answer: string;
  /** The public file that shows it; absent: reported by others, and not verified by us. */
  readonly read?: { readonly repo: string; readonly path: string; readonly commit: string };
}

/** Something that tools get wrong, as a case of ours. */
export interface ConformanceCase {
  readonly id: string;
  /** What goes wrong, in one sentence. */
  readonly wrong: string;
  readonly others: readonly OtherTool[];
  /** What we answer, in one sentence; {@link ConformanceCase.answer} shows it. */
  readonly ours: string;
  /** What of it can be shown only by a part that is not built yet. */
  readonly later?: string;
  /** Our answer, as plain data. */
  readonly answer: () => unknown;
  readonly expected: unknown;
}
