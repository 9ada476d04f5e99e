import { DETECTORS } from '../../detectors/index.ts';
import { stableId } from '../../evidence/identity.ts';
import type { Estate, Subject } from '../../model/estate.ts';
import type { Finding } from '../../model/finding.ts';
import type { Gap } from '../../model/gap.ts';
import type { Severity } from '../../model/severity.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { remedyUrl } from '../asff/resources.ts';
import { ATTACK, controlsOf, titleOf } from '../controls.ts';
import type { Judged } from '../json/index.ts';
import { printable, wellFormed } from '../text.ts';
import { accountOf, resourcesOf } from './resources.ts';
import { OCSF_VERSION, type OcsfAttack, type OcsfDetectionFinding } from './types.ts';

export interface OcsfContext {
  /** Nightwarden's own version. */
  readonly version: string;
}

const SEVERITIES = {
  informational: { severity_id: 1, severity: 'Informational', risk_level_id: 0 },
  low: { severity_id: 2, severity: 'Low', risk_level_id: 1 },
  medium: { severity_id: 3, severity: 'Medium', risk_level_id: 2 },
  high: { severity_id: 4, severity: 'High', risk_level_id: 3 },
  critical: { severity_id: 5, severity: 'Critical', risk_level_id: 4 },
} as const satisfies Record<Severity, object>;

/**
 * Events of the class Detection Finding, gaps first, then findings, worst first: an array, as other scanners of
 * AWS write it; `jq -c '.[]'` makes lines of it.
 * A gap is an event of the same class, so that a pipeline that reads only this class cannot lose it: severity
 * Unknown, status `Gap` (99, Other), no alert, `finding_info.types` `gap`. No events at all means that nothing was
 * found and nothing was left unread.
 * A sweep does not know what the last one told: each event says Create, and `finding_info.uid` is what joins nights.
 */
export function toOcsf(
  { snapshot, subjects }: Estate,
  { findings, gaps }: Judged,
  { version }: OcsfContext,
): readonly OcsfDetectionFinding[] {
  const known = new Map(subjects.map((subject) => [subject.credential.id, subject]));
  return [
    ...gaps.map((gap) => gapEvent(gap, snapshot, version)),
    ...findings.map((finding) => findingEvent(finding, snapshot, version, known.get(finding.subject))),
  ];
}

function findingEvent(
  finding: Finding,
  snapshot: Snapshot,
  version: string,
  subject: Subject | undefined,
): OcsfDetectionFinding {
  const { severity, score, reasons, detector, evidence, remedy, frameworks, attack } = finding;
  const title = printable(finding.title);
  const why = reasons.map(printable);
  return {
    ...eventOf(snapshot, version, { account: finding.account, region: finding.region }),
    ...SEVERITIES[severity],
    status_id: 1,
    status: 'New',
    is_alert: true,
    message: title,
    finding_info: {
      uid: stableId(finding.id),
      title,
      desc: `${title}. Credential: ${printable(finding.subject)}. Why ${severity}: ${why.join('; ')}.`,
      types: ['finding'],
      analytic: { uid: stableId(detector), name: ruleName(detector), type_id: 1, type: 'Rule' },
      attacks: attack.map(techniqueOf),
      tags: controlsOf(finding)
        .filter(({ ids }) => ids.length > 0)
        .map(({ catalogue, ids }) => ({ name: catalogue.key, values: ids.map(printable) })),
    },
    risk_score: score,
    risk_details: why.join('; '),
    evidences: [{ data: wellFormed(evidence) }],
    remediation: { desc: printable(remedy), references: [remedyUrl(finding.subject)] },
    resources: resourcesOf(finding, snapshot, subject),
    unmapped: wellFormed({
      detector,
      reasons,
      frameworks,
      attack,
      environment: subject?.environment ?? null,
      owner: subject?.ownership.owner ?? null,
    }),
  };
}

function gapEvent(gap: Gap, snapshot: Snapshot, version: string): OcsfDetectionFinding {
  const { id, scope, missing, reason, remedy, detectors, subjects } = gap;
  const title = `Not read, so not clean: ${printable(missing)}`;
  const cost = subjects > 0 ? ` Credentials left unjudged: ${subjects}.` : '';
  const hides = detectors.length === 0 ? '' : ` Hides: ${printable(detectors.join(', '))}.`;
  return {
    ...eventOf(snapshot, version, { account: scope.account, region: scope.region ?? null }),
    severity_id: 0,
    severity: 'Unknown',
    status_id: 99,
    status: 'Gap',
    status_detail: printable(reason),
    is_alert: false,
    message: title,
    finding_info: {
      uid: stableId(`gap:${id}`),
      title,
      desc: `${title}. ${printable(reason)}.${cost}${hides}`,
      types: ['gap'],
    },
    remediation: { desc: printable(remedy) },
    resources: [
      scope.subject === undefined
        ? accountOf(scope.account, snapshot.partition)
        : { uid: stableId(scope.subject), type: 'subject', cloud_partition: printable(snapshot.partition) },
    ],
    unmapped: wellFormed({ gap: { id, scope, missing, reason, remedy, detectors, subjects } }),
  };
}

function eventOf(
  { takenAt, partition }: Snapshot,
  version: string,
  { account, region }: { readonly account: string; readonly region: string | null },
) {
  return {
    category_uid: 2,
    category_name: 'Findings',
    class_uid: 2004,
    class_name: 'Detection Finding',
    activity_id: 1,
    activity_name: 'Create',
    type_uid: 200401,
    type_name: 'Detection Finding: Create',
    time: Date.parse(takenAt),
    metadata: {
      version: OCSF_VERSION,
      profiles: ['cloud'],
      product: { name: 'Nightwarden', vendor_name: 'Nightwarden', version },
    },
    cloud: {
      provider: 'AWS',
      cloud_partition: printable(partition),
      ...(region === null ? {} : { region: printable(region) }),
      // AWS tells no name of an account to those who may only read it: readers that want one get the number.
      account: { uid: printable(account), name: printable(account), type_id: 10, type: 'AWS Account' },
    },
  } as const satisfies Partial<OcsfDetectionFinding>;
}

function ruleName(id: string): string {
  return printable(DETECTORS.find((detector) => detector.id === id)?.title ?? id);
}

/** `T1098.001` is sub-technique 001 of T1098. Readers ask for a name too: an unknown technique goes by its id. */
function techniqueOf(id: string): OcsfAttack {
  const uid = printable(id);
  const [name = uid, subName = uid] = titleOf(ATTACK, id)?.split(': ') ?? [];
  const parent = uid.replace(/\.\d{3}$/, '');
  return parent === uid
    ? { technique: { uid, name } }
    : { technique: { uid: parent, name }, sub_technique: { uid, name: subName } };
}
