import { canonical, digest } from '../../evidence/digest.ts';
import { stableId } from '../../evidence/identity.ts';
import type { Shown } from '../../model/estate.ts';
import type { Finding } from '../../model/finding.ts';
import type { Instant } from '../../model/time.ts';
import { remedyUrl, resourcesOf } from './resources.ts';
import { typesOf } from './taxonomy.ts';
import { clean, line, productFields } from './text.ts';
import { type AsffFinding, type AsffRecordState, type AsffSeverity, LIMITS } from './types.ts';

/** Before every Id and GeneratorId of ours: other tools write to the account's default product too. */
export const PREFIX = 'nightwarden/';

export interface AsffContext {
  /** 12 digits. */
  readonly account: string;
  readonly partition: string;
  /** The Region that it is published in. */
  readonly region: string;
  /** When this update was made. */
  readonly now: Instant;
  /** When it was first published; `now` when absent. */
  readonly firstSeenAt?: Instant;
  readonly state?: AsffRecordState;
  /** What is known of the credential: adds its tags, principal, owner and environment. */
  readonly subject?: Shown | undefined;
}

/**
 * Writes a finding in the AWS Security Finding Format. Every limit of the format is kept, whatever the names,
 * tags and evidence hold: what is too long is cut, and ids stay unique when they are.
 */
export function toAsff(finding: Finding, context: AsffContext): AsffFinding {
  const { account, partition, region, now, firstSeenAt = now, state = 'ACTIVE', subject } = context;
  const Severity = severityOf(finding);
  const Types = typesOf(finding);
  return {
    SchemaVersion: '2018-10-08',
    Id: `${PREFIX}${stableId(finding.id)}`,
    ProductArn: productArn({ account, partition, region }),
    ProductName: 'Nightwarden',
    CompanyName: 'Nightwarden',
    GeneratorId: `${PREFIX}${stableId(finding.detector)}`,
    AwsAccountId: account,
    Types,
    CreatedAt: firstSeenAt,
    UpdatedAt: now,
    Severity,
    Title: line(finding.title, LIMITS.title),
    Description: line(describe(finding, subject), LIMITS.description),
    Remediation: {
      Recommendation: {
        Text: line(finding.remedy, LIMITS.recommendation),
        Url: remedyUrl(finding.subject),
      },
    },
    ProductFields: fieldsOf(finding, subject),
    Resources: resourcesOf(finding, { partition, region }, subject),
    RecordState: state,
    FindingProviderFields: { Severity, Types },
  };
}

/** The account's own product, to which every account may import without an agreement with AWS. */
export function productArn(place: {
  readonly account: string;
  readonly partition: string;
  readonly region: string;
}): string {
  const { account, partition, region } = place;
  return `arn:${partition}:securityhub:${region}:${account}:product/${account}/default`;
}

function severityOf({ severity, score }: Finding): AsffSeverity {
  const labels = {
    informational: 'INFORMATIONAL',
    low: 'LOW',
    medium: 'MEDIUM',
    high: 'HIGH',
    critical: 'CRITICAL',
  } as const;
  return { Label: labels[severity], Original: line(String(score), LIMITS.severityOriginal) };
}

function describe({ title, subject, severity, reasons }: Finding, about: Shown | undefined): string {
  const owner = about?.ownership.owner;
  const owned = owner === undefined || owner === null ? '' : ` Owner: ${owner.name} (${owner.evidence}).`;
  return `${title}. Credential: ${subject}.${owned} Why ${severity}: ${reasons.join('; ')}.`;
}

function fieldsOf(finding: Finding, subject: Shown | undefined): Record<string, string> {
  const { frameworks } = finding;
  return productFields([
    ['nightwarden/digest', digest(finding, subject)],
    ['nightwarden/detector', whole(finding.detector)],
    ['nightwarden/credential', whole(finding.subject)],
    ['nightwarden/principal', subject && whole(subject.credential.principal ?? NONE)],
    ['nightwarden/region', finding.region === null ? GLOBAL : whole(finding.region)],
    ['nightwarden/kind', subject?.credential.kind],
    ['nightwarden/owner', subject?.ownership.owner?.name],
    ['nightwarden/environment', subject?.environment ?? undefined],
    ['nightwarden/score', String(finding.score)],
    ['nightwarden/reasons', finding.reasons.join('; ')],
    ['nightwarden/evidence', canonical(finding.evidence)],
    ['nightwarden/remedy', finding.remedy],
    ['nightwarden/attack', finding.attack.join(', ')],
    ['nightwarden/frameworks/owasp-nhi', frameworks.owaspNhi.join(', ')],
    ['nightwarden/frameworks/nist-csf', frameworks.nistCsf.join(', ')],
    ['nightwarden/frameworks/cis-v3', frameworks.cisV3.join(', ')],
    ['nightwarden/frameworks/cis-v5', frameworks.cisV5.join(', ')],
    ['nightwarden/frameworks/fsbp', frameworks.fsbp.join(', ')],
  ]);
}

export const NONE = 'none';
export const GLOBAL = 'global';

/** The value only when it can be stored unchanged: what is compared later must not be half a name. */
function whole(value: string): string | undefined {
  return value.length <= LIMITS.productValue && clean(value) === value ? value : undefined;
}
