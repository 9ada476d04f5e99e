import { copyAt, everPublished, versionOf, wasPublished } from './calls.ts';
import type { Row } from './ledger.ts';
import type { KeyFact, Known, Live } from './live.ts';
import type { Copy, KeyId } from './plan.ts';
import { mayCompensate, mayGoForward, type Switch } from './switch.ts';

export interface Scene {
  readonly row: Row;
  readonly live: Live;
  /** The key whose value this invocation has in its memory; null after any crash. */
  readonly memory: KeyId | null;
  /** The row that this invocation wrote with its intent; null while it decides. */
  readonly intended: Row | null;
}

export type Answer = 'yes' | 'no' | 'unknown';
export type Guard = (scene: Scene) => Answer;

function yes(holds: boolean): Answer {
  return holds ? 'yes' : 'no';
}

function gate(holds: Known<boolean>): Answer {
  return holds === 'unknown' ? 'unknown' : yes(holds);
}

function ofKey({ live }: Scene, id: KeyId | null, holds: (key: KeyFact | undefined) => boolean): Answer {
  return live.keys === 'unknown' ? 'unknown' : yes(holds(live.keys.find((key) => key.id === id)));
}

function current({ live }: Scene, holds: (current: string | null) => boolean): Answer {
  return live.secret === 'unknown' ? 'unknown' : yes(holds(live.secret.current));
}

function pending({ live }: Scene, holds: (pending: string | null) => boolean): Answer {
  return live.secret === 'unknown' ? 'unknown' : yes(holds(live.secret.pending));
}

/** Every copy but the secret itself holds one of these keys. */
function copies(scene: Scene, holds: (key: KeyId | null) => boolean): Answer {
  const held = scene.row.plan.copies
    .filter(({ kind }) => kind === 'copy')
    .map(({ id }) => scene.live.copies[id] ?? 'unknown');
  const unread = held.includes('unknown');
  if (held.some((key) => key !== 'unknown' && !holds(key))) return 'no';
  return unread ? 'unknown' : 'yes';
}

/** Nobody used the key since then. */
function quiet(
  { row, live }: Scene,
  id: KeyId | null,
  accepts: boolean,
  since: number = row.times.watchFrom,
): Answer {
  if (id === null) return 'yes';
  const use = live.uses[id] ?? { state: 'unknown' };
  if (use.state === 'unknown') return 'unknown';
  if (use.state === 'never') return 'yes';
  // Accepting the users that were seen never covers a known dependent.
  const at = accepts ? (use.byKnownAt ?? Number.NEGATIVE_INFINITY) : use.at;
  return yes(at < since);
}

function oldQuiet(scene: Scene, since: number | null): Answer {
  const accepts = scene.row.approved.includes('users');
  return quiet(scene, scene.row.plan.key, accepts, since ?? scene.row.times.watchFrom);
}

function oldActive(scene: Scene): Answer {
  return ofKey(scene, scene.row.plan.key, (key) => key?.status === 'Active');
}

function dependentsWell({ row, live }: Scene): Answer {
  const health = row.plan.dependents.map(({ id }) => live.dependents[id] ?? 'unknown');
  if (health.includes('ill')) return 'no';
  return health.includes('unknown') ? 'unknown' : 'yes';
}

/** The waves before this one still hold the new value. */
function earlierOnNew(scene: Scene): Answer {
  const earlier = scene.row.plan.copies.slice(0, scene.row.place.copy);
  return both(...earlier.map((copy) => copyIs(scene, copy, 'new')));
}

function copyIs(scene: Scene, copy: Copy, which: 'old' | 'new'): Answer {
  const { row, live } = scene;
  if (copy.kind === 'secret') {
    const version = which === 'new' ? versionOf(row) : row.plan.secret?.version;
    return current(scene, (now) => now === version);
  }
  const held = live.copies[copy.id] ?? 'unknown';
  return held === 'unknown' ? 'unknown' : yes(held === (which === 'new' ? row.newKey : row.plan.key));
}

function either(one: Answer, other: Answer): Answer {
  if (one === 'yes' || other === 'yes') return 'yes';
  return one === 'unknown' || other === 'unknown' ? 'unknown' : 'no';
}

function noneOnNew(scene: Scene): Answer {
  if (!everPublished(scene.row)) return 'yes';
  return both(
    current(scene, (version) => version !== versionOf(scene.row)),
    copies(scene, (key) => key !== scene.row.newKey),
  );
}

