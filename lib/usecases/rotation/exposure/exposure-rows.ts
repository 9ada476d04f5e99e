import type { Row as TableRow } from '../../../aws/dynamodb.ts';
import { isRecord } from '../../../core/model/records.ts';
import { type Attestation, CHECKS } from '../../../core/rotation/exposure/judge.ts';
import type { LookedInto } from '../../../core/rotation/exposure/looks.ts';
import type { OpenExposure } from '../../../core/rotation/exposure/open.ts';

/** @returns undefined for what is none: then nobody knows how that leak stands */
export function openOf(row: TableRow): OpenExposure | undefined {
  const { rotation, credential, principal, account, at, looked, due, begun } = row;
  const texts = [rotation, credential, principal, account];
  if (!texts.every((each) => typeof each === 'string') || typeof at !== 'number') return undefined;
  return {
    rotation: String(rotation),
    credential: String(credential),
    principal: String(principal),
    account: String(account),
    at,
    looked: lookedOf(looked),
    due: typeof due === 'number' ? due : null,
    // 0: the last one has ended.
    begun: typeof begun === 'number' ? begun : null,
  };
}

/** A look that can't be read counts as none: it is taken again. */
function lookedOf(told: unknown): LookedInto | null {
  if (!isRecord(told)) return null;
  const { at, missing, checks } = told;
  if (typeof at !== 'number' || typeof missing !== 'number' || !Array.isArray(checks)) return null;
  return { at, missing, checks: CHECKS.filter((check) => checks.includes(check)) };
}

/** Marks of what people were told is missing; none where that can't be read: they are told again. */
export function toldIn(row: TableRow | undefined): readonly string[] {
  const told = row?.told;
  return Array.isArray(told) ? told.filter((mark): mark is string => typeof mark === 'string') : [];
}

/** @throws {RangeError} for what is none: then nobody knows what was said */
export function attestationOf(rotation: string, { check, by, at, because, covers }: TableRow): Attestation {
  const known = CHECKS.find((each) => each === check);
  const isList = Array.isArray(covers) && covers.every((id): id is string => typeof id === 'string');
  if (known === undefined || typeof by !== 'string' || typeof because !== 'string' || !isList)
    throw new RangeError(`expected what a person said of the exposure of plan ${rotation}, got another row`);
  return { check: known, by, at: Number(at), because, covers };
}
