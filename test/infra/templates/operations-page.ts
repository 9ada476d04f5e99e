import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { OPERATIONS, operationsPage } from '../../../docs/operations.ts';
import { DEPLOYMENTS, stacksOf } from '../synth.ts';

it('docs/operations.md is what the templates say (npm run docs)', async () => {
  const text = await readFile(OPERATIONS, 'utf8');
  expect(text).toBe(await operationsPage(text));
});

it('docs/operations.md names every stack that a deployment has', async () => {
  const text = await readFile(OPERATIONS, 'utf8');
  const names = DEPLOYMENTS.flatMap((deployment) => [...stacksOf(deployment).keys()])
    .filter((name) => name !== 'StackSet' && name !== 'NightwardenReadAccess')
    .map((name) => name.replace(/-[a-z]+-[a-z]+-\d$/, '').replace(/-\d{12}$/, '-ACCOUNT'));
  expect(new Set(names).size).toBeGreaterThan(4);
  expect([...new Set(names)].filter((name) => !text.includes(name))).toEqual([]);
});
