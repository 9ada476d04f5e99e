import { createHash } from 'node:crypto';
import { isCredentialName } from '../model/people.ts';
import { isRecord } from '../model/records.ts';
import { type Instant, parseInstant } from '../model/time.ts';
import type { AwsSign } from '../rotation/unattended.ts';
import { isQuarantinePolicy } from '../trust/quarantine.ts';
import { guardDutyKeys } from './guard-duty.ts';

/** What happened that can't wait for the night. */
export interface Signal {
  readonly kind: 'new-key' | 'exposure' | 'quarantine' | 'roster' | 'asked';
  /** Of what happened, not of the message about it: told twice, or on two ways, it has the same id and starts one run. */
  readonly id: string;
  readonly at: Instant;
  /** The account that it is about; null: all of them. */
  readonly account: string | null;
  /** Access key ids or ARNs that are reported exposed; of `asked`, those for which a plan is asked. */
  readonly credentials: readonly string[];
  /** As a finding names it: `AWS Health AWS_RISK_CREDENTIALS_EXPOSED`. */
  readonly source: string;
  /** Whether AWS itself says so: anybody else's word may only propose. */
  readonly fromAws: boolean;
  /** Of a leak that AWS itself tells of: what contain may begin upon, where the policy says so. */
  readonly sign?: AwsSign;
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
  const at = parseInstant(text(time));
  if (!/^[\w-]{1,64}$/.test(text(id)) || !isAccount(account) || at === undefined) return undefined;
  const facts = { id: text(id), account, at };
  if (source === 'aws.health') return ofHealth(facts, detail);
  if (source === 'aws.guardduty') return ofGuardDuty(facts, detail);
  if (source === 'aws.iam') return ofIam(facts, detail);
  if (source === 'aws.securityhub') return ofCustomAction(facts, event);
  return source === 'aws.s3' ? ofRoster(facts, detail) : undefined;
}

interface Facts {
  readonly id: string;
  readonly account: string;
  readonly at: Instant;
}
type Detail = Readonly<Record<string, unknown>>;

function ofHealth({ account: told, at }: Facts, detail: Detail): Signal | undefined {
  const code = text(detail.eventTypeCode);
  if (!HEALTH.test(code)) return undefined;
  const entities = Array.isArray(detail.affectedEntities) ? detail.affectedEntities : [];
  const named = entities.flatMap((entity) => (isRecord(entity) ? text(entity.entityValue) || [] : []));
  // With the organisational view the event comes from the delegated account and names the one that is affected.
  const account = isAccount(detail.affectedAccount) ? detail.affectedAccount : told;
  return {
    kind: 'exposure',
    // The account itself and its delegate are both told, by messages of their own.
    id: idOf([text(detail.eventArn), account, ...named.toSorted()]),
    at: httpDate(text(detail.startTime)) ?? at,
    account,
    credentials: named.filter(isCredentialName),
    source: `AWS Health ${code}`,
    fromAws: true,
    sign: { by: 'health', names: named.filter(isCredentialName) },
  };
}

function ofGuardDuty({ account: told, at }: Facts, detail: Detail): Signal | undefined {
  const credentials = guardDutyKeys(detail);
  if (credentials.length === 0) return undefined;
  const account = isAccount(detail.accountId) ? detail.accountId : told;
  const service = isRecord(detail.service) ? detail.service : {};
  return {
    kind: 'exposure',
    // A finding is told again whenever it is seen again.
    id: idOf([text(detail.id), account, ...credentials]),
    at: parseInstant(text(service.eventFirstSeen)) ?? at,
    account,
    credentials,
    source: `GuardDuty ${text(detail.type)}`,
    fromAws: true,
    sign: { by: 'guardduty', names: credentials },
  };
}

function ofIam(facts: Facts, detail: Detail): Signal | undefined {
  const name = text(detail.eventName);
  if (detail.errorCode !== undefined) return undefined;
  const common = { ...facts, credentials: [], fromAws: isAws(detail), source: `CloudTrail ${name}` };
  if (name === 'CreateAccessKey') return { ...common, kind: 'new-key' };
  const asked = isRecord(detail.requestParameters) ? detail.requestParameters : {};
  if (name !== 'AttachUserPolicy' || !isQuarantinePolicy(text(asked.policyArn))) return undefined;
  // The policy on the user is the sign that is judged; the event only says that it can't wait.
  const user = text(asked.userName);
  const isSign = common.fromAws && user !== '';
  return { ...common, kind: 'quarantine', ...(isSign ? { sign: { by: 'quarantine', names: [user] } } : {}) };
}

function ofRoster(facts: Facts, detail: Detail): Signal | undefined {
  const object = isRecord(detail.object) ? detail.object : {};
  if (!text(object.key).startsWith('inputs/')) return undefined;
  const source = 'inputs changed';
  return { ...facts, kind: 'roster', account: null, credentials: [], source, fromAws: false };
}

/** The custom action that asks for a plan: who makes it names it so (docs/rotation.md). */
const ASKS = /^arn:[^:]+:securityhub:[^:]+:\d{12}:action\/custom\/NightwardenPropose$/;

/**
 * Somebody chose findings of ours in Security Hub; the event does not tell who, so it can only ask for a proposal.
 * https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-cwe-event-formats.html
 */
function ofCustomAction({ at, ...facts }: Facts, event: Detail): Signal | undefined {
  const { resources, detail } = event;
  const isAsked = Array.isArray(resources) && resources.some((each) => ASKS.test(text(each)));
  const [finding] = isRecord(detail) && Array.isArray(detail.findings) ? detail.findings : [];
  if (!isAsked || !isRecord(finding) || !isAccount(finding.AwsAccountId)) return undefined;
  const told = isRecord(finding.ProductFields) ? finding.ProductFields : {};
  const credential = text(told['nightwarden/credential']);
  if (!text(finding.Id).startsWith('nightwarden/') || !isCredentialName(credential)) return undefined;
  return {
    kind: 'asked',
    // Asked again, it is judged again; the same message told twice is one.
    id: idOf([facts.id, finding.AwsAccountId, credential]),
    at,
    account: finding.AwsAccountId,
    credentials: [credential],
    source: 'Security Hub custom action',
    fromAws: false,
  };
}

/**
 * A service of AWS that acts as itself. Not whoever has a service do it, as by a template of CloudFormation
 * (`invokedBy`): then the identity is a person's or a role's.
 */
function isAws({ userIdentity }: Detail): boolean {
  return isRecord(userIdentity) && userIdentity.type === 'AWSService';
}

function isAccount(value: unknown): value is string {
  return typeof value === 'string' && /^\d{12}$/.test(value);
}

/** Health writes moments as HTTP does: `Sat, 05 Jun 2021 15:10:09 GMT`. */
function httpDate(value: string): Instant | undefined {
  if (!/^\w{3}, \d{1,2} \w{3} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(value)) return undefined;
  const ms = Date.parse(value);
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
}

function idOf(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
