import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';

const ROOT = join(import.meta.dirname, '..', '..', '..');

/** Files of an output and of every output that it loads at once, by their path in the metafile. */
export function loadedAtStart({ outputs }: Metafile, entry: string): ReadonlySet<string> {
  const seen = new Set<string>();
  const waiting = [entry];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    const output = outputs[path];
    if (output === undefined || seen.has(path)) continue;
    seen.add(path);
    for (const { kind, path: next } of output.imports) if (kind === 'import-statement') waiting.push(next);
  }
  return seen;
}

/** Own files that went into some outputs. */
export function ownFiles({ outputs }: Metafile, of: Iterable<string>): readonly string[] {
  const files = new Set([...of].flatMap((path) => Object.keys(outputs[path]?.inputs ?? {})));
  return [...files].filter((file) => /^(lib|functions)\//.test(file)).toSorted();
}

/** A module that names what these files take from the SDK as values, and nothing else: clients and commands. */
export function bareEntry(files: readonly string[]): string {
  const taken = new Map<string, Set<string>>();
  for (const file of files) {
    const source = readFileSync(join(ROOT, file), 'utf8');
    for (const [, names = '', from = ''] of source.matchAll(
      /^import \{([^}]*)\} from '(@aws-sdk\/[^']+)';$/gm,
    )) {
      const values = names.split(',').map((name) => name.trim());
      const known = taken.get(from) ?? new Set();
      for (const name of values)
        if (name !== '' && !name.startsWith('type ')) known.add(name.split(' as ')[0] ?? name);
      taken.set(from, known);
    }
  }
  return [...taken]
    .filter(([, names]) => names.size > 0)
    .map(([from, names], at) => {
      const list = [...names].toSorted().map((name) => `${name} as ${name}${at}`);
      return `export { ${list.join(', ')} } from '${from}';`;
    })
    .join('\n');
}
