import type { Condition, Patterns, Statement } from './document.ts';
import type { Probe, Sentinels } from './sentinels.ts';
import { matches } from './wildcard.ts';

/** How far something is allowed, from least to most: so that the weakest of several is their minimum. */
export const NO = 0;
export const CONDITIONAL = 1;
export const YES = 2;
export type Level = typeof NO | typeof CONDITIONAL | typeof YES;

/** Statements that hold together, within a boundary (null: none). */
export interface Rules {
  readonly statements: readonly Statement[];
  readonly boundary: readonly Statement[] | null;
}

/** How far the rules give every power: the weakest power decides. */
export function allowed(rules: Rules, powers: readonly Sentinels[]): Level {
  let level: Level = YES;
  for (const power of powers) {
    level = weakest([level, powerOf(rules, power)]);
    // Most principals end here, at the first power: an account may have many.
    if (level === NO) return NO;
  }
  return level;
}

/** Whether a statement speaks of a request, its conditions aside. */
export function speaksOf({ actions, resources }: Statement, { action, resource }: Probe): boolean {
  return names(actions, action) && names(resources, resource);
}

/**
 * Whether a statement can't touch a request signed with a long-term key: such a request has none of the session
 * keys, so a condition on one is never met, unless its operator holds for what is missing (IfExists, Null, Not).
 * One such condition is enough, for all of a statement's must be met.
 * @see https://repost.aws/knowledge-center/mfa-iam-user-aws-cli
 */
export function missesLongTermKeys({ effect, conditions }: Statement): boolean {
  return effect === 'Deny' && conditions.some(needsSession);
}

const SESSION_KEYS: ReadonlySet<string> = new Set([
  'aws:tokenissuetime',
  'aws:multifactorauthpresent',
  'aws:multifactorauthage',
]);

function needsSession({ operator, key }: Condition): boolean {
  return SESSION_KEYS.has(key) && /^(Bool|(Date|Numeric)(Less|Greater)Than(Equals)?)$/i.test(operator);
}

function powerOf(rules: Rules, { probes, needed }: Sentinels): Level {
  const levels = probes.map((probe) => levelOf(rules, probe)).toSorted((a, b) => b - a);
  return levels[needed - 1] ?? NO;
}

function levelOf({ statements, boundary }: Rules, probe: Probe): Level {
  const granted = decide(statements, probe);
  return boundary === null ? granted : weakest([granted, decide(boundary, probe)]);
}

/** Deny first; a condition on what decides leaves it open. */
function decide(statements: readonly Statement[], probe: Probe): Level {
  const denied = strongest(statements, 'Deny', probe);
  if (denied === YES) return NO;
  const granted = strongest(statements, 'Allow', probe);
  return denied === CONDITIONAL ? weakest([granted, CONDITIONAL]) : granted;
}

function strongest(statements: readonly Statement[], effect: Statement['effect'], probe: Probe): Level {
  let level: Level = NO;
  for (const statement of statements) {
    if (statement.effect !== effect || !speaksOf(statement, probe)) continue;
    if (statement.conditions.length === 0) return YES;
    level = CONDITIONAL;
  }
  return level;
}

function weakest(levels: readonly Level[]): Level {
  if (levels.includes(NO)) return NO;
  return levels.includes(CONDITIONAL) ? CONDITIONAL : YES;
}

function names({ not, patterns }: Patterns, text: string): boolean {
  return patterns.some((pattern) => matches(pattern, text)) !== not;
}
