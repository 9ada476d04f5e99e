/** `freeze` stops everything, the reconciler included; `pause` stops what goes forward, never compensation. */
export type Switch = 'run' | 'pause' | 'freeze' | 'unreadable';

/** A switch that can't be read is a pause: nothing goes forward, and nobody is left cut off. */
export function mayGoForward(position: Switch): boolean {
  return position === 'run';
}

export function mayCompensate(position: Switch): boolean {
  return position !== 'freeze';
}
