import { versionOf } from './calls.ts';
import type { GuardId } from './guards.ts';
import type { Row } from './ledger.ts';
import { canBeTried } from './own.ts';
import type { KeyId, Plan, VersionId } from './plan.ts';
import { guardsAt, type Tables } from './tables.ts';

/** A key to sign with, and the version of the secret that holds its value; null: it is stored nowhere. */
export interface ProofAsked {
  readonly key: KeyId;
  readonly version: VersionId | null;
}

/** A version of such a secret is named by its id, and nobody's use of it is watched: both are asked for at once. */
const OWN: readonly GuardId[] = ['oldProved', 'newProved', 'oldLogsIn'];

/**
 * The keys that the present step asks a proof of. A watched key is never signed with: the proof itself would be a use,
 * so nothing but a step that needs it brings one here.
 */
export function proofsAsked(tables: Tables, row: Row): readonly ProofAsked[] {
  const guards = guardsAt(tables, row.place);
  const old = row.plan.secret?.version ?? null;
  const asked: ProofAsked[] = [];
  const isOwn = OWN.some((guard) => guards.has(guard)) && canBeTried(row.plan);
  if (isOwn) {
    const isStarted = row.opened.includes('startRotation');
    const versions = isStarted ? [row.plan.key, versionOf(row)] : [row.plan.key];
    asked.push(...versions.map((version) => ({ key: version, version })));
  }
  if (guards.has('newWorks') && row.newKey !== null) asked.push({ key: row.newKey, version: versionOf(row) });
  if (guards.has('oldWorks')) asked.push({ key: row.plan.key, version: old });
  if (guards.has('oldRefused')) {
    for (const key of row.contain?.targets ?? []) {
      asked.push({ key, version: key === row.plan.key && isTold(row.plan) ? old : null });
    }
  }
  return asked;
}

/** Which of several Active ones of a third party the secret holds nobody has read: each is judged by its state. */
function isTold({ where, slots }: Plan): boolean {
  return where.issuer === undefined || slots.filter(({ status }) => status === 'Active').length <= 1;
}
