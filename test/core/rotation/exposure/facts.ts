import type { ExposureFacts } from '../../../../lib/core/rotation/exposure/judge.ts';
import type { OpenExposure } from '../../../../lib/core/rotation/exposure/open.ts';

/** A look that found nothing, and nobody has said anything of. */
export const NOTHING_FOUND = {
  keys: [],
  sessions: [],
  revoked: {},
  moves: [],
  made: {},
  holdings: [],
  trailGaps: [],
  placeGaps: [],
  attestations: [],
} as const satisfies Partial<ExposureFacts>;

/** A leak that is open, and that nobody has looked into. */
export function anOpenExposure(at: number, change: Partial<OpenExposure> = {}): OpenExposure {
  return {
    rotation: 'r-1',
    credential: 'AKIA1',
    principal: 'arn:p',
    account: '111122223333',
    at,
    looked: null,
    due: null,
    begun: null,
    ...change,
  };
}
