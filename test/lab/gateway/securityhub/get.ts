// https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_GetFindings.html

import { isRecord } from '../call.ts';
import { textual } from '../text.ts';
import { filterFault, matches } from './filters.ts';
import type { Finding } from './findings.ts';
import { type Asked, type Hub, Refusal } from './hub.ts';

const MAX_RESULTS = 100;
const DEFAULT_RESULTS = 10;
/** https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-findings.html (deleted 90 days after the last update) */
const KEPT_MS = 90 * 86_400_000;

export function getFindings({ call, hub, now }: Asked): object {
  const {
    Filters: asked = {},
    MaxResults: size = DEFAULT_RESULTS,
    NextToken: token,
    SortCriteria: order,
  } = call.json;
  if (typeof size !== 'number' || size < 1 || size > MAX_RESULTS) {
    throw new Refusal(
      400,
      'InvalidInputException',
      `Invalid parameter 'MaxResults': expected 1 to ${MAX_RESULTS}`,
    );
  }
  const filters = isRecord(asked) ? asked : {};
  const fault = filterFault(filters);
  if (fault !== undefined) throw new Refusal(400, 'InvalidInputException', fault);
  const from = token === undefined ? 0 : offsetOf(token);
  const found = sorted(
    current(hub, now).filter((finding) => matches(finding, filters, now)),
    order,
  );
  const more = from + size < found.length ? { NextToken: tokenOf(from + size) } : {};
  return { Findings: found.slice(from, from + size), ...more };
}

function current({ findings }: Hub, now: number): Finding[] {
  for (const [key, { finding }] of findings) {
    if (Date.parse(String(finding.ProcessedAt)) + KEPT_MS < now) findings.delete(key);
  }
  return [...findings.values()].map(({ finding }) => finding);
}

function sorted(findings: Finding[], order: unknown): Finding[] {
  const [by] = Array.isArray(order) ? order.filter(isRecord) : [];
  if (by === undefined) return findings;
  const { Field: field, SortOrder: direction } = by;
  const sign = direction === 'desc' ? -1 : 1;
  const value = (finding: Finding) => textual(finding[textual(field)]);
  return findings.toSorted((a, b) => sign * (value(a) < value(b) ? -1 : Number(value(a) > value(b))));
}

function tokenOf(offset: number): string {
  return Buffer.from(`offset:${offset}`).toString('base64');
}

function offsetOf(token: unknown): number {
  const digits = /^offset:(\d+)$/.exec(Buffer.from(String(token), 'base64').toString())?.[1];
  if (digits === undefined) throw new Refusal(400, 'InvalidInputException', "Invalid parameter 'NextToken'");
  return Number(digits);
}
