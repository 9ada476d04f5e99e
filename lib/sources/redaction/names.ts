/**
 * What a variable's name says of its value: a `password` (any literal is one), a `secret` (a literal that looks
 * random is one), a `key` (the same, but a UUID is the id of a key kept elsewhere), or nothing.
 */
export type NameHint = 'password' | 'secret' | 'key' | 'none';

/** Names are cut here, so that a hostile one costs nothing. */
const LONGEST_NAME = 256;

/** The last match counts: `PASSWORD_RESET_TOKEN` is a token. */
const HINTS = [
  ['password', /^.* (?:\w*(?:PASSWORD|PASSWD|PASSPHRASE)|PASSCODE|PASS|PWD|PW)S? /],
  [
    'secret',
    /^.* (?:\w*(?:SECRET|TOKEN|APIKEY|SECRETKEY)|(?:API|SECRET) KEY|CREDENTIAL|CRED|AUTHORIZATION|PAT)S? /,
  ],
  [
    'key',
    /^.* (?:AUTH|ACCESS|PRIVATE|SIGNING|ENCRYPTION|MASTER|ACCOUNT|FERNET|HMAC|LICENSE|APP|ADMIN|SHARED|SERVICE ROLE) ?KEYS? /,
  ],
] as const;

/** Behind the word that means secret, these make the value something about a secret and no secret itself. */
const ABOUT = new RegExp(
  ` (?:${[
    'URL|URI|ARN|NAME|ID|IDS|USER|USERNAME|PATH|FILE|FILENAME|DIR|LOCATION|PARAM|PARAMETER|REF|LABEL|PREFIX|SUFFIX',
    'LENGTH|SIZE|COUNT|MIN|MAX|LIMIT|TTL|AGE|EXPIRY|EXPIRES|EXPIRATION|TIMEOUT|LIFETIME|DURATION|INTERVAL',
    'DAYS|HOURS|MINUTES|SECONDS|MS|ENABLED|DISABLED|REQUIRED|ALLOWED|MODE|TYPE|FORMAT|KIND|POLICY|ROTATION|VERSION',
    'STAGE|HEADER|COOKIE|FIELD|CLAIM|SCOPE|SCOPES|ISSUER|AUDIENCE|ENDPOINT|HOST|PORT|REGION|BUCKET|TABLE|QUEUE|TOPIC',
    'ROLE|PROVIDER|STORE|BACKEND|MANAGER|SERVICE|EXTENSION|LAMBDA|FUNCTION|HANDLER|CLASS|REGEX|PATTERN|ALGORITHM|ALG',
    'HASHER|ENCODER|ENCODING|VALIDATOR|VALIDATORS|GENERATOR|STRENGTH|RULE|RULES|HISTORY|ATTEMPTS|RETRIES|PLACEHOLDER',
    'HINT|LOGIN|INPUT|TEXT|MESSAGE|ERROR|CACHE|BUDGET|WINDOW|RATE|QUOTA|USAGE|LANGUAGE|DISPLAY|STATUS|STATE',
    'STDIN|PROMPT|SOURCE|HELPER|PROCESS|AUTHENTICATION|SHA|MD|HASH|DIGEST|CHECKSUM|FINGERPRINT|PUBLIC',
  ].join('|')}) `,
);

/** A key that is meant to be public, wherever it says so; a build that is given to browsers holds such keys alone. */
const PUBLIC =
  / (?:PUBLIC|PUBLISHABLE|ANON|SITE|SEARCH)(?: API)? (?:KEY|TOKEN) | (?:NEXT PUBLIC|VITE|REACT APP|EXPO PUBLIC|GATSBY|NUXT PUBLIC) .*(?:KEY|TOKEN|DSN) /;

/** Reads `dbPassword`, `DB_PASSWORD_2`, `PGPASSWORD` and `db.password` alike. */
export function hintOf(name: string): NameHint {
  const words = wordsOf(name);
  if (PUBLIC.test(words)) return 'none';
  for (const [hint, pattern] of HINTS) {
    const found = pattern.exec(words);
    if (found !== null && !ABOUT.test(words.slice(found[0].length - 1))) return hint;
  }
  return 'none';
}

/** Whether AWS secret access keys go by such a name. */
export function namesAwsSecret(name: string): boolean {
  return / (?:AWS|IAM|S 3|SES) (?:\w+ )*(?:SECRET|KEY|ACCESS KEY) (?!ID )| SECRET (?:ACCESS )?KEY | ACCESS SECRET /.test(
    wordsOf(name),
  );
}

/** ` DB PASSWORD 2 `: upper-case words, each between spaces. */
function wordsOf(name: string): string {
  const words = name
    .slice(0, LONGEST_NAME)
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/([A-Za-z])(\d)/g, '$1 $2')
    .replace(/(\d)([A-Za-z])/g, '$1 $2')
    .replace(/[^A-Za-z0-9]+/g, ' ')
    .trim();
  return ` ${words.toUpperCase()} `;
}
