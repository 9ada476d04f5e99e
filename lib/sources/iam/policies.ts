import type { Group, PolicyDocument, User } from '../../core/model/principal.ts';
import { oneLine } from '../parse/one-line.ts';
import type { PartReader } from '../parse/part-reader.ts';
import { ADMINISTRATOR_ACCESS, isAdministratorAccess, parseDocument } from './documents.ts';
import type { ManagedPolicy } from './schemas.ts';

/** The managed policies of an account, by ARN, each with the document that is in force. */
export type ManagedDocuments = ReadonlyMap<string, PolicyDocument['document']>;

export function defaultDocuments(policies: readonly ManagedPolicy[]): ManagedDocuments {
  return new Map(policies.map((policy) => [policy.Arn, defaultDocument(policy)]));
}

function defaultDocument({ DefaultVersionId, PolicyVersionList }: ManagedPolicy): PolicyDocument['document'] {
  const version =
    PolicyVersionList.find(({ IsDefaultVersion }) => IsDefaultVersion === true) ??
    PolicyVersionList.find(({ VersionId }) => VersionId === DefaultVersionId);
  return parseDocument(version?.Document);
}

export function inlinePolicy(policy: {
  readonly PolicyName: string;
  readonly PolicyDocument?: unknown;
}): PolicyDocument {
  return { name: policy.PolicyName, document: parseDocument(policy.PolicyDocument) };
}

/** An attached policy or boundary with its document; null when the export does not hold it. */
export function managedPolicy(arn: string, documents: ManagedDocuments): PolicyDocument {
  const known = documents.get(arn) ?? null;
  const document = known === null && isAdministratorAccess(arn) ? ADMINISTRATOR_ACCESS : known;
  return { name: arn.slice(arn.lastIndexOf('/') + 1), arn, document };
}

/** Tells which documents of a principal could not be read. */
export function gapUnreadable(
  reader: PartReader,
  subject: string,
  policies: readonly PolicyDocument[],
  documents: ManagedDocuments,
): void {
  for (const { name, arn, document } of policies) {
    if (document !== null) continue;
    const absent = arn !== undefined && !documents.has(arn);
    const what = absent
      ? `the document of ${arn}, which ${subject} holds, is not in it`
      : `policy ${oneLine(name)} of ${subject}: expected a JSON policy document, got something else`;
    reader.gap({ reason: `${reader.at('')}: ${what}`, facts: ['policies'], subject, badInput: !absent });
  }
}

/** Tells, of each member, which groups' policies could not be read: a group itself holds no credential. */
export function gapGroups(
  reader: PartReader,
  users: readonly User[],
  groups: readonly Group[],
  documents: ManagedDocuments,
): void {
  const byName = new Map(groups.map((group) => [group.name, group]));
  for (const { arn, groups: names } of users) {
    for (const name of names) {
      const group = byName.get(name);
      if (group !== undefined) gapUnreadable(reader, arn, group.policies, documents);
      else {
        reader.gap({
          reason: `${reader.at('GroupDetailList')}: group ${oneLine(name)} of ${arn} is not in it`,
          facts: ['policies'],
          subject: arn,
          badInput: false,
        });
      }
    }
  }
}
