/**
 * Whether a text says that a value is to be put in its place: `<password>`, `${DB_PASSWORD}`, `{{resolve:…}}`,
 * `changeme`, `****`, `your-token-here`. Every expression is anchored or has a fixed beginning and bounded repetition.
 */
export function isPlaceholder(text: string): boolean {
  return PLACEHOLDERS.some((form) => form.test(text));
}

const PLACEHOLDERS: readonly RegExp[] = [
  /^(?:<[^>]*>|\$?\{[^}]*\}|\$\([^)]*\)|\$[A-Za-z_]\w*|\$?\{\{[^}]*\}\}|%[^%]*%|%\([^)]*\)s|\[[^\]]*\]|\(\w{1,20}\))$/,
  // The same mark on both sides: `__NAME__`, `@@NAME@@`, `#{Name}#`.
  /^(__|@@?|##?|~~|::)\{?[A-Za-z][\w .-]*\}?\1$/,
  /^(?:x+|X+|\*+|\.+|-+|_+|\?+|•+)$/,
  /^\*{2,}[\w ]{0,40}\*{2,}$/,
  /^(?:change[-_ ]?(?:me|it|this)|replace[-_ ]?(?:me|this)|to[-_ ]?do|tbd|tba|fix[-_ ]?me|dummy|example|sample|placeholder|redacted|hidden|masked|removed|none|null|nil|undefined|empty|unset|not[-_ ]?set|n\/a)[.!]*$/i,
  /^(?:your|insert|enter|put|replace|change|fill|example|sample|dummy|fake)[-_ ][\w -]*$/i,
  /^(?:not[-_ ]a[-_ ]|to[-_ ]be[-_ ]|will[-_ ]be[-_ ]|set[-_ ]by[-_ ]|managed[-_ ]by[-_ ]|see[-_ ]|stored[-_ ]in[-_ ])[\w -]*$/i,
  /^[\w -]{0,60}[-_ ](?:example|placeholder|here)$/i,
  // A part of it is left out, or still to be filled in.
  /^[\w+/=-]{0,40}(?:\.\.\.|…)(?:<[^>]{1,80}>)?$/,
  /<[A-Za-z][A-Za-z _-]{2,40}>/,
];

/** Whether a text ends in `user:password`, as documentation writes it. */
export function isDocumentedPair(text: string): boolean {
  return /(?<![\w.-])(?:user|username|usr|login):(?:pass|passwd|password|pwd)$/i.test(text);
}

/**
 * Writes `xxx` in place of tokens that were never filled in (`sk_live_xxxx`, `xoxb-your-token`), so that no rule takes
 * their form for a token, and of AWS's own examples, which end in EXAMPLE. Takes time in proportion to the text.
 */
export function withoutFillers(text: string): string {
  return /x{3}|X{3}|your|YOUR|EXAMPLE/.test(text)
    ? text.replace(/[\w/+-]+/g, (run) => (isFiller(run) ? 'xxx' : run))
    : text;
}

function isFiller(run: string): boolean {
  if (run.length > 256) return false;
  if (/^[A-Za-z0-9/+]{33}EXAMPLE(?:KEY)?$|^[A-Za-z0-9/+]{30}EXAMPLEKEY$/.test(run)) return true;
  return (
    /^(?:[A-Za-z0-9]{1,12}[_-]){1,4}(?:x{3,}|X{3,})(?:[-_](?:x+|X+)){0,4}$/.test(run) ||
    /^[A-Za-z0-9]{2,12}[_-](?:[a-z]{3,8}[_-])?your[_-][a-z_-]{2,40}$/i.test(run)
  );
}
