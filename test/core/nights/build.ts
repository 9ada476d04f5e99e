import type { Summary } from '../../../lib/core/nights/summary.ts';

/** A night of one account in which nothing was found and nothing went wrong. */
export function aSummary(facts: Partial<Summary> = {}): Summary {
  return {
    run: { id: '2026-11-26', reason: 'schedule', startedAt: '2026-11-26T03:00:00.000Z', state: 'complete' },
    assessed: 1,
    unread: [],
    findings: { informational: 0, low: 0, medium: 0, high: 0, critical: 0 },
    gaps: 0,
    moreGaps: 0,
    new: 0,
    gone: 0,
    worse: 0,
    changes: [],
    hubOff: [],
    problems: [],
    ...facts,
  };
}
