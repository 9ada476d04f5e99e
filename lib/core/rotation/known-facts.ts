import type { Credential, Secret } from '../model/credential.ts';
import type { Estate, Subject } from '../model/estate.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { dependenceOf } from '../trust/dependence.ts';
import type { PlanFacts, SlotFact, StoreFacts } from './build/facts.ts';
import type { Known } from './live.ts';
import type { DeclaredCredential } from './policy.ts';

/** What is known of a credential in an account that was read, whenever that was and whoever asks. */
export function factsIn(
  estate: Estate,
  subject: Subject,
  declared: DeclaredCredential | undefined,
): Pick<
  PlanFacts,
  'partition' | 'account' | 'subject' | 'declared' | 'dependence' | 'gaps' | 'siblings' | 'suspects'
> {
  const { partition, account, gaps } = estate.snapshot;
  const dependence = dependenceOf(estate, subject, declared);
  // Of what leaked not everything could be read: any other key may be among it.
  const suspects = gaps.some(({ facts }) => facts.includes('exposures'))
    ? {}
    : { suspects: suspectsIn(estate, subject) };
  const siblings = siblingsIn(estate.snapshot, subject.credential);
  return { partition, account, subject, declared, dependence, gaps, siblings, ...suspects };
}

function suspectsIn({ subjects }: Estate, { credential }: Subject): readonly string[] {
  return subjects
    .filter(({ exposures }) => exposures.length > 0)
    .map((each) => each.credential)
    .filter(({ id, principal }) => id !== credential.id && principal === credential.principal)
    .map(({ id }) => id);
}

/**
 * The keys of the user that a credential belongs to, or what IAM made for that user and the same service, as a snapshot
 * tells; `unknown`: one of them may be missing.
 */
export function slotsIn(
  { credentials, gaps }: Pick<Snapshot, 'credentials' | 'gaps'>,
  { credential }: Pick<Subject, 'credential'>,
): Known<readonly SlotFact[]> {
  const { principal } = credential;
  const fact = credential.kind === 'service-specific-credential' ? `${credential.kind}s` : 'access-keys';
  const hidden = gaps.some(
    ({ facts, scope }) =>
      (facts as readonly string[]).includes(fact) &&
      (scope.subject === undefined || scope.subject === principal || scope.subject === credential.id),
  );
  if (hidden) return 'unknown';
  return credentials.flatMap((each) =>
    isBeside(each, credential) ? [{ id: each.id, status: each.status, lastUsed: each.lastUsed }] : [],
  );
}

/** Whether both take slots of the same kind from one user. */
function isBeside(each: Credential, of: Credential): boolean {
  if (each.principal !== of.principal) return false;
  if (of.kind !== 'service-specific-credential') return each.kind === 'access-key';
  return each.kind === of.kind && each.service === of.service;
}

/** What else its user can prove itself with: it is denied whatever the user is denied. */
function siblingsIn({ credentials }: Pick<Snapshot, 'credentials'>, of: Credential): readonly Credential[] {
  return credentials.filter(
    (each) =>
      each.principal === of.principal &&
      of.principal !== null &&
      each.status === 'Active' &&
      each.id !== of.id &&
      !isBeside(each, of),
  );
}

/** A secret as a snapshot tells; `unknown`: it may be one that was not read. */
export function secretIn(
  { credentials, gaps }: Pick<Snapshot, 'credentials' | 'gaps'>,
  arn: string,
): Secret | 'unknown' | 'none' {
  const region = arn.split(':')[3] ?? '';
  const found = credentials.find((each): each is Secret => each.kind === 'secret' && each.id === arn);
  if (found !== undefined) return found;
  const isHidden = gaps.some(
    ({ facts, scope }) =>
      facts.includes('secrets') && (scope.region === undefined || scope.region === region),
  );
  return isHidden ? 'unknown' : 'none';
}

/** @param versions with their labels: those of the secret itself, or fresher ones */
export function storeFacts(
  secret: Secret,
  versions: readonly Pick<Secret['versions'][number], 'id' | 'stages'>[] = secret.versions,
): StoreFacts {
  const labelled = (label: string) => versions.find(({ stages }) => stages.includes(label))?.id ?? null;
  return {
    arn: secret.id,
    current: labelled('AWSCURRENT'),
    pending: labelled('AWSPENDING'),
    rotates: secret.rotation.enabled,
    rotatedBy: secret.rotationFunction ?? null,
    owningService: secret.owningService ?? null,
    primaryRegion: secret.primaryRegion ?? null,
    deleted: secret.deletedAt !== undefined,
  };
}
