import { ACCOUNT_CASES } from './account.ts';
import type { ConformanceCase } from './case.ts';
import { CREDENTIAL_CASES } from './credentials.ts';

/** One case for each thing that tools are known to get wrong. */
export const CASES: readonly ConformanceCase[] = [...CREDENTIAL_CASES, ...ACCOUNT_CASES];
