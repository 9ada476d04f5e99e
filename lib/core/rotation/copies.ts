import { both, current, yes } from './answers.ts';
import {
  copyAt,
  everPublished,
  heldIn,
  replaceable,
  versionOf,
  wantedByHand,
  wasPublished,
} from './calls.ts';
import { OURS } from './marks.ts';
import type { Copy, KeyId } from './plan.ts';
import type { Answer, Scene } from './scene.ts';

/** What copies hold: the secret's AWSCURRENT, and every value elsewhere. */

/** Every copy but the secret itself holds one of these keys. */
export function copies(scene: Scene, holds: (key: KeyId | null) => boolean): Answer {
  const { plan, newKey } = scene.row;
  const held = plan.copies.filter(({ kind }) => kind === 'copy').map(({ id }) => heldIn(scene.live, id));
  const unread = held.includes('unknown');
  const mayHold = held.flatMap((key) => (key === OURS ? [plan.key, newKey] : [key]));
  if (mayHold.some((key) => key !== 'unknown' && !holds(key))) return 'no';
  return unread ? 'unknown' : 'yes';
}

/** The waves before this one still hold the new value. */
export function earlierOnNew(scene: Scene): Answer {
  return areOnNew(scene, scene.row.place.copy);
}

/** The same of this one too. */
export function publishedOnNew(scene: Scene): Answer {
  return areOnNew(scene, scene.row.place.copy + 1);
}

function areOnNew(scene: Scene, count: number): Answer {
  const first = scene.row.plan.copies.slice(0, count);
  return both(...first.map((copy) => copyIs(scene, copy, 'new')));
}

function copyIs(scene: Scene, copy: Copy, which: 'old' | 'new'): Answer {
  const { row, live } = scene;
  if (copy.kind === 'secret') {
    const version = which === 'new' ? versionOf(row) : row.plan.secret?.version;
    return current(scene, (now) => now === version);
  }
  const held = heldIn(live, copy.id);
  return held === 'unknown' ? 'unknown' : yes(held === (which === 'new' ? row.newKey : row.plan.key));
}

export function noneOnNew(scene: Scene): Answer {
  if (!everPublished(scene.row)) return 'yes';
  return both(
    current(scene, (version) => version !== versionOf(scene.row)),
    copies(scene, (key) => key !== scene.row.newKey),
    noneEmptied(scene),
  );
}

/** Of a copy that somebody emptied after we wrote it nobody knows what its readers hold. */
function noneEmptied({ row, live }: Scene): Answer {
  const written = row.plan.copies.filter((copy) => copy.kind === 'copy' && wasPublished(row, copy));
  return yes(written.every(({ id }) => heldIn(live, id) !== null));
}

export function copyIsOneOf(scene: Scene, copy: Copy | undefined): Answer {
  const { row, live } = scene;
  if (copy === undefined || row.plan.secret === null) return 'no';
  const ours = [row.plan.secret.version, versionOf(row)];
  if (copy.kind === 'secret') return current(scene, (version) => version !== null && ours.includes(version));
  const held = heldIn(live, copy.id);
  return held === 'unknown'
    ? 'unknown'
    : yes(held !== null && [row.plan.key, row.newKey, OURS].includes(held));
}

/** A contained principal whose dependents are none, or can be given nothing, has no successor. */
export function nothingReplaced({ row }: Scene): boolean {
  return row.plan.kind === 'contain' && replaceable(row.plan).length === 0;
}

/** What leaked, what a superseded plan had published, or the successor: anything else is somebody's, and is left. */
export function copyReplaceable(scene: Scene): Answer {
  const { row, live } = scene;
  const copy = copyAt(row);
  if (copy === undefined || nothingReplaced(scene)) return 'yes';
  const versions = [row.plan.secret?.version, versionOf(row), ...(row.contain?.versions ?? [])];
  if (copy.kind === 'secret')
    return current(scene, (version) => version !== null && versions.includes(version));
  const held = heldIn(live, copy.id);
  if (held === 'unknown') return 'unknown';
  const replaceable = [row.newKey, OURS, ...(row.contain?.targets ?? []), ...(row.contain?.formers ?? [])];
  return yes(held !== null && replaceable.includes(held));
}

/** Who writes a copy by hand has said that it holds what this step is about. */
export function handedOver(scene: Scene): Answer {
  const { row, live } = scene;
  const copy = copyAt(row);
  const wanted = wantedByHand(row);
  if (copy === undefined || wanted === null || nothingReplaced(scene)) return 'yes';
  const held = heldIn(live, copy.id);
  return held === 'unknown' ? 'unknown' : yes(held === wanted);
}
