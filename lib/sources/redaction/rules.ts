import { holdsCommandPassword } from './commands.ts';
import { isLiteralSecret } from './literal.ts';
import { hintOf, namesAwsSecret } from './names.ts';
import { isDocumentedPair, isPlaceholder } from './placeholders.ts';

/** What a rule may look at: the variable, and whether an access key id stands in it or in one beside it. */
export interface Variable {
  readonly name: string;
  readonly value: string;
  readonly nearKeyId: boolean;
}

export interface Rule {
  /** Kept in snapshots and findings: never renamed. */
  readonly id: string;
  test(variable: Variable): boolean;
}

/**
 * Values of a known form, each with its issuer's prefix, that secretlint's rules don't know or don't know whole;
 * those of the second kind carry its id. Every expression has a fixed beginning and bounded repetition, so that no
 * value makes it slow. Sources: the issuers' documentation of their token formats.
 */
const FORMS: Readonly<Record<string, RegExp>> = {
  'aws-session-token': /(?<![A-Za-z0-9+/])(?:IQoJb3JpZ2lu|FwoGZXIvYXdz|FQoGZXIvYXdz)[A-Za-z0-9+/]{80}/,
  'aws-bedrock-api-key': /(?<![A-Za-z0-9])(?:ABSK[A-Za-z0-9+/]{100}|bedrock-api-key-[A-Za-z0-9+/]{20})/,
  // There: personal access tokens alone.
  gitlab: /(?<![A-Za-z0-9_])gl(?:ptt|dt|rt|cbt|ft|soat|imt|agent|oas)-[\w-]{20}/,
  // There: neither tokens that rotate, nor workflows.
  slack: /(?<![A-Za-z0-9_])xox(?:e\.xox[bp]|[es])-[\w-]{10}|hooks\.slack\.com\/workflows\/T[\w/]{16}/,
  // There: API keys, and no webhook's signing secret.
  stripe: /(?<![A-Za-z0-9_])whsec_[A-Za-z0-9+/]{24}/,
  'google-api-key': /(?<![A-Za-z0-9_-])AIza[\w-]{35}/,
  'google-oauth-secret': /(?<![A-Za-z0-9_-])(?:GOCSPX-[\w-]{28}|ya29\.[\w-]{20})/,
  'pypi-token': /(?<![A-Za-z0-9_])pypi-AgE[\w-]{50}/,
  // There: API keys, and neither those of administrators nor OAuth tokens.
  anthropic: /(?<![A-Za-z0-9_-])sk-ant-(?!api)[\w-]{20}/,
  // There: only with the mark that later keys carry in their middle.
  openai: /(?<![A-Za-z0-9_-])sk-(?!ant-)(?:(?:proj|svcacct|admin|None)-[\w-]{20}|[A-Za-z0-9]{32})/,
  // There: letters alone.
  huggingface: /(?<![A-Za-z0-9_])hf_[A-Za-z0-9]{30}/,
  // There: with one dash at most.
  sendgrid: /(?<![A-Za-z0-9_])SG\.[\w-]{16,32}\.[\w-]{32}/,
  // There: only where the base64 ends at one of three places.
  '1password': /(?<![A-Za-z0-9_])ops_eyJ[A-Za-z0-9+/_-]{100}/,
  'mailgun-api-key': /(?<![A-Za-z0-9_])key-[0-9a-f]{32}(?![0-9a-f])/,
  'telegram-bot-token': /(?<![A-Za-z0-9_])\d{8,10}:AA[\w-]{32}/,
  'digitalocean-token': /(?<![A-Za-z0-9_])do[opr]_v1_[0-9a-f]{64}/,
  // There: from 90 characters up, while a root token has 24.
  'hashicorp-vault': /(?<![A-Za-z0-9_])hv[sbr]\.[\w-]{24}/,
  'new-relic-key': /(?<![A-Za-z0-9_])NRAK-[A-Z0-9]{27}/,
  'atlassian-token': /(?<![A-Za-z0-9_])ATATT3[\w=-]{50}/,
  'private-key': /-----BEGIN (?:[A-Z0-9]{1,16} ){0,4}PRIVATE KEY(?: BLOCK)?-----/,
  jwt: /(?<![\w-])eyJ[\w-]{8,4096}\.eyJ[\w-]{8,4096}\.[\w-]{16}/,
  'azure-signature': /[?&]sig=[A-Za-z0-9%+/]{30}/,
};

