const MOMENT = /\b\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{3})?(Z|\+00:00)/g;

/** Every moment in the text (ISO 8601, UTC) moved by so many milliseconds, and written as precisely as it was. */
export function shiftMoments(text: string, byMs: number): string {
  return text.replace(MOMENT, (found, fraction: string | undefined, zone: string) => {
    const at = new Date(Date.parse(found) + byMs).toISOString();
    return `${at.slice(0, fraction === undefined ? 19 : 23)}${zone}`;
  });
}
