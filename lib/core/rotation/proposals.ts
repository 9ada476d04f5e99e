import { isRootArn } from '../model/arn.ts';
import type { Estate, Subject } from '../model/estate.ts';
import type { Finding } from '../model/finding.ts';
import { declarationOf } from '../trust/dependence.ts';
import { type Built, buildPlan, type PlanFacts, type Refusal } from './build/index.ts';
import { inRotation } from './in-rotation.ts';
import { factsIn, secretIn, slotsIn, storeFacts } from './known-facts.ts';
import type { Row } from './ledger.ts';
import { ownViews } from './own-view.ts';
import type { PlanKind } from './plan.ts';
import type { RotationPolicy } from './policy.ts';
import { commandOf, nextOf } from './proposal-next.ts';
import { kindFor, type RehearsalFacts } from './rehearsal.ts';

/** What a night says should be done to a credential. It begins nothing, and nobody has been shown its plan yet. */
export interface Proposal {
  readonly credential: string;
  readonly principal: string | null;
  readonly kind: PlanKind;
  /** Why this kind of plan. */
  readonly why: string;
  /** Ids of the findings that ask for it. */
  readonly because: readonly string[];
  /**
   * By what the night read: `planned`, nothing stands in its way; `refused`, something does; `unknown`, what the night
   * kept does not tell, and only a look at the account now does.
   */
  readonly state: 'planned' | 'refused' | 'unknown';
  /** Of the plan as of the night; null: there is none. Only the plan that is shown now is applied, by its own hash. */
  readonly hash: string | null;
  readonly refusals: readonly Refusal[];
  /** Why no night may begin it by itself, whatever the policy says; empty where there is no plan. */
  readonly attended: readonly string[];
  /** What to do, in order. */
  readonly next: readonly string[];
}

/** The plans that are not over, as far as the ledger could be read. */
export interface OpenPlans {
  readonly rows: readonly Row[];
  /** There is no other. */
  readonly isWhole: boolean;
  /** Contains that began within the last hour, ended ones too. */
  readonly contained: PlanFacts['contained'];
  /** Accounts of an organisation in which plans may be carried out; absent: nothing is known of any. */
  readonly spokes?: PlanFacts['spokes'];
}

export interface ProposalFacts {
  readonly estate: Estate;
  readonly findings: readonly Finding[];
  readonly policy: RotationPolicy;
  readonly open: OpenPlans;
  /** Where global services are asked. */
  readonly home: string;
  /** Ids of credentials for which somebody asked for a plan, whatever is found. */
  readonly asked?: ReadonlySet<string>;
}

/** Findings that ask for a plan, by what they say of the credential. All others are mended otherwise. */
const LEAKED: ReadonlySet<string> = new Set(['trust.exposed-credential']);
const NOT_NEEDED: ReadonlySet<string> = new Set([
  'iam.unused-access-key',
  'iam.never-used-access-key',
  'iam.inactive-access-key',
  'iam.leaver-access-key',
  'iam.unused-service-specific-credential',
  'trust.leaver-credential',
]);
const OLD: ReadonlySet<string> = new Set(['iam.old-access-key', 'iam.old-service-specific-credential']);

/** What leaked first; then what nobody should hold; then what is only old. */
const ORDER: readonly PlanKind[] = ['contain', 'retire', 'rotate'];

/**
 * One proposal for each credential that findings ask to take away or to change; none for what a live plan explains.
 * Pure: the same night gives the same proposals.
 */
export function propose(facts: ProposalFacts): readonly Proposal[] {
  const { estate, findings, open, asked = new Set() } = facts;
  const { snapshot, subjects } = estate;
  const asking = Map.groupBy(
    findings.filter((finding) => isAsking(finding) || asked.has(finding.subject)),
    ({ subject }) => subject,
  );
  const explained = inRotation(snapshot.credentials, open.rows);
  const viewOf = ownViews(estate);
  return subjects
    .flatMap((subject) => {
      const { id } = subject.credential;
      const found = asking.get(id) ?? [];
      if (explained.has(id) || !(asked.has(id) || isConcerned(subject, found))) return [];
      return [proposalOf(subject, found, facts, viewOf)];
    })
    .toSorted(byUrgency);
}

function isAsking({ detector }: Finding): boolean {
  return LEAKED.has(detector) || NOT_NEEDED.has(detector) || OLD.has(detector);
}

/** What leaked is told of whatever it is; the rest is asked of what plans are for. */
function isConcerned({ credential }: Subject, found: readonly Finding[]): boolean {
  if (found.some(({ detector }) => LEAKED.has(detector))) return true;
  const isPlanned = credential.kind === 'access-key' || credential.kind === 'service-specific-credential';
  return found.length > 0 && isPlanned && !isRootArn(credential.principal);
}

