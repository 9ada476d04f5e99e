import type { ConformanceCase, OtherTool } from '../test/conformance/case.ts';
import { CASES } from '../test/conformance/cases.ts';

/** docs/conformance.md: what other tools answer in cases that they get wrong, and what we do. */
export function conformancePage(): string {
  return [
    '# Conformance',
    '',
    'Generated from `test/conformance` by `npm run docs`. Each row is a test of ours. What another tool answers was',
    'read in its public source at the commit named; later versions may differ. What stands as *reported* was not verified.',
    '',
    '| what goes wrong | other tools | Nightwarden | judged when this lands |',
    '|---|---|---|---|',
    ...CASES.map(row),
    '',
  ].join('\n');
}

function row({ wrong, others, ours, later }: ConformanceCase): string {
  return `| ${wrong} | ${others.map(tool).join('<br>')} | ${ours} | ${later ?? '–'} |`;
}

function tool({ tool: name, answer, read }: OtherTool): string {
  if (read === undefined) return `${name}: ${answer} (*reported*)`;
  const { repo, path, commit } = read;
  const file = path.slice(path.lastIndexOf('/') + 1);
  return `${name} ([${file} at ${commit.slice(0, 7)}](https://github.com/${repo}/blob/${commit}/${path})): ${answer}`;
}
