/** `2026-11-26 12:00`, UTC. @param at milliseconds since the epoch */
export function minute(at: number): string {
  return new Date(at).toISOString().slice(0, 16).replace('T', ' ');
}
