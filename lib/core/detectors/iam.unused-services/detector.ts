import type { AccessKey, LoginProfile, RoleSession } from '../../model/credential.ts';
import { type Detector, fail, type OptionSpecs, pass, unknown, type Verdict } from '../../model/detector.ts';
import type { Estate, Subject } from '../../model/estate.ts';
import { FACT_SOURCES } from '../../model/facts.ts';
import { called } from '../../model/kinds.ts';
import type { Principal } from '../../model/principal.ts';
import type { ServiceAccess } from '../../model/service-access.ts';
import { type Instant, wholeDays } from '../../model/time.ts';
import { ageOf, isAhead, knownUntil } from '../age.ts';
import { aggravations, list } from '../aggravations.ts';
import { about } from '../evidence.ts';
import { accessByPrincipal } from '../service-use.ts';
import { principalsOf } from '../subjects.ts';
import { bearers } from './bearers.ts';

const options = {
  unusedDays: {
    default: 90,
    min: 1,
    unit: 'days',
    doc: 'Whole days without use after which a service that a principal may reach is unused.',
  },
} as const satisfies OptionSpecs;

const ACCESS = FACT_SOURCES['service-access'];

export const unusedServices: Detector<typeof options> = {
  id: 'iam.unused-services',
  title: 'Principal may reach services that it does not use',
  reads: ['users', 'roles', 'policies', 'service-access'],
  options,
  *evaluate(estate, { unusedDays }) {
    const accesses = accessByPrincipal(estate);
    const principals = principalsOf(estate);
    for (const subject of bearers(estate)) {
      const { principal } = subject.credential;
      const known = { access: accesses.get(principal), principal: principals.get(principal) };
      yield judgePrincipal(subject, known, unusedDays, estate);
    }
  },
};

type Bearer = Subject<AccessKey | LoginProfile | RoleSession>;

function judgePrincipal(
  subject: Bearer,
  {
    access,
    principal,
  }: { readonly access: ServiceAccess | undefined; readonly principal: Principal | undefined },
  unusedDays: number,
  { snapshot: { takenAt } }: Estate,
): Verdict {
  const { credential, administrator } = subject;
  // What was not used at all is another matter, and so is who may do everything.
  if (credential.kind === 'role-session' && credential.lastUsed.state === 'never') return pass(subject);
  if (administrator.verdict === 'yes') return pass(subject);
  if (access === undefined)
    return unknown(subject, ACCESS, 'which services it reached, and when, is not known');
  const createdAt = principal?.type === 'root' ? null : (principal?.createdAt ?? null);
  const age = ageOf('the creation date of the principal', createdAt, takenAt);
  if ('unknown' in age) return unknown(subject, FACT_SOURCES.users, age.unknown);
  if (age.days <= unusedDays) return pass(subject);
  const until = knownUntil(access.asOf, takenAt);
  if (wholeDays(age.since, until) <= unusedDays)
    return unknown(subject, ACCESS, 'which services it reached was read too long ago to judge by');
  const { used, idle, ahead } = sorted(access, until, unusedDays, takenAt);
  if (ahead) return unknown(subject, ACCESS, 'a service was reached after the moment of judging');
  if (used.length === 0 || idle.length === 0) return pass(subject);
  return failed(subject, idle, used, unusedDays, takenAt);
}

/** The services, by name, that were reached within the days and those that were not. */
function sorted({ services }: ServiceAccess, until: Instant, unusedDays: number, takenAt: Instant) {
  const isIdle = (at: Instant | null) => at === null || wholeDays(at, until) > unusedDays;
  const names = (some: ServiceAccess['services']) => some.map(({ namespace }) => namespace).toSorted();
  return {
    idle: names(services.filter(({ lastUsedAt }) => isIdle(lastUsedAt))),
    used: names(services.filter(({ lastUsedAt }) => !isIdle(lastUsedAt))),
    ahead: services.some(({ lastUsedAt }) => lastUsedAt !== null && isAhead(lastUsedAt, takenAt)),
  };
}

/** Services that lead to more than they are. */
const GATES: ReadonlySet<string> = new Set([
  'iam',
  'sts',
  'kms',
  'lambda',
  'organizations',
  'secretsmanager',
  'sso',
  'ssm',
]);
const NAMED = 8;

function failed(
  subject: Bearer,
  idle: readonly string[],
  used: readonly string[],
  unusedDays: number,
  takenAt: Instant,
): Verdict {
  const gates = idle.filter((name) => GATES.has(name));
  const further = idle.length - NAMED;
  const told = idle.slice(0, NAMED);
  const names = further > 0 ? `${told.join(', ')} and ${further} more` : list(told);
  return fail(subject, {
    title: `${called(subject.credential)}: services that are allowed and not used`,
    reasons: [
      { points: 20, text: `may reach ${names}, and does not` },
      ...(gates.length === 0
        ? []
        : [{ points: 20, text: `among them ${list(gates)}, from where more can be reached` }]),
      ...aggravations(subject, takenAt, ['exposed', 'leaver']),
    ],
    evidence: {
      ...about(subject),
      unusedServices: told,
      unused: idle.length,
      used: used.length,
      policy: { unusedDays },
    },
    remedy:
      'Ask its owner which of them belong to rare work (a restore, a year’s end); take the others out of its policies, one at a time, and watch for access denied.',
  });
}
