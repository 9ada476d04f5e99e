import { line } from '../../core/reports/asff/text.ts';
import { faultOf as awsFaultOf } from '../errors.ts';

export type Wait = (ms: number) => Promise<unknown>;

/** Attempts for one batch or page, the first included; each has the SDK's own retries inside. */
export const ATTEMPTS = 3;

/** Milliseconds to wait after an attempt, counted from 1. */
export function pause(attempt: number): number {
  return 500 * 2 ** (attempt - 1);
}

export interface Fault {
  /**
   * `off`: Security Hub is not enabled here. `shut`: no call of this identity can succeed here. `invalid`: this
   * call never can. `busy`: it may pass by itself.
   */
  readonly kind: 'off' | 'shut' | 'invalid' | 'busy' | 'other';
  readonly code: string;
  /** One line. */
  readonly reason: string;
  /** What to do, in one line. */
  readonly remedy: string;
}

/** What a failed call means. */
export function faultOf(error: unknown, action: string, region: string): Fault {
  const { kind, reason, remedy } = awsFaultOf(error, { action, region });
  const code = line(error instanceof Error ? error.name : 'Unknown', 80);
  const told = { code, reason: line(reason, 300), remedy: remedy.replace('reading role', 'publishing role') };
  if (code === 'InvalidAccessException') return { kind: 'off', ...told };
  if (/^(InvalidInput|Validation)/.test(code)) return { kind: 'invalid', ...told };
  const isServer =
    typeof error === 'object' && error !== null && '$fault' in error && error.$fault === 'server';
  if (isServer || /^(LimitExceeded|Internal|ServiceUnavailable)/.test(code)) return { kind: 'busy', ...told };
  switch (kind) {
    case 'throttled':
    case 'no-network':
      return { kind: 'busy', ...told };
    case 'denied':
    case 'expired':
    case 'invalid-credentials':
    case 'region-off':
    case 'no-credentials':
      return { kind: 'shut', ...told };
    case 'other':
      return { kind: 'other', ...told };
  }
}

/** Calls again while Security Hub is busy, a bounded number of times. */
export async function patiently<T>(
  wait: Wait,
  diagnose: (error: unknown) => Fault,
  call: () => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await call();
    } catch (error) {
      if (attempt === ATTEMPTS || diagnose(error).kind !== 'busy') throw error;
      await wait(pause(attempt));
    }
  }
}
