import type { Administrator } from '../model/estate.ts';
import type { Group, PolicyDocument, Principal, Role, User } from '../model/principal.ts';
import { isRecord } from '../model/records.ts';
import { parseDocument, type Statement } from './document.ts';
import {
  allowed,
  CONDITIONAL,
  type Level,
  missesLongTermKeys,
  NO,
  type Rules,
  speaksOf,
  YES,
} from './evaluate.ts';
import { type Sentinels, sentinels } from './sentinels.ts';

/** A policy that a principal is under, with the name that people know it by. */
interface Held {
  /** `policy AdministratorAccess by group admins`. */
  readonly label: string;
  /** null: could not be read. */
  readonly statements: readonly Statement[] | null;
}

const VERDICTS = { [NO]: 'no', [CONDITIONAL]: 'conditional', [YES]: 'yes' } as const;

const UNREAD_MAY_ALLOW: readonly Statement[] = [
  {
    effect: 'Allow',
    actions: { not: false, patterns: ['*'] },
    resources: { not: false, patterns: ['*'] },
    conditions: [],
  },
];

/**
 * Whether a principal may by itself, now, do effectively everything everywhere: by all its policies held together,
 * Deny first, within its boundary. What a service control policy takes away is not seen from inside an account, and
 * how it could become more is not asked here.
 * @param groups by name; a user's group that is missing here counts as unread
 * @returns `conditional` when a condition decides; `unknown` when an unread policy could decide: it might hold an
 * Allow of everything or a Deny of everything, so it is moot only where what was read already says no
 */
export function administrator(principal: Principal, groups: ReadonlyMap<string, Group>): Administrator {
  if (principal.type === 'root') return { verdict: 'yes', because: ['being root'] };
  const held = policiesOf(principal, groups);
  const boundary = boundaryOf(principal);
  const [, partition = 'aws', , , account = ''] = principal.arn.split(':');
  const powers = sentinels(partition, account);
  const ceiling = allowed(rulesOf(held, boundary), powers);
  const unread = [...held, ...(boundary ? [boundary] : [])].filter(({ statements }) => statements === null);
  if (unread.length > 0 && ceiling !== NO) {
    return {
      verdict: 'unknown',
      missing: 'iam:GetAccountAuthorizationDetails',
      because: unread.map(({ label }) => `${label}, which could not be read`),
    };
  }
  return { verdict: VERDICTS[ceiling], because: explain(ceiling, held, boundary, powers) };
}

function policiesOf(principal: User | Role, groups: ReadonlyMap<string, Group>): readonly Held[] {
  const isUser = principal.type === 'user';
  const own = principal.policies
    .map((policy) => hold(`policy ${nameOf(policy)}`, policy, isUser))
    .toSorted(byLabel);
  if (!isUser) return own;
  const byGroup = principal.groups.flatMap((name) => {
    const group = groups.get(name);
    if (!group) return [{ label: `the policies of group ${name}`, statements: null }];
    return group.policies.map((policy) => hold(`policy ${nameOf(policy)} by group ${name}`, policy, true));
  });
  return [...own, ...byGroup.toSorted(byLabel)];
}

/** AWS promises no order, and what is told of a finding must read the same the next night. */
function byLabel(a: Held, b: Held): number {
  if (a.label === b.label) return 0;
  return a.label < b.label ? -1 : 1;
}

function boundaryOf({ type, boundary }: User | Role): Held | null {
  return boundary ? hold(`boundary ${nameOf(boundary)}`, boundary, type === 'user') : null;
}

/** A managed policy is held by many: what it says is read once. */
const READ = new WeakMap<object, readonly Statement[] | null>();

function statementsOf(document: PolicyDocument['document']): readonly Statement[] | null {
  // A file may hold something else in its place.
  if (!isRecord(document)) return parseDocument(document);
  const known = READ.get(document);
  if (known !== undefined) return known;
  const statements = parseDocument(document);
  READ.set(document, statements);
  return statements;
}

function hold(label: string, { document }: PolicyDocument, longTerm: boolean): Held {
  const statements = statementsOf(document);
  if (statements === null || !longTerm) return { label, statements };
  return { label, statements: statements.filter((statement) => !missesLongTermKeys(statement)) };
}

/** The name of an inline policy, or the last part of a managed policy's ARN. */
function nameOf({ name }: PolicyDocument): string {
  return name.startsWith('arn:') ? name.slice(name.lastIndexOf('/') + 1) : name;
}

/** The rules at their widest: what was not read is taken to allow everything and to deny nothing. */
function rulesOf(held: readonly Held[], boundary: Held | null): Rules {
  return {
    statements: held.flatMap(({ statements }) => statements ?? UNREAD_MAY_ALLOW),
    boundary: boundary?.statements ?? null,
  };
}

function explain(
  level: Level,
  held: readonly Held[],
  boundary: Held | null,
  powers: readonly Sentinels[],
): string[] {
  const limits = level === YES ? [] : limiting(level, held, boundary, powers);
  if (level !== NO) return [...granting(level, held, boundary, powers), ...limits];
  return limits.length > 0 ? limits : ['no policy that allows everything'];
}

/** The policies that give it: those that do so alone, or else all that add something. */
function granting(
  level: Level,
  held: readonly Held[],
  boundary: Held | null,
  powers: readonly Sentinels[],
): string[] {
  const giving = held.filter((policy) => speaking(policy, 'Allow', powers).length > 0);
  const denies = held.map((policy) => only(policy, 'Deny'));
  const alone = giving.filter(
    (policy) => allowed(rulesOf([only(policy, 'Allow'), ...denies], boundary), powers) >= level,
  );
  return (alone.length > 0 ? alone : giving).map((policy) =>
    describe(policy.label, speaking(policy, 'Allow', powers)),
  );
}

/** The boundary and the Denies without which it could do more. */
function limiting(
  level: Level,
  held: readonly Held[],
  boundary: Held | null,
  powers: readonly Sentinels[],
): string[] {
  const limits: string[] = [];
  const allows = held.map((policy) => only(policy, 'Allow'));
  const free = allowed(rulesOf(allows, null), powers);
  if (free <= level) return limits;
  for (const policy of held) {
    const denies = speaking(policy, 'Deny', powers);
    if (denies.length > 0) limits.push(describe(`a Deny in ${policy.label}`, denies));
  }
  if (boundary && allowed(rulesOf(allows, boundary), powers) < free) {
    limits.push(describe(boundary.label, speaking(boundary, 'Allow', powers)));
  }
  return limits;
}

function only({ label, statements }: Held, effect: Statement['effect']): Held {
  return { label, statements: (statements ?? []).filter((statement) => statement.effect === effect) };
}

function speaking(
  policy: Held,
  effect: Statement['effect'],
  powers: readonly Sentinels[],
): readonly Statement[] {
  const probes = powers.flatMap((power) => power.probes);
  return (only(policy, effect).statements ?? []).filter((item) =>
    probes.some((probe) => speaksOf(item, probe)),
  );
}

function describe(label: string, statements: readonly Statement[]): string {
  const keys = statements.flatMap(({ conditions }) => conditions.map(({ key }) => key));
  const open = statements.length === 0 || statements.some(({ conditions }) => conditions.length === 0);
  return open ? label : `${label} (on condition of ${[...new Set(keys)].toSorted().join(', ')})`;
}
