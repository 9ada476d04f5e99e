import { isName } from './literal.ts';
import { hintOf } from './names.ts';

/** What a script or a configuration file sets to a literal. */
export interface Assignment {
  readonly name: string;
  readonly value: string;
}

const NAME = String.raw`[A-Za-z_][\w.-]{0,127}`;
/** Escaped, double and single quotes, or up to where a shell, JSON or YAML would end it. Every repetition is bounded. */
const VALUE = String.raw`(?:\\"([^"\\\n]{0,4096})|"((?:[^"\\\n]|\\[^\n]){0,4096})|'([^'\n]{0,4096})|([^\s"'\x60;|&<>)}\]]{0,1024}))`;
/** `NAME=value`, `NAME = "value"`, `"name": "value"`, `name: value`, `['NAME'] = 'value'`, `NAME := value`. */
const ASSIGNMENT = new RegExp(
  String.raw`(?<!\w)(${NAME})(?:\\?["']\]?)?([ \t]{0,8}(?:=>?(?!=)[ \t]{0,8}|:=[ \t]{0,8}|:(?:[ \t]{1,8}|(?=\\?["']))))${VALUE}`,
  'g',
);
/** `--name value`, `setx NAME value`, `aws configure set name value`, `ENV NAME value`. */
const ARGUMENT = new RegExp(
  String.raw`(?<![\w-])(?:--|(?:configure set|setx|ENV|ARG)[ \t]{1,8})(${NAME})[ \t]{1,8}(?!-)${VALUE}`,
  'g',
);
/** How often text within quotes is looked into. */
const DEEPEST = 3;

/**
 * The assignments of a text, those within quoted values too, without those whose value is made when it runs: an
 * expansion, a call, a template, the name of another variable.
 */
export function* assignmentsIn(text: string, depth = 0): Generator<Assignment> {
  for (const [pattern, isArgument] of [
    [ASSIGNMENT, false],
    [ARGUMENT, true],
  ] as const) {
    for (const match of text.matchAll(pattern)) {
      const [all, name = '', ...groups] = match;
      const separator = isArgument ? '' : (groups.shift() ?? '');
      const [escaped, double, single, bare = ''] = groups;
      const quoted = escaped ?? double ?? single;
      if (quoted !== undefined) {
        if (!isMade(quoted, single === undefined)) yield { name, value: quoted };
        if (depth < DEEPEST && /[=:]/.test(quoted)) yield* assignmentsIn(quoted, depth + 1);
        continue;
      }
      const isSpaced = /[ \t]/.test(separator);
      const after = text.slice(match.index + all.length, match.index + all.length + 80);
      // `Password: must be long` is a sentence, `secret = get it` is code.
      if (isSpaced && /^[ \t]+[^\s#]/.test(after)) continue;
      const value = bare.replace(/[,;]+$/, '');
      if (!isMade(value, true) && !isCode(name, value, isSpaced)) yield { name, value };
    }
  }
}

/** Lines, with those that end in a backslash or a backtick put together with what follows. */
export function linesOf(text: string): readonly string[] {
  return text.replace(/[\\\x60]\r?\n/g, ' ').split(/\r?\n/);
}

/** Whether a value is put together when the text is run or filled in; single quotes keep a shell from doing so. */
function isMade(value: string, expands: boolean): boolean {
  if (/^\$(?:\d[a-z]?|y|2[aby]|argon2\w{0,3})\$/.test(value)) return true;
  if (/^(?:\{\{|\{%|<%|%\{|%[sdvq]|@@|@\{|#\{|!(?:Ref|Sub|GetAtt|Join|vault))/.test(value)) return true;
  return expands && (value.startsWith('$') || /\$\(|\$\{|\x60|\{\{/.test(value));
}

/** Whether a value without quotes is an expression: a call, an index, a template, another variable. */
function isCode(name: string, value: string, isSpaced: boolean): boolean {
  if (/^[{([!]/.test(value) || /^[\w.:-]+[([]/.test(value)) return true;
  if (isSpaced && /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+$/.test(value)) return true;
  return /[a-z]/.test(name) && isName(value) && hintOf(value) !== 'none';
}
