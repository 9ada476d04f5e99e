import { isRecord } from '../model/records.ts';
import { type Instant, parseInstant } from '../model/time.ts';
import { isQuarantinePolicy } from '../trust/quarantine.ts';

/** What happened that can't wait for the night. */
export interface Signal {
  readonly kind: 'new-key' | 'exposure' | 'quarantine' | 'roster';
  /** The event's own id: the same event always starts the same run. */
  readonly id: string;
  readonly at: Instant;
  /** The account that it is about; null: all of them. */
  readonly account: string | null;
  /** Access key ids or user ARNs that are reported exposed. */
  readonly credentials: readonly string[];
  /** As a finding names it: `AWS Health AWS_RISK_CREDENTIALS_EXPOSED`. */
  readonly source: string;
  /** Whether AWS itself says so: anybody else's word may only propose. */
  readonly fromAws: boolean;
}

/** AWS Health codes of credentials at risk. https://docs.aws.amazon.com/health/ */
const HEALTH =
  /^AWS_RISK_(CREDENTIALS_(COMPROMISED|COMPROMISE_SUSPECTED|EXPOSED|EXPOSURE_SUSPECTED)|IAM_QUARANTINE)$/;

/**
 * Reads an event as EventBridge delivers it.
 * @returns undefined for an event that is of no concern, or not what it should be
 */
export function readSignal(event: unknown): Signal | undefined {
  if (!isRecord(event) || !isRecord(event.detail)) return undefined;
  const { id, account, detail, time, source } = event;
  const at = typeof time === 'string' ? parseInstant(time) : undefined;
  if (typeof id !== 'string' || typeof account !== 'string' || at === undefined) return undefined;
  const facts = { id, account, at };
  if (source === 'aws.health') return ofHealth(facts, detail);
  if (source === 'aws.guardduty') return ofGuardDuty(facts, detail);
  if (source === 'aws.iam') return ofIam(facts, detail);
  return source === 'aws.s3' ? ofRoster(facts, detail) : undefined;
}

interface Facts {
  readonly id: string;
  readonly account: string;
  readonly at: Instant;
}
type Detail = Readonly<Record<string, unknown>>;

function ofHealth(facts: Facts, detail: Detail): Signal | undefined {
  const code = text(detail.eventTypeCode);
  if (!HEALTH.test(code)) return undefined;
  const entities = Array.isArray(detail.affectedEntities) ? detail.affectedEntities : [];
  return {
    ...facts,
    kind: 'exposure',
    // With the organisational view the event comes from the delegated account and names the one that is affected.
    account: text(detail.affectedAccount) || facts.account,
    credentials: entities.flatMap((entity) => (isRecord(entity) ? text(entity.entityValue) || [] : [])),
    source: `AWS Health ${code}`,
    fromAws: true,
  };
}

/** Finding types that speak of a credential: https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_finding-types-iam.html */
function ofGuardDuty(facts: Facts, detail: Detail): Signal | undefined {
  const type = text(detail.type);
  const resource = isRecord(detail.resource) ? detail.resource : {};
  const key = isRecord(resource.accessKeyDetails) ? resource.accessKeyDetails : {};
  const credential = text(key.accessKeyId);
  // A session's own id (ASIA…) is not what can be taken away: its role is named by the finding, and judged at night.
  if (!/:IAMUser\//.test(type) || !credential.startsWith('AKIA')) return undefined;
  const source = `GuardDuty ${type}`;
  const account = text(detail.accountId) || facts.account;
  return { ...facts, kind: 'exposure', account, credentials: [credential], source, fromAws: true };
}

function ofIam(facts: Facts, detail: Detail): Signal | undefined {
  const name = text(detail.eventName);
  if (detail.errorCode !== undefined) return undefined;
  const asked = isRecord(detail.requestParameters) ? detail.requestParameters : {};
  const common = { ...facts, fromAws: isAws(detail), source: `CloudTrail ${name}` };
  if (name === 'CreateAccessKey') return { ...common, kind: 'new-key', credentials: [] };
  const policy = text(asked.policyArn);
  if (name !== 'AttachUserPolicy' || !isQuarantinePolicy(policy)) return undefined;
  // The policy on the user is the sign that is judged; the event only says that it can't wait.
  return { ...common, kind: 'quarantine', credentials: [] };
}

function ofRoster(facts: Facts, detail: Detail): Signal | undefined {
  const object = isRecord(detail.object) ? detail.object : {};
  if (!text(object.key).startsWith('inputs/')) return undefined;
  return {
    ...facts,
    kind: 'roster',
    account: null,
    credentials: [],
    source: 'inputs changed',
    fromAws: false,
  };
}

/** AWS attaches its quarantine policy as a service, not as anybody of the account. */
function isAws(detail: Detail): boolean {
  const identity = isRecord(detail.userIdentity) ? detail.userIdentity : {};
  return identity.type === 'AWSService' || text(identity.invokedBy).endsWith('.amazonaws.com');
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
