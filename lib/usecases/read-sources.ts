import type { Part } from '../ports/account-export.ts';
import type { LiveContext, Source } from '../sources/source.ts';

export type SourceContext = Omit<LiveContext, 'partOf'>;

/** Reads registered sources side by side, each once, whoever asks for it first. By the names of their parts. */
export async function readSources(
  sources: readonly Source[],
  live: SourceContext,
  onDone: () => void = () => {},
): Promise<Readonly<Record<string, Part>>> {
  const reading = new Map<string, Promise<Part>>();
  const context: LiveContext = { ...live, partOf };
  function partOf({ part }: Pick<Source, 'part'>): Promise<Part> {
    const source = sources.find((each) => each.part === part);
    if (source === undefined) throw new RangeError(`expected one of the sources that are read, got ${part}`);
    const known = reading.get(part) ?? source.read(context);
    reading.set(part, known);
    return known;
  }
  const parts = await Promise.all(
    sources.map(async (source) => {
      const part = await partOf(source);
      onDone();
      return [source.part, part] as const;
    }),
  );
  return Object.fromEntries(parts);
}
