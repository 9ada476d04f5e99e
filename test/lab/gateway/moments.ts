/** ISO 8601 as the query protocol writes it: `2026-11-22T03:00:00Z`. */
export function isoSeconds(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

/** Seconds since 1970, as AWS's JSON protocols write a moment. */
export function epochSeconds(ms: number): number {
  return Math.floor(ms / 1000);
}
