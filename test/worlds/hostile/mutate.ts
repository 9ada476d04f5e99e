import { text } from './texts.ts';

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
type Path = readonly (string | number)[];

/** Copies of one item of a source: enough that every field is struck, few enough to stay small. */
const COPIES = 24;

/**
 * Copies of an item, each hostile in one place: a text that ends badly, a date that is none, a value of another type.
 * All other fields are as AWS wrote them, so most copies are still read. ARNs tell the copies apart.
 * @param turn numbers the copies of a file
 */
export function hostileCopies(item: Json, turn: number): readonly Json[] {
  const leaves = leavesOf(item);
  const step = Math.max(1, Math.floor(leaves.length / COPIES));
  return leaves
    .filter((_, i) => i % step === 0)
    .slice(0, COPIES)
    .map((leaf, i) => {
      const n = turn + i;
      const apart = map(item, (value) => (isArn(value) ? `${value}-h${n}` : value), []);
      return map(apart, (value, path) => (same(path, leaf) ? hostile(value, n) : value), []);
    });
}

function hostile(value: Json, n: number): Json {
  if (typeof value !== 'string') return n % 2 === 0 ? text(n) : [[[{ __proto__: null }]]];
  if (/^\d{4}-\d{2}-\d{2}T/.test(value)) return n % 2 === 0 ? '9999-12-31T23:59:59Z' : text(n);
  return isArn(value) ? `${value}${text(n)}` : text(n);
}

function leavesOf(value: Json, path: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([key, inner]: [string, Json]) => leavesOf(inner, [...path, key]));
}

function map(value: Json, change: (value: Json, path: Path) => Json, path: Path): Json {
  if (Array.isArray(value)) return value.map((inner: Json, i) => map(inner, change, [...path, String(i)]));
  if (typeof value !== 'object' || value === null) return change(value, path);
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]: [string, Json]) => [key, map(inner, change, [...path, key])]),
  );
}

function isArn(value: Json): value is string {
  return typeof value === 'string' && value.startsWith('arn:');
}

function same(a: Path, b: Path): boolean {
  return a.length === b.length && a.every((part, i) => part === b[i]);
}
