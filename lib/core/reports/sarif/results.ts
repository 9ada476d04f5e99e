import { createHash } from 'node:crypto';
import type { Subject } from '../../model/estate.ts';
import type { Finding } from '../../model/finding.ts';
import type { Gap } from '../../model/gap.ts';
import type { Severity } from '../../model/severity.ts';
import { count, printable, wellFormed } from '../text.ts';
import { GAP_RULE, securitySeverity, tagsOf, taxaOf } from './rules.ts';
import { artifactUri, message } from './text.ts';

const LEVELS: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
  informational: 'note',
};

/** @param rule index of the finding's rule, undefined when the registry has none */
export function findingResult(
  finding: Finding,
  rule: number | undefined,
  subject: Subject | undefined,
): object {
  const { id, detector, severity, score, reasons, title, account, region, evidence, remedy } = finding;
  const { frameworks, attack } = finding;
  const owner = subject?.ownership.owner ?? null;
  const principal = subject?.credential.principal ?? null;
  const owned = owner === null ? '' : ` Owner: ${owner.name}.`;
  const text = `${title}. Credential: ${finding.subject}.${owned} Why ${severity}: ${reasons.join('; ')}. What to do: ${remedy}`;
  return {
    ruleId: detector,
    ...(rule === undefined ? {} : { ruleIndex: rule }),
    kind: 'fail',
    level: LEVELS[severity],
    rank: score,
    message: message(text),
    locations: [
      locationOf(
        artifactUri({ account, region, kind: subject?.credential.kind ?? 'credential', id: finding.subject }),
        [finding.subject, principal].filter((name) => name !== null),
      ),
    ],
    partialFingerprints: fingerprintsOf(id),
    taxa: taxaOf(finding),
    properties: wellFormed({
      tags: tagsOf(finding),
      'security-severity': securitySeverity(score),
      severity,
      score,
      reasons,
      evidence,
      remedy,
      credential: finding.subject,
      principal,
      owner,
      environment: subject?.environment ?? null,
      account,
      region,
      frameworks,
      attack,
    }),
  };
}

/** A gap among the results: `open`, SARIF's word for a rule that lacked the information to decide. */
export function gapResult(gap: Gap, rule: number): object {
  return {
    ruleId: GAP_RULE,
    ruleIndex: rule,
    kind: 'open',
    level: 'none',
    message: message(gapText(gap)),
    locations: [gapLocation(gap)],
    partialFingerprints: fingerprintsOf(`gap:${gap.id}`),
    properties: gapProperties(gap),
  };
}

/** The same gap among what the tool has to say of its own run. */
export function gapNotification(gap: Gap): object {
  return {
    descriptor: { id: GAP_RULE, index: 0 },
    level: gap.badInput === true ? 'error' : 'warning',
    message: message(gapText(gap)),
    locations: [gapLocation(gap)],
    properties: gapProperties(gap),
  };
}

function gapText({ missing, reason, remedy, subjects, detectors }: Gap): string {
  const cost = subjects > 0 ? ` ${count(subjects, 'credential')} unjudged.` : '';
  const hides = detectors.length === 0 ? '' : ` Hides: ${detectors.join(', ')}.`;
  return `Not read, so not clean: ${missing}. ${reason}.${cost}${hides} What to do: ${remedy}`;
}

function gapLocation({ missing, scope: { account, region, subject } }: Gap): object {
  return locationOf(
    artifactUri({ account, region, kind: 'gap', id: missing }),
    subject === undefined ? [] : [subject],
  );
}

function gapProperties({ id, scope, missing, reason, remedy, detectors, subjects }: Gap): object {
  return wellFormed({ gap: { id, scope, missing, reason, remedy, detectors, subjects } });
}

/** Line 1, because GitHub shows no alert without a line; the names are what is meant. */
function locationOf(uri: string, names: readonly string[]): object {
  return {
    physicalLocation: { artifactLocation: { uri }, region: { startLine: 1 } },
    ...(names.length === 0
      ? {}
      : {
          // Names that differ may be printed alike, and a schema of SARIF's takes each place once.
          logicalLocations: [...new Set(names.map(printable))].map((name) => ({
            fullyQualifiedName: name,
            kind: 'resource',
          })),
        }),
  };
}

/** Stable over nights whatever changes in the text. GitHub joins runs by `primaryLocationLineHash` alone. */
function fingerprintsOf(id: string): Record<string, string> {
  const hash = createHash('sha256').update(JSON.stringify(id)).digest('hex');
  return { 'nightwardenFindingId/v1': hash, primaryLocationLineHash: `${hash.slice(0, 32)}:1` };
}
