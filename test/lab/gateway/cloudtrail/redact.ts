// AWS leaves these out of records: https://docs.aws.amazon.com/secretsmanager/latest/userguide/retrieve-ct-entries.html

import { isRecord } from '../call.ts';
import { words } from '../text.ts';

/** By name in lower case, whatever the service. Rather one too many: nobody reads a value here. */
const LEFT_OUT: ReadonlySet<string> = new Set(
  words(
    'secretstring secretbinary secretaccesskey sessiontoken password newpassword oldpassword randompassword ' +
      'masteruserpassword servicepassword servicecredentialsecret privatekey base32stringseed qrcodepng ' +
      'authenticationcode1 authenticationcode2 tokencode webidentitytoken samlassertion plaintext ciphertextblob ' +
      'zipfile userdata templatebody input output authparameters connectionstring',
  ),
);
/** Kept, emptied: AWS shows that there were some. */
const EMPTIED: ReadonlySet<string> = new Set(['environment', 'environmentvariables']);
const HIDDEN = 'HIDDEN_DUE_TO_SECURITY_REASONS';

/** Parameters as CloudTrail writes them: names begin in lower case, and no secret value. */
export function recorded(value: unknown, service: string): unknown {
  if (Array.isArray(value)) return value.map((item) => recorded(item, service));
  if (!isRecord(value)) return value;
  const entries = Object.entries(value).flatMap(([name, inner]): [string, unknown][] => {
    const lower = name.toLowerCase();
    if (LEFT_OUT.has(lower)) return [];
    if (EMPTIED.has(lower)) return [[lowerFirst(name), Array.isArray(inner) ? [] : {}]];
    if (service === 'ssm' && lower === 'value') return [[lowerFirst(name), HIDDEN]];
    return [[lowerFirst(name), recorded(inner, service)]];
  });
  return Object.fromEntries(entries);
}

/** The parameters of a query-protocol call, nested: `Tags.member.1.Key=a` becomes `{Tags: [{Key: 'a'}]}`. */
export function nestedForm(form: URLSearchParams): Record<string, unknown> {
  const root: Record<string, unknown> = {};
  for (const [name, value] of form) {
    if (name === 'Action' || name === 'Version') continue;
    const steps = name.split('.').filter((step) => step !== 'member');
    let place = root;
    for (const step of steps.slice(0, -1)) {
      const next = place[step];
      const inner = isRecord(next) ? next : {};
      place[step] = inner;
      place = inner;
    }
    place[steps.at(-1) ?? name] = value;
  }
  return asLists(root) as Record<string, unknown>;
}

function asLists(value: unknown): unknown {
  if (!isRecord(value)) return value;
  const entries = Object.entries(value).map(([name, inner]): [string, unknown] => [name, asLists(inner)]);
  const numbered = entries.length > 0 && entries.every(([name]) => /^\d+$/.test(name));
  return numbered ? entries.map(([, inner]) => inner) : Object.fromEntries(entries);
}

function lowerFirst(name: string): string {
  if (/^[A-Z]+$/.test(name)) return name.toLowerCase();
  return name.charAt(0).toLowerCase() + name.slice(1);
}
