import type { Administrator, Estate, Subject } from '../../model/estate.ts';
import type { Finding } from '../../model/finding.ts';
import type { Gap } from '../../model/gap.ts';
import { detailsOf } from '../../model/kinds.ts';
import type { Principal } from '../../model/principal.ts';
import type { Usage } from '../../model/usage.ts';
import { administrator } from '../../policy/administrator.ts';
import { usageRow } from '../usage/index.ts';

/** What was judged, as far as the document tells it. */
export interface Judged {
  readonly findings: readonly Finding[];
  readonly gaps: readonly Gap[];
}

/**
 * The document of one account, by the command line's contract: names and shapes stay, additions are allowed.
 * Unknown is told as such: `admin` is absent when it could not be judged, `usage` when none was seen.
 * @returns plain data for JSON.stringify
 */
export function toSweepJson({ snapshot, subjects, inRotation }: Estate, { findings, gaps }: Judged): object {
  const judged = new Map(subjects.map((subject) => [subject.credential.principal, subject.administrator]));
  const groups = new Map(snapshot.groups.map((group) => [group.name, group]));
  return {
    schema: 'nightwarden.sweep/1',
    account: snapshot.account,
    takenAt: snapshot.takenAt,
    partition: snapshot.partition,
    regions: snapshot.regions,
    gaps: gaps.map(gapJson),
    credentials: subjects.map((subject) => {
      const plan = inRotation?.get(subject.credential.id);
      return { ...credentialJson(subject), ...(plan === undefined ? {} : { inRotation: plan }) };
    }),
    principals: snapshot.principals.map((principal) =>
      principalJson(principal, judged.get(principal.arn) ?? administrator(principal, groups)),
    ),
    identityProviders: snapshot.identityProviders,
    findings: findings.map(findingJson),
  };
}

function gapJson({ id, scope, missing, reason, remedy, detectors, subjects, badInput }: Gap): object {
  return {
    id,
    scope,
    missing,
    reason,
    remedy,
    detectors,
    subjects,
    ...(badInput === true ? { badInput } : {}),
  };
}

function credentialJson(subject: Subject): object {
  const { credential, ownership, environment, usage, dependents, exposures } = subject;
  const { id, kind, principal, account, region, status, createdAt, tags } = credential;
  const { owner, leads, leaver } = ownership;
  return {
    id,
    kind,
    principal,
    account,
    region,
    status,
    createdAt,
    lastUsed: credential.lastUsed,
    owner,
    environment,
    tags,
    ...(usage === undefined ? {} : { usage: usageJson(usage) }),
    ...(leads.length === 0 ? {} : { leads }),
    ...(leaver === null ? {} : { leaver }),
    ...(exposures.length === 0 ? {} : { exposures }),
    ...(dependents.length === 0 ? {} : { dependents }),
    details: detailsOf(credential),
  };
}

/** The row that `nightwarden usage` prints, with the values behind its counts. */
function usageJson(usage: Usage): object {
  const { sourceIps, userAgents, events, regions } = usage;
  return { ...usageRow(usage), samples: { sourceIps, userAgents, events, regions } };
}

function principalJson({ arn, type }: Principal, can: Administrator): object {
  if (can.verdict === 'unknown') return { arn, type };
  return { arn, type, admin: can.verdict, adminBecause: can.because };
}

function findingJson(finding: Finding): object {
  const { id, detector, severity, score, reasons, subject, account, region, title } = finding;
  const { evidence, frameworks, attack, remedy } = finding;
  return {
    id,
    detector,
    severity,
    score,
    reasons,
    subject,
    account,
    region,
    title,
    evidence,
    frameworks,
    attack,
    remedy,
  };
}
