/**
 * The rotation whose execution an event tells of. Its name would do, but for the number at its end; its input is what it
 * was started with. https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html
 * @returns undefined for whatever else calls: a schedule, a person
 */
export function rotationOf(event: unknown): string | undefined {
  const input = field(field(event, 'detail'), 'input');
  if (typeof input !== 'string') return undefined;
  try {
    const rotation = field(JSON.parse(input), 'rotation');
    return typeof rotation === 'string' ? rotation : undefined;
  } catch {
    return undefined;
  }
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
}
