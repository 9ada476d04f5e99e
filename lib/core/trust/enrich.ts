import { isRootArn } from '../model/arn.ts';
import type { Credential, Tags } from '../model/credential.ts';
import type { Administrator, Estate, Subject } from '../model/estate.ts';
import { FACT_SOURCES } from '../model/facts.ts';
import { placeOf } from '../model/kinds.ts';
import type { Ownership } from '../model/owner.ts';
import type { Policy } from '../model/policy.ts';
import type { Group, Principal } from '../model/principal.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { nounOf } from '../model/workload.ts';
import { administrator } from '../policy/administrator.ts';
import { dependentsOf, indexHolders, type OwnedWorkload } from './dependents.ts';
import { exposuresOf, indexExposures } from './exposures.ts';
import { outsideOf } from './outside.ts';
import { functionArn, namedBy, ownership, type Tagged } from './ownership.ts';
import { indexPeople, type People } from './people.ts';

/**
 * Joins all that a snapshot tells of each credential, in time linear in the snapshot.
 * @param policy says which tags name owners and environments
 */
export function enrich(snapshot: Snapshot, policy: Policy): Estate {
  const people = snapshot.roster === undefined ? null : indexPeople(snapshot.roster, snapshot.takenAt);
  const principals = new Map(snapshot.principals.map((principal) => [principal.arn, principal]));
  const usage = new Map(snapshot.usage.map((each) => [each.accessKeyId, each]));
  const exposures = indexExposures(snapshot.exposures);
  const workloads = describeWorkloads(snapshot, people, policy);
  const holders = indexHolders(workloads);
  const functionTags = new Map(workloads.map(({ workload }) => [workload.arn, workload.tags]));
  const administratorOf = administrators(snapshot, principals);

  const subjects = snapshot.credentials.map((credential): Subject => {
    const principal = credential.principal === null ? undefined : principals.get(credential.principal);
    const tagged = tagsOf(credential, principal, functionTags);
    const used = usage.get(credential.id);
    const owned = ownership({ tagged, named: namedBy(credential) }, people, policy.ownerTags);
    return {
      credential,
      ownership: isUntagged(credential, principal) ? unreadUnlessOwned(owned) : owned,
      environment: firstTag(tagged, policy.environmentTags),
      administrator: administratorOf(credential.principal),
      exposures: exposuresOf(credential, principal, exposures),
      usage: used,
      outside: outsideOf(credential, principal, used),
      dependents: dependentsOf(credential, holders, used),
    };
  });
  return { snapshot, subjects, knownAccounts: policy.knownAccounts };
}

/** Whether its tags, or its principal's, were not read. */
function isUntagged(credential: Credential, principal: Principal | undefined): boolean {
  if (credential.kind === 'application-credential') return credential.tagsUnread === true;
  return credential.principal !== null && principal === undefined;
}

/** Of what was not read the tags are not known: that they name nobody proves nothing. */
function unreadUnlessOwned(found: Ownership): Ownership {
  return found.owner === null ? { ...found, unread: true } : found;
}

/** Answers once for each principal, however many credentials it has. */
function administrators(
  snapshot: Snapshot,
  principals: ReadonlyMap<string, Principal>,
): (arn: string | null) => Administrator {
  const groups: ReadonlyMap<string, Group> = new Map(snapshot.groups.map((group) => [group.name, group]));
  const answers = new Map<string, Administrator>();
  return (arn) => {
    if (arn === null) return { verdict: 'no', because: ['not being an identity of AWS'] };
    const known = answers.get(arn);
    if (known !== undefined) return known;
    const answer = judgePrincipal(arn, principals.get(arn), groups);
    answers.set(arn, answer);
    return answer;
  };
}

function judgePrincipal(
  arn: string,
  principal: Principal | undefined,
  groups: ReadonlyMap<string, Group>,
): Administrator {
  if (isRootArn(arn)) return { verdict: 'yes', because: ['being root'] };
  if (principal === undefined) {
    return {
      verdict: 'unknown',
      missing: FACT_SOURCES.policies,
      because: ['its policies, which were not read'],
    };
  }
  return administrator(principal, groups);
}

function tagsOf(
  credential: Credential,
  principal: Principal | undefined,
  functionTags: ReadonlyMap<string, Tags>,
): readonly Tagged[] {
  const place = placeOf(credential);
  const carrier =
    credential.kind === 'plaintext' ? functionTags.get(functionArn(credential.id)) : principalTags(principal);
  // A source may have copied the carrier's tags onto the credential: then they are the same hint, told once.
  const own = { place, tags: credential.tags };
  if (carrier === undefined) return [own];
  const further = Object.entries(carrier).filter(([key, value]) => credential.tags[key] !== value);
  return further.length === 0 ? [own] : [own, { place, tags: Object.fromEntries(further) }];
}

function principalTags(principal: Principal | undefined): Tags | undefined {
  return principal === undefined || principal.type === 'root' ? undefined : principal.tags;
}

function describeWorkloads(
  { workloads }: Snapshot,
  people: People | null,
  policy: Policy,
): readonly OwnedWorkload[] {
  return workloads.map((workload) => {
    const tagged = [{ place: `${nounOf(workload.type)} ${workload.name}`, tags: workload.tags }];
    const { owner } = ownership({ tagged }, people, policy.ownerTags);
    return { workload, environment: firstTag(tagged, policy.environmentTags), owner: owner?.name ?? null };
  });
}

function firstTag(tagged: readonly Tagged[], keys: readonly string[]): string | null {
  for (const { tags } of tagged) {
    const key = keys.find((each) => Object.hasOwn(tags, each) && tags[each]?.trim() !== '');
    if (key !== undefined) return tags[key]?.trim() ?? null;
  }
  return null;
}