export const RULES: readonly Rule[] = [
  { id: 'aws-secret-access-key', test: holdsAwsSecret },
  ...Object.entries(FORMS).map(([id, form]) => ({ id, test: ({ value }: Variable) => form.test(value) })),
  { id: 'encoded-private-key', test: ({ value }) => holdsEncodedPrivateKey(value) },
  { id: 'url-password', test: ({ value }) => holdsUrlPassword(value) },
  { id: 'authorization-header', test: ({ value }) => holdsAuthorization(value) },
  { id: 'connection-string', test: ({ value }) => holdsAssignment(value) },
  { id: 'command-line-password', test: ({ value }) => value.split('\n').some(holdsCommandPassword) },
  { id: 'secret-named-value', test: ({ name, value }) => isLiteralSecret(hintOf(name), value) },
];

/** What only a name tells. Of a script these judge each assignment. */
export const NAMED_RULES: readonly Rule[] = rulesBy('aws-secret-access-key', 'secret-named-value');
/** What looks at the first of its kind alone, or at words that stand side by side: of a script, each line. */
export const LINE_RULES: readonly Rule[] = rulesBy('authorization-header', 'command-line-password');
/** Everything else; pieces of a connection string are assignments in a script. */
export const WHOLE_TEXT_RULES: readonly Rule[] = RULES.filter(
  (rule) => !LINE_RULES.includes(rule) && rule.id !== 'connection-string',
);

function rulesBy(...ids: readonly string[]): readonly Rule[] {
  return RULES.filter(({ id }) => ids.includes(id));
}

/** 40 characters of base64 have no mark of their own: the name, or a key id beside it, must say what they are. */
function holdsAwsSecret({ name, value, nearKeyId }: Variable): boolean {
  if (namesAwsSecret(name) && /^(["']?)[A-Za-z0-9/+]{40}\1$/.test(value.trim())) return true;
  if (!nearKeyId) return false;
  // `AKIA…/secret`: what parts the two is no part of the secret.
  const runs = value.replace(/A[KS]IA[A-Z0-9]{16}[:/|,; ]?/g, ' ').match(/[A-Za-z0-9/+]+/g) ?? [];
  return runs.some((run) => run.length === 40 && looksRandom(run));
}

function looksRandom(text: string): boolean {
  return /[a-z]/.test(text) && /[A-Z]/.test(text) && /\d/.test(text) && new Set(text).size >= 18;
}

/** A PEM block put through base64 to keep it on one line. */
function holdsEncodedPrivateKey(value: string): boolean {
  const at = value.indexOf('LS0tLS1CRUdJTi');
  if (at === -1) return false;
  return Buffer.from(value.slice(at, at + 88), 'base64')
    .toString('latin1')
    .includes('PRIVATE KEY');
}

/** `scheme://user:password@host`. */
function holdsUrlPassword(value: string): boolean {
  for (const [, user = '', password = ''] of value.matchAll(
    /:\/\/([^\s/?#@:"']{0,255}):([^\s/?#"']{1,1024})@/g,
  )) {
    if (!isBlank(password) && !isPlaceholder(password) && !isDocumentedPair(`${user}:${password}`))
      return true;
  }
  return false;
}

function isBlank(password: string): boolean {
  return /^(?:<[^>]*>|\$\{[^}]*\}|\{[^}]*\}|\{\{[^}]*\}\}|\$\w+|%[^%]*%|\*+|x+|X+|\[[^\]]*\])$/.test(
    password,
  );
}

/** `Basic …` and `Bearer …` with something real behind. */
function holdsAuthorization(value: string): boolean {
  const found = /(?<![A-Za-z])(basic|bearer) {1,4}([A-Za-z0-9+/._~=-]{8,4096})/i.exec(value);
  const [, scheme = '', credentials = ''] = found ?? [];
  if (scheme.toLowerCase() === 'basic') {
    return Buffer.from(credentials, 'base64').toString('latin1').includes(':');
  }
  return credentials.length >= 16 && /\d/.test(credentials) && /[A-Za-z]/.test(credentials);
}

/** `Server=db;Password=…`, `host=db password=…`, `https://host/?token=…`, lines of an .env file. */
function holdsAssignment(value: string): boolean {
  return value.split(/[\s;&?,]+/).some((piece) => {
    const at = piece.indexOf('=');
    if (at < 1 || at > 64) return false;
    return isLiteralSecret(hintOf(unquote(piece.slice(0, at))), unquote(piece.slice(at + 1)));
  });
}

function unquote(text: string): string {
  return text.replace(/^["']/, '').replace(/["']$/, '');
}
