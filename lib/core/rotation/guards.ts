import { both, current, either, gate, ofKey, pending, yes } from './answers.ts';
import { copyAt, everPublished, replaceable, versionOf, wasPublished } from './calls.ts';
import { allQuelled, denied } from './containing.ts';
import {
  copies,
  copyIsOneOf,
  copyReplaceable,
  earlierOnNew,
  handedOver,
  noneOnNew,
  nothingReplaced,
  publishedOnNew,
} from './copies.ts';
import { isUnseen } from './kinds/abilities.ts';
import type { Row } from './ledger.ts';
import type { KeyFact, Live } from './live.ts';
import { isUntouched, OWN_GUARDS } from './own.ts';
import type { KeyId } from './plan.ts';
import { deploymentsOver, hasFailed, spread } from './redeploys.ts';
import type { Answer, Guard, Scene } from './scene.ts';
import { mayCompensate, mayGoForward, type Switch } from './switch.ts';

export type { Answer, Scene } from './scene.ts';

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
  const { plan } = scene.row;
  // Who approves the deactivation says so: where nobody is to be asked, nobody knows.
  if (isUnseen(plan)) return plan.approvals.includes('deactivate') ? 'yes' : 'unknown';
  const accepts = scene.row.approved.includes('users');
  return quiet(scene, scene.row.plan.key, accepts, since ?? scene.row.times.watchFrom);
}

/** A key that was published nowhere is nobody's. */
function newQuiet(scene: Scene, since: number | null): Answer {
  const { row } = scene;
  // Its deactivation can be taken back, and its deletion is left out.
  if (isUnseen(row.plan)) return 'yes';
  return everPublished(row) ? quiet(scene, row.newKey, false, since ?? row.times.watchFrom) : 'yes';
}

function oldActive(scene: Scene): Answer {
  return ofKey(scene, scene.row.plan.key, (key) => key?.status === 'Active');
}

/** Contain cuts off whom it can give nothing: their health says nothing about those who were given something. */
function dependentsWell({ row, live }: Scene): Answer {
  const asked = row.plan.kind === 'contain' ? replaceable(row.plan) : row.plan.dependents;
  const health = asked.map(({ id }) => (hasFailed(live, id) ? 'ill' : (live.dependents[id] ?? 'unknown')));
  if (health.includes('ill')) return 'no';
  return health.includes('unknown') ? 'unknown' : 'yes';
}

function noStranger({ row, live }: Scene): Answer {
  return live.keys === 'unknown' ? 'unknown' : yes(strangers(row, live.keys).length === 0);
}

/** Keys of the principal that neither the plan nor its ledger row explains. */
export function strangers({ plan, newKey }: Row, keys: readonly KeyFact[]): readonly KeyFact[] {
  const known = new Set([plan.key, newKey, ...plan.slots.map(({ id }) => id)]);
  return keys.filter(({ id }) => !known.has(id));
}

/** Each replaces the one before it. */
const MOST_SUCCESSORS = 5;

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
  newActiveOrGone: (scene) => ofKey(scene, scene.row.newKey, (key) => key?.status !== 'Inactive'),
  orphanInactive: (scene) => ofKey(scene, scene.row.orphan, (key) => key?.status !== 'Active'),

  valueAtHand: (scene) =>
    nothingReplaced(scene)
      ? 'yes'
      : both(
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
  noneEmpty: (scene) => copies(scene, (key) => key !== null),
  earlierOnNew,
  publishedOnNew,
  copyMovable: (scene) => copyIsOneOf(scene, copyAt(scene.row)),
  copyOurs: (scene) =>
    wasPublished(scene.row, copyAt(scene.row)) ? copyIsOneOf(scene, copyAt(scene.row)) : 'yes',
  handedOver,
  noneOnNew,
  // A copy that is on a key that is gone can't be helped by reviving the key.
  strandedOnNone: (scene) =>
    either(
      ofKey(scene, scene.row.newKey, (key) => key !== undefined),
      noneOnNew(scene),
    ),
  newWorks: (scene) => (nothingReplaced(scene) ? 'yes' : proof(scene.live, scene.row.newKey)),
  oldWorks: ({ row, live }) => proof(live, row.plan.key),
  dependentsWell,
  // Where the value before is dead as soon as there is a new one, its holders are ill until they have taken that.
  wellMeanwhile: (scene) => (scene.row.plan.where.noWayBack.length > 0 ? 'yes' : dependentsWell(scene)),
  readersWell: (scene) => (isUntouched(scene.row) ? 'yes' : dependentsWell(scene)),
  ...OWN_GUARDS,

  refreshed: ({ row, live }) =>
    yes(row.times.published === null || live.at >= row.times.published + row.plan.durations.refresh),
  spread,
  deploymentsOver,
  oldQuiet: (scene) => oldQuiet(scene, null),
  // A watch can only begin anew while the key can be used: a use seen after that is somebody cut off.
  quietOrActive: (scene) => either(oldActive(scene), oldQuiet(scene, scene.row.times.vouched)),
  watched: ({ row, live }) => yes(live.at >= row.times.watchFrom + row.plan.durations.watch),
  quarantined: ({ row, live }) =>
    yes(row.times.deactivated !== null && live.at >= row.times.deactivated + row.plan.durations.quarantine),
  newQuiet: (scene) => newQuiet(scene, null),
  newQuietOrActive: (scene) =>
    either(
      ofKey(scene, scene.row.newKey, (key) => key?.status === 'Active'),
      newQuiet(scene, scene.row.times.vouched),
    ),
  pastDrain: ({ row, live }) =>
    yes(
      !everPublished(row) ||
        (row.times.deactivated !== null && live.at >= row.times.deactivated + row.plan.durations.drain),
    ),
  drained: ({ row, live }) =>
    yes(!everPublished(row) || live.at >= row.times.watchFrom + row.plan.durations.drain),
  noDependents: ({ row }) => yes(row.plan.dependents.length === 0),
  allQuelled,
  propagated: ({ row, live }) =>
    yes(row.times.deactivated !== null && live.at >= row.times.deactivated + row.plan.durations.settle),
  denyHeld: ({ row, live }) => (row.contain?.deny === 'refused' ? 'yes' : denied({ row, live })),
  denied,
  // A Deny that AWS did not take at once is asked for again once no key works: deactivation never waits for it.
  denyFirst: (scene) => ((scene.row.failing ?? null) !== null && allQuelled(scene) === 'no' ? 'no' : 'yes'),
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
  // A value that is lost each time before it is stored is not made for ever.
  successorsLeft: (scene) =>
    yes(nothingReplaced(scene) || scene.row.newKey !== null || scene.row.creations < MOST_SUCCESSORS),
  allReplaced: ({ row }) => yes(!Object.values(row.contain?.replaced ?? {}).includes(null)),
  // What nobody owns is contained, and never deleted.
  owned: ({ row }) => yes(row.plan.where.owner !== null),
  // Nothing is deleted of which nothing could have told that it is used.
  useShows: ({ row }) => yes(!isUnseen(row.plan)),
  newUseShows: ({ row }) => yes(!isUnseen(row.plan) || !everPublished(row)),
  approvedDeactivate: ({ row }) => approved(row, 'deactivate'),
  approvedDelete: ({ row }) => approved(row, 'delete'),
} as const satisfies Readonly<Record<string, Guard>>;

/** Contain has a switch of its own: what stops rotations must not leave a leaked key working. */
function switchOf({ row, live }: Scene): Switch {
  return row.plan.kind === 'contain' ? live.containSwitch : live.switch;
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