function copyIsOneOf(scene: Scene, copy: Copy | undefined): Answer {
  const { row, live } = scene;
  if (copy === undefined || row.plan.secret === null) return 'no';
  const ours = [row.plan.secret.version, versionOf(row)];
  if (copy.kind === 'secret') return current(scene, (version) => version !== null && ours.includes(version));
  const held = live.copies[copy.id] ?? 'unknown';
  return held === 'unknown' ? 'unknown' : yes(held === row.plan.key || held === row.newKey);
}

/** A contained principal on which nobody depended has no successor. */
function nothingReplaced({ row }: Scene): boolean {
  return row.plan.kind === 'contain' && row.plan.dependents.length === 0;
}

function noStranger({ row, live }: Scene): Answer {
  return live.keys === 'unknown' ? 'unknown' : yes(strangers(row, live.keys).length === 0);
}

/** Keys of the principal that neither the plan nor its ledger row explains. */
export function strangers({ plan, newKey }: Row, keys: readonly KeyFact[]): readonly KeyFact[] {
  const known = new Set([plan.key, newKey, ...plan.slots.map(({ id }) => id)]);
  return keys.filter(({ id }) => !known.has(id));
}

function both(...answers: readonly Answer[]): Answer {
  if (answers.includes('no')) return 'no';
  return answers.includes('unknown') ? 'unknown' : 'yes';
}

/** A fact that must hold, by name. Each is pure, and each is in the prover's table of mutations. */
export const GUARDS = {
  // Whoever has the new value in its memory is the one the lease was kept for; an intent's lease is its writer's alone.
  leaseFree: ({ row, live, memory }) =>
    yes(
      row.leaseUntil === null ||
        live.at >= row.leaseUntil ||
        (row.intent === null && memory !== null && memory === row.newKey),
    ),
  rowOurs: ({ row, intended }) =>
    yes(intended !== null && row.seq === intended.seq && row.fence === intended.fence),
  leaseHeld: ({ row, live }) => yes(row.leaseUntil !== null && live.at < row.leaseUntil),
  notFrozen: (scene) => yes(mayCompensate(switchOf(scene))),
  switchRun: (scene) => yes(mayGoForward(switchOf(scene))),
  // Whatever leaked, of either key: the principal is contain's now.
  notExposed: ({ row }) => yes(row.plan.kind === 'contain' || row.exposed.length === 0),

  ownerKnown: ({ live }) => gate(live.gates.owner),
  windowOpen: ({ live }) => gate(live.gates.window),
  soleRotation: ({ live }) => gate(live.gates.soleRotation),
  storeWritable: ({ live }) => gate(live.gates.storeWritable),
  wayBack: ({ live }) => gate(live.gates.wayBack),

  noStranger,
  slotFree: (scene) => (scene.live.keys === 'unknown' ? 'unknown' : yes(scene.live.keys.length < 2)),
  oldActive,
  oldInactive: (scene) => ofKey(scene, scene.row.plan.key, (key) => key?.status !== 'Active'),
  oldThere: (scene) => ofKey(scene, scene.row.plan.key, (key) => key !== undefined),
  oldGone: (scene) => ofKey(scene, scene.row.plan.key, (key) => key === undefined),
  newActive: (scene) => ofKey(scene, scene.row.newKey, (key) => key?.status === 'Active'),
  newInactive: (scene) => ofKey(scene, scene.row.newKey, (key) => key?.status !== 'Active'),
  orphanInactive: (scene) => ofKey(scene, scene.row.orphan, (key) => key?.status !== 'Active'),

  valueAtHand: (scene) =>
    both(
      yes(scene.row.newKey !== null),
      scene.memory === scene.row.newKey
        ? 'yes'
        : pending(scene, (version) => version === versionOf(scene.row)),
    ),
  nonePending: (scene) => pending(scene, (version) => version === null || version === versionOf(scene.row)),
  noneStaged: (scene) => pending(scene, (version) => version !== versionOf(scene.row)),
  currentOnOld: (scene) => current(scene, (version) => version === scene.row.plan.secret?.version),
  currentOnNew: (scene) =>
    nothingReplaced(scene) ? 'yes' : current(scene, (version) => version === versionOf(scene.row)),
  copiesOnOld: (scene) => copies(scene, (key) => key === scene.row.plan.key),
  copiesOnNew: (scene) => (nothingReplaced(scene) ? 'yes' : copies(scene, (key) => key === scene.row.newKey)),
  earlierOnNew,
  copyMovable: (scene) => copyIsOneOf(scene, copyAt(scene.row)),
  copyOurs: (scene) =>
    wasPublished(scene.row, copyAt(scene.row)) ? copyIsOneOf(scene, copyAt(scene.row)) : 'yes',
  noneOnNew,
  // A copy that is on a key that is gone can't be helped by reviving the key.
  strandedOnNone: (scene) =>
    either(
      ofKey(scene, scene.row.newKey, (key) => key !== undefined),
      noneOnNew(scene),
    ),
  newWorks: ({ row, live }) => proof(live, row.newKey),
  oldWorks: ({ row, live }) => proof(live, row.plan.key),
  dependentsWell,

  refreshed: ({ row, live }) =>
    yes(row.times.published === null || live.at >= row.times.published + row.plan.durations.refresh),
  oldQuiet: (scene) => oldQuiet(scene, null),
  // A watch can only begin anew while the old one can be used: a use seen after that is somebody cut off.
  quietOrActive: (scene) => either(oldActive(scene), oldQuiet(scene, scene.row.times.vouched)),
  watched: ({ row, live }) => yes(live.at >= row.times.watchFrom + row.plan.durations.watch),
  quarantined: ({ row, live }) =>
    yes(row.times.deactivated !== null && live.at >= row.times.deactivated + row.plan.durations.quarantine),
  newQuiet: (scene) => (everPublished(scene.row) ? quiet(scene, scene.row.newKey, false) : 'yes'),
  pastDrain: ({ row, live }) =>
    yes(
      !everPublished(row) ||
        (row.times.deactivated !== null && live.at >= row.times.deactivated + row.plan.durations.drain),
    ),
  drained: ({ row, live }) =>
    yes(!everPublished(row) || live.at >= row.times.watchFrom + row.plan.durations.drain),
  noDependents: ({ row }) => yes(row.plan.dependents.length === 0),
  allQuelled: ({ live }) =>
    live.keys === 'unknown' ? 'unknown' : yes(live.keys.every((key) => key.status === 'Inactive')),
  propagated: ({ row, live }) =>
    yes(row.times.deactivated !== null && live.at >= row.times.deactivated + row.plan.durations.settle),
  denyHeld: ({ row, live }) => (row.contain?.deny === 'refused' ? 'yes' : denied(live)),
  denied: ({ live }) => denied(live),
  sealed: ({ row }) => yes(row.contain?.seal === 'sealed'),
  oldRefused: ({ row, live }) => {
    const proved = (row.contain?.targets ?? []).map((key) => live.proofs[key] ?? 'unknown');
    if (proved.includes('works')) return 'no';
    return proved.includes('unknown') ? 'unknown' : 'yes';
  },
  successorOurs: (scene) =>
    nothingReplaced(scene) || scene.row.newKey === null
      ? 'yes'
      : scene.live.successor === 'unknown'
        ? 'unknown'
        : yes(scene.live.successor === scene.row.newKey),
  copyReplaceable,
  approvedDeactivate: ({ row }) => approved(row, 'deactivate'),
  approvedDelete: ({ row }) => approved(row, 'delete'),
} as const satisfies Readonly<Record<string, Guard>>;

