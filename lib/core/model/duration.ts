const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

const SHORT = /^(\d{1,12})(ms|[smhdw])$/;
const ISO = /^P(?!$)(?:(\d{1,6})W|(?:(\d{1,6})D)?(?:T(?!$)(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,9})S)?)?)$/;

/**
 * Reads a duration as people write it (`30d`, `20s`, `1h`) or as ISO 8601 does (`P30D`, `PT20S`). Months and years are
 * refused: nobody knows how long they are.
 * @returns milliseconds, or undefined when the text is none
 */
export function parseDuration(text: string): number | undefined {
  const short = SHORT.exec(text);
  if (short !== null) return Number(short[1]) * (UNITS[short[2] ?? ''] ?? Number.NaN);
  const iso = ISO.exec(text);
  if (iso === null) return undefined;
  const [, ...parts] = iso;
  return (['w', 'd', 'h', 'm', 's'] as const)
    .map((unit, at) => Number(parts[at] ?? 0) * (UNITS[unit] ?? Number.NaN))
    .reduce((sum, ms) => sum + ms, 0);
}

const SHOWN = [
  ['d', 'day'],
  ['h', 'hour'],
  ['m', 'minute'],
  ['s', 'second'],
  ['ms', 'millisecond'],
] as const;

/** For people, in at most two units: `30 days`, `1 hour 30 minutes`. */
export function durationText(ms: number): string {
  let left = Math.round(ms);
  const parts: string[] = [];
  for (const [unit, name] of SHOWN) {
    const size = UNITS[unit] ?? 1;
    const whole = Math.floor(left / size);
    left -= whole * size;
    if (whole > 0) parts.push(`${whole} ${name}${whole === 1 ? '' : 's'}`);
  }
  return parts.length === 0 ? 'no time' : parts.slice(0, 2).join(' ');
}

/** As a policy file writes it, in the largest unit that holds it whole: `30d`, `90m`. */
export function shortDuration(ms: number): string {
  const [unit] = SHOWN.find(([each]) => ms % (UNITS[each] ?? 1) === 0) ?? ['ms'];
  return `${ms / (UNITS[unit] ?? 1)}${unit}`;
}
