import type { rules as presetRules } from '@secretlint/secretlint-rule-preset-recommend';
import { NothingReadError } from '../../ports/nothing-read-error.ts';

type PresetRule = (typeof presetRules)[number];
type Context = Parameters<PresetRule['create']>[0];
type Source = Parameters<NonNullable<ReturnType<PresetRule['create']>['file']>>[0];

/** What is asked of a rule: it says whether a text holds what it looks for. */
export type TokenRule = Pick<PresetRule, 'create'> & { readonly meta: Pick<PresetRule['meta'], 'id'> };

/** Recognises the tokens of known providers by their form alone. */
export interface ProviderTokens {
  /** Every id that {@link ProviderTokens.in} can give. */
  readonly ids: readonly string[];
  /** Ids of the rules that find something in the text. Never rejects. */
  in(text: string): Promise<ReadonlySet<string>>;
}

/** The id for a text that a rule failed on: nobody has judged it, and it must not pass for clean. */
const UNJUDGED = 'unjudged';

/** Rules of the preset that are not used. */
const UNUSED: ReadonlySet<string> = new Set([
  // A comment inside a value must not hide the secret beside it.
  'filter-comments',
  // Ours see more: a key that is encrypted or cut off, a password in a URL of any scheme.
  'privatekey',
  'basicauth',
  'database-connection-string',
]);

let loading: Promise<ProviderTokens> | undefined;

/**
 * Secretlint's rules, loaded when the first value is judged so that the command line starts without them.
 * @throws {NothingReadError} when the package can't be loaded
 */
export function providerTokens(): Promise<ProviderTokens> {
  loading ??= load();
  return loading;
}

async function load(): Promise<ProviderTokens> {
  try {
    const { rules } = await import('@secretlint/secretlint-rule-preset-recommend');
    return providerTokensBy(rules);
  } catch (cause) {
    const lacking =
      '@secretlint/secretlint-rule-preset-recommend: expected an installed package, got none that loads';
    throw new NothingReadError(`${lacking}: run npm ci`, { cause });
  }
}

export function providerTokensBy(rules: readonly TokenRule[]): ProviderTokens {
  const used = rules.map((rule) => ({ id: idOf(rule), rule })).filter(({ id }) => !UNUSED.has(id));
  return {
    ids: [...used.map(({ id }) => id), UNJUDGED],
    async in(text) {
      const found = new Set<string>();
      const source = sourceOf(text);
      for (const { id, rule } of used) {
        try {
          const context = contextOf(() => found.add(id));
          await rule.create(context, {}).file?.(source);
        } catch {
          found.add(UNJUDGED);
        }
      }
      return found;
    },
  };
}

/** `@secretlint/secretlint-rule-github` → `github`; AWS's shares its id with our own rule for the same keys. */
function idOf({ meta }: TokenRule): string {
  const id = meta.id.replace(/^@secretlint\/secretlint-rule-/, '');
  return id === 'aws' ? 'aws-secret-access-key' : id;
}

/** Takes from a rule that it found something, and neither what nor where. */
function contextOf(report: () => void): Context {
  const nothing = { message: '', messageId: '', data: undefined };
  return { sharedOptions: {}, createTranslator: () => () => nothing, report, ignore() {} };
}

/** A text that lies in no file. Without a path no rule looks for one on the disk. */
function sourceOf(content: string): Source {
  const start = { line: 1, column: 0 };
  return {
    content,
    hasBOM: false,
    contentType: 'text',
    filePath: undefined,
    physicalFilePath: undefined,
    // Google's rule reads JSON alone, and knows it by this.
    ext: /^\s*\{/.test(content) ? '.json' : '',
    getFilePath: () => undefined,
    getPhysicalFilePath: () => undefined,
    locationToRange: () => [0, 0],
    rangeToLocation: () => ({ start, end: start }),
    positionToIndex: () => 0,
    indexToPosition: () => start,
  };
}
