// https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccessKeyLastUsed.html
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_RoleLastUsed.html
import { type Answer, amendXml, faultOf } from '../answer.ts';
import { isAuthenticated } from '../authenticated.ts';
import type { Call } from '../call.ts';
import type { Identities } from '../identities.ts';
import type { Imitation } from '../imitation.ts';
import { isoSeconds } from '../moments.ts';
import { child, element, setChild, setText, textOf, type XmlElement } from '../xml.ts';

export interface Use {
  readonly at: number;
  readonly service?: string;
  readonly region?: string;
}

export interface LastUsed extends Imitation {
  /** The last use of a key id or role ARN that AWS would already tell. */
  readonly of: (subject: string) => Use | undefined;
  /** For seeding: replaces what is known; undefined makes it never used. */
  readonly set: (subject: string, use: Use | undefined) => void;
}

interface Settings {
  /** How long a use stays unseen. */
  readonly lagMs: number;
  /** Of several uses this near together only the first is kept. */
  readonly resolutionMs: number;
  readonly now: () => number;
}

/** Enough to look back over any lag; older uses can't be the answer any more. */
const KEPT_USES = 100;

export function lastUsed(settings: Settings, who: Identities): LastUsed {
  const uses = new Map<string, Use[]>();

  function record(subject: string, use: Use): void {
    const earlier = uses.get(subject) ?? [];
    const last = earlier.at(-1);
    if (last !== undefined && use.at - last.at < settings.resolutionMs) return;
    uses.set(subject, [...earlier, use].slice(-KEPT_USES));
  }

  function of(subject: string): Use | undefined {
    const seenUntil = settings.now() - settings.lagMs;
    return uses.get(subject)?.findLast(({ at }) => at <= seenUntil);
  }

  async function observe(call: Call, answer: Answer): Promise<void> {
    if (call.action === 'DeleteAccessKey' && answer.status === 200)
      uses.delete(call.form.get('AccessKeyId') ?? '');
    if (call.accessKeyId === undefined || !isAuthenticated(faultOf(answer))) return;
    const identity = await who.of(call.accessKeyId);
    const use = { at: call.at, service: call.service, region: call.region };
    if (identity.type === 'AssumedRole' && identity.issuer !== undefined) record(identity.issuer.arn, use);
    else if (identity.type === 'IAMUser' && identity.issuer === undefined) record(call.accessKeyId, use);
  }

  function amend(call: Call, answer: Answer): Answer {
    if (call.service !== 'iam') return answer;
    switch (call.action) {
      case 'GetAccessKeyLastUsed':
        return amendXml(answer, (result) => setKeyUse(result, of(call.form.get('AccessKeyId') ?? '')));
      case 'GetRole':
        return amendXml(answer, (result) => setRoleUse(child(result, 'Role'), of));
      case 'GetAccountAuthorizationDetails':
        return amendXml(answer, (result) => {
          for (const role of child(result, 'RoleDetailList')?.children ?? []) setRoleUse(role, of);
        });
      default:
        return answer;
    }
  }

  const set = (subject: string, use: Use | undefined) =>
    void uses.set(subject, use === undefined ? [] : [use]);
  return { of, set, observe, amend, reset: () => uses.clear() };
}

/** Never used: no date, and `N/A` for the rest. */
function setKeyUse(result: XmlElement, use: Use | undefined): void {
  const told = element('AccessKeyLastUsed');
  if (use !== undefined) setText(told, 'LastUsedDate', isoSeconds(use.at));
  setText(told, 'ServiceName', use?.service ?? 'N/A');
  setText(told, 'Region', use?.region ?? 'N/A');
  setChild(result, told);
}

function setRoleUse(role: XmlElement | undefined, of: LastUsed['of']): void {
  if (role === undefined) return;
  const use = of(withoutPath(textOf(role, 'Arn') ?? ''));
  const told = element('RoleLastUsed');
  if (use !== undefined) setText(told, 'LastUsedDate', isoSeconds(use.at));
  if (use?.region !== undefined) setText(told, 'Region', use.region);
  setChild(role, told);
}

/** A session's ARN does not carry the role's path, so uses are kept without it. */
export function withoutPath(roleArn: string): string {
  return roleArn.replace(/:role\/.*\//, ':role/');
}