function byUrgency(a: Proposal, b: Proposal): number {
  const kinds = ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind);
  if (kinds !== 0) return kinds;
  return a.credential < b.credential ? -1 : 1;
}

function proposalOf(
  subject: Subject,
  found: readonly Finding[],
  facts: ProposalFacts,
  viewOf: ViewOf,
): Proposal {
  const kept = keptFacts(subject, facts, viewOf);
  const [kind, why] = kindOf(found, kept);
  const built = buildPlan({ ...kept, kind });
  const { id, principal } = subject.credential;
  const missing = missingIn(kept);
  const common = { credential: id, principal, kind, why, because: found.map((each) => each.id).toSorted() };
  const state = stateOf(built, missing);
  if (built.state === 'planned' && state === 'planned') {
    const { hash, attended } = built;
    return { ...common, state, hash, refusals: [], attended, next: [commandOf(kind, subject)] };
  }
  const refusals = [...missing, ...(built.state === 'refused' ? built.refusals : [])];
  const next = nextOf(state, kind, subject, refusals);
  return { ...common, state, hash: null, refusals, attended: [], next };
}

/** A refusal that is certain stands, whatever else could not be read. */
function stateOf(built: Built, missing: readonly Refusal[]): Proposal['state'] {
  if (built.state === 'planned') return missing.length === 0 ? 'planned' : 'unknown';
  return built.refusals.every(({ code }) => code === 'unknown') ? 'unknown' : 'refused';
}

/** What is only old is changed; of what nobody should hold the facts say whether it can go without anything in its place. */
function kindOf(found: readonly Finding[], kept: RehearsalFacts): readonly [PlanKind, string] {
  const asks = (detectors: ReadonlySet<string>) => found.some(({ detector }) => detectors.has(detector));
  if (asks(OLD) && !asks(LEAKED) && !asks(NOT_NEEDED)) return ['rotate', 'it is past its age'];
  const { subject, declared, dependence } = kept;
  // Of its own use nothing tells; that its user has not reached the service does.
  const isUnneeded = asks(NOT_NEEDED) && !asks(LEAKED) && subject.exposures.length === 0;
  if (isUnneeded && isOfService(subject) && declared === undefined && dependence.dependents.length === 0)
    return ['retire', 'nobody is known to hold it, and its user did not reach the service'];
  return kindFor(kept);
}

function isOfService({ credential }: Subject): boolean {
  return credential.kind === 'service-specific-credential';
}

type ViewOf = ReturnType<typeof ownViews>;

function keptFacts(
  subject: Subject,
  { estate: whole, policy, open, home }: ProposalFacts,
  viewOf: ViewOf,
): RehearsalFacts {
  const declared = declarationOf(subject.credential, policy.credentials);
  // A declared secret may be read by anybody: those are looked for everywhere.
  const estate = declared === undefined ? viewOf(subject) : whole;
  const { snapshot } = estate;
  const store = declared === undefined ? null : secretIn(snapshot, declared.store.secret);
  return {
    ...factsIn(estate, subject, declared),
    at: Date.parse(snapshot.takenAt),
    home,
    // What a third party issued only its bridge tells, which no night asks.
    slots: declared?.issuer === undefined ? slotsOf(subject, estate) : 'unknown',
    store: store === null || typeof store === 'string' ? store : storeFacts(store),
    policy,
    open: open.isWhole ? open.rows : 'unknown',
    contained: open.contained,
    ...(open.spokes === undefined ? {} : { spokes: open.spokes }),
    requester: null,
  };
}

/** A key that only the credential report told of has no id that a plan could name. */
function slotsOf(subject: Subject, { snapshot }: Estate): PlanFacts['slots'] {
  const slots = slotsIn(snapshot, subject);
  return slots !== 'unknown' && slots.some(({ id }) => id.includes('#')) ? 'unknown' : slots;
}

/** What a plan would name and the night did not read: what contain may leave unknown changes its hash all the same. */
function missingIn({ slots, store, open, declared }: RehearsalFacts): readonly Refusal[] {
  const live = (because: string): Refusal => ({
    code: 'unknown',
    because,
    todo: 'rehearse it: that looks now',
  });
  return [
    ...(slots === 'unknown'
      ? [
          live(
            declared?.issuer === undefined
              ? 'the night did not read the ids of all keys of its user'
              : 'no night asks the bridge of a third party which tokens there are',
          ),
        ]
      : []),
    ...(store === 'unknown' ? [live('the night did not read the secret that stores it')] : []),
    ...(open === 'unknown' ? [live('which plans are under way could not be read')] : []),
  ];
}