/** Contain has a switch of its own: what stops rotations must not leave a leaked key working. */
function switchOf({ row, live }: Scene): Switch {
  return row.plan.kind === 'contain' ? live.containSwitch : live.switch;
}

function denied(live: Live): Answer {
  return live.denied === 'unknown' ? 'unknown' : yes(live.denied.full);
}

/** What leaked, what a superseded plan had published, or the successor: anything else is somebody's, and is left. */
function copyReplaceable(scene: Scene): Answer {
  const { row, live } = scene;
  const copy = copyAt(row);
  if (copy === undefined) return 'yes';
  const versions = [row.plan.secret?.version, versionOf(row), ...(row.contain?.versions ?? [])];
  if (copy.kind === 'secret')
    return current(scene, (version) => version !== null && versions.includes(version));
  const held = live.copies[copy.id] ?? 'unknown';
  if (held === 'unknown') return 'unknown';
  const replaceable = [row.newKey, ...(row.contain?.targets ?? []), ...(row.contain?.formers ?? [])];
  return yes(held !== null && replaceable.includes(held));
}

export type GuardId = keyof typeof GUARDS;
export type GuardTable = Readonly<Record<GuardId, Guard>>;

function proof(live: Live, id: KeyId | null): Answer {
  const proved = id === null ? 'unknown' : (live.proofs[id] ?? 'unknown');
  return proved === 'unknown' ? 'unknown' : yes(proved === 'works');
}

function approved(row: Row, what: 'deactivate' | 'delete'): Answer {
  return yes(!row.plan.approvals.includes(what) || row.approved.includes(what));
}
