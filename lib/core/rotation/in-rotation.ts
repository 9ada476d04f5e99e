import type { Credential } from '../model/credential.ts';
import { isEnded, type Row } from './ledger.ts';

/** A plan that explains how a credential stands. */
export interface InRotation {
  readonly rotation: string;
  readonly kind: Row['plan']['kind'];
  readonly state: Row['state'];
}

/**
 * What live plans explain, by credential id: the keys that they take away or made, and the secret that they publish in.
 * Such a credential is shown "in rotation", and is not planned again.
 * @param open rows of the ledger that are not over
 */
export function inRotation(
  credentials: readonly Credential[],
  open: readonly Row[],
): ReadonlyMap<string, InRotation> {
  const live = open.filter((row) => !isEnded(row));
  const byId = new Map<string, Row>();
  for (const row of live) for (const id of explainedBy(row)) byId.set(id, row);
  return new Map(
    credentials.flatMap(({ id }) => {
      const row = byId.get(id);
      if (row === undefined) return [];
      return [[id, { rotation: row.rotation, kind: row.plan.kind, state: row.state }] as const];
    }),
  );
}

function explainedBy({ plan, newKey, orphan, contain }: Row): readonly string[] {
  const keys = [plan.key, newKey, orphan, ...(contain?.targets ?? []), ...(contain?.formers ?? [])];
  return [...keys, plan.secret?.arn ?? null].filter((id) => id !== null);
}

/** `in rotation (rotate, plan 0f3c…)`, for a report. */
export function inRotationText({ rotation, kind, state }: InRotation): string {
  return `in rotation: ${kind}, plan ${rotation}${state === 'parked' ? ', parked' : ''}`;
}
