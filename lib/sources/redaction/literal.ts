import type { NameHint } from './names.ts';
import { isPlaceholder } from './placeholders.ts';

/**
 * Whether the value of a variable whose name means secret is one, and not a placeholder, a reference to where the
 * secret is kept, or a setting. Every expression here is anchored and takes time in proportion to the value.
 */
export function isLiteralSecret(hint: NameHint, value: string): boolean {
  if (hint === 'none') return false;
  const text = bare(value);
  if (isPlaceholder(text) || isReference(text) || isSetting(text)) return false;
  if (hint === 'password') return isPassword(text);
  if (hint === 'key' && UUID.test(text)) return false;
  return text.length >= 8 && !isName(text);
}

/** Without the quotes around it and the scheme of a header before it. */
function bare(value: string): string {
  const text = value.trim();
  const quoted = /^(["'])([^"']*)\1$/.exec(text)?.[2] ?? text;
  return quoted.trim().replace(/^(?:basic|bearer|token|digest|apikey) +(?=\S)/i, '');
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const KEY_ID = /^A[KS]IA[A-Z0-9]{16}$/;

function isPassword(text: string): boolean {
  if (/^(?:[a-z]{0,5}|[A-Z]{0,5}|\d{0,5})$/.test(text)) return false;
  const parts = text.split(SEPARATOR);
  // `prod-db-password` is where a password is kept; `correct-horse-battery` is one.
  return !(parts.length > 1 && isName(text) && (text.includes('/') || parts.some((part) => KEPT.test(part))));
}

const SEPARATOR = /[-_./:@+=,! ]/;
const KEPT =
  /^(?:password|passwd|pwd|secrets?|credentials?|creds|tokens?|keys?|param|prod|production|staging|dev)$/i;

/** An ARN, a URL, a path, the name of a key or of a file: the secret itself is elsewhere. */
function isReference(text: string): boolean {
  return (
    KEY_ID.test(text) ||
    text.startsWith('arn:') ||
    isExpression(text) ||
    isPublic(text) ||
    /^(?:jdbc:)?[a-z][a-z0-9+.-]{0,40}:\/\//i.test(text) ||
    /^(?:ssm|secretsmanager|vault|file|env|kms|alias|rds|redshift|opsworks-cm|ecs-sc)[:!/]/i.test(text) ||
    /^(?:ssh-(?:rsa|dss|ed25519) |ecdsa-sha2-|-----BEGIN (?:RSA )?PUBLIC KEY|-----BEGIN CERTIFICATE)/.test(
      text,
    ) ||
    (/^(?:~|\.{1,2})?\//.test(text) && text.slice(1).split('/').every(isPathPart)) ||
    /^[\w./-]{1,200}\.(?:pem|key|crt|json|ya?ml|txt|env|jks|p12|pfx)$/i.test(text)
  );
}

/** What a template or a program puts in when it runs, or what is encrypted: the value itself is elsewhere. */
function isExpression(text: string): boolean {
  return (
    /^!(?:Ref|Sub|GetAtt|ImportValue|Join|Select|If|FindInMap)\b/.test(text) ||
    /^@?[A-Za-z_][\w.]{0,80}\(.*\)$/s.test(text) ||
    /^(?:process\.env\.\w+|os\.environ\[.*\])$/.test(text) ||
    /^(?:ENC\[|AQICA[A-Za-z0-9+/=]{40})/.test(text)
  );
}

/** Keys that their issuers mean to be public: Stripe's publishable, Mapbox's, PostHog's, Supabase's, Datadog's. */
function isPublic(text: string): boolean {
  return /^(?:pk_(?:live|test)_|pk\.eyJ|phc_|sb_publishable_|pub[0-9a-f]{32}$)/.test(text);
}

function isPathPart(part: string): boolean {
  return part === '' || part === '.' || part === '..' || isName(part);
}

function isSetting(text: string): boolean {
  return (
    /^(?:true|false|yes|no|on|off|enabled?|disabled?|required|optional|always|never|auto|default|prompt|bearer|basic)$/i.test(
      text,
    ) ||
    /^\d{4}-\d\d-\d\d(?:[T ][\d:.]{5,12}(?:Z|[+-][\d:]{4,5})?)?$/.test(text) ||
    (/^[\d.,:_ -]+$/.test(text) && text.replace(/\D/g, '').length < 6) ||
    /^\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?$/.test(text)
  );
}

/** Made of words, as the names of secrets, parameters and settings are: `prod/db-2/password`, `prodDbSecret-AbC123`. */
export function isName(text: string): boolean {
  const parts = text.split(SEPARATOR).filter((part) => part !== '');
  const last = parts.at(-1) ?? '';
  // Secrets Manager puts six random letters and digits behind a secret's name in its ARN.
  const named = parts.length > 1 && /^[A-Za-z0-9]{6}$/.test(last) ? parts.slice(0, -1) : parts;
  return named.length > 0 && named.every(isWordy);
}

/** Letters in one case or in camel case, perhaps with a number behind: `Database2`, `dbPassword`, `v1`. */
function isWordy(part: string): boolean {
  if (part.length > 64) return false;
  const letters = part.replace(/\d{1,4}$/, '');
  if (letters === '') return part.length <= 4;
  const words = letters.split(/(?=[A-Z][a-z])|(?<=[a-z])(?=[A-Z])/);
  const average = letters.length / words.length;
  return (
    words.every((word) => /^(?:[A-Z]?[a-z]{1,14}|[A-Z]{1,14})$/.test(word)) &&
    (words.length === 1 || average >= 3)
  );
}
