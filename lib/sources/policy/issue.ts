import { type Document, isMap, isNode, type LineCounter, type Node } from 'yaml';
import type * as z from 'zod';
import { printable } from '../../core/reports/text.ts';
import { shown } from '../redaction/shown.ts';
import { keysAt } from './keys-at.ts';
import { nearest } from './nearest.ts';

export interface Source {
  readonly name: string;
  readonly document: Document;
  readonly lines: LineCounter;
  readonly schema: z.ZodType;
}

type Path = readonly PropertyKey[];

/** `policy.yaml:4:5: detectors.iam.stale-access-key.maxAge: …`, for the first of the issues. */
export function describeIssue(issues: readonly z.core.$ZodIssue[], source: Source): string {
  const [issue] = issues;
  const more = issues.length > 1 ? ` (and ${issues.length - 1} more)` : '';
  if (issue === undefined) return `${source.name}: expected a policy`;
  if (issue.code === 'unrecognized_keys') return unknownKey(issue.path, issue.keys[0] ?? '', source) + more;
  const node = source.document.getIn(issue.path, true);
  const got = shown(isNode(node) ? node.toJS(source.document) : node);
  const place = issue.path.length === 0 ? '' : ` ${issue.path.map(String).join('.')}:`;
  return `${at(source, isNode(node) ? node : undefined)}:${place} expected ${issue.message}, got ${got}${more}`;
}

function unknownKey(path: Path, key: string, source: Source): string {
  const known = keysAt(source.schema, path, source.document.toJS());
  const meant = nearest(key, known);
  const list = known.length === 0 ? 'it has none' : `expected one of ${known.join(', ')}`;
  const help = meant === undefined ? list : `did you mean ${meant}?`;
  const place = path.length === 0 ? '' : ` ${path.map(String).join('.')}:`;
  // A long key may be a secret that was pasted where it does not belong.
  const shownKey = key.length <= 80 ? `"${printable(key)}"` : `of ${key.length} characters`;
  return `${at(source, keyNode(path, key, source))}:${place} unknown key ${shownKey}: ${help}`;
}

function keyNode(path: Path, key: string, { document }: Source): Node | undefined {
  const map = path.length === 0 ? document.contents : document.getIn(path, true);
  const pair = isMap(map)
    ? map.items.find((item) => isNode(item.key) && item.key.toJS(document) === key)
    : undefined;
  return isNode(pair?.key) ? pair.key : undefined;
}

function at({ name, lines }: Source, node: Node | undefined): string {
  if (node?.range === undefined || node.range === null) return name;
  const { line, col } = lines.linePos(node.range[0]);
  return `${name}:${line}:${col}`;
}
