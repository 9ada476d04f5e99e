import { expect, it } from 'vitest';
import { DEFAULT_ROTATION } from '../../../lib/core/rotation/policy.ts';
import { policyFaults } from '../../../lib/core/rotation/policy-faults.ts';
import type { Shape } from '../../../lib/core/rotation/where.ts';
import { aDeclaration } from './facts.ts';

const faults = (shape: Shape) => {
  const { store } = aDeclaration();
  const credentials = [aDeclaration({ store: { ...store, shape } })];
  return policyFaults({ ...DEFAULT_ROTATION, credentials }).filter(({ expected }) =>
    expected.includes('stands in ledgers'),
  );
};
const SMTP = { as: 'smtp', username: 'u', password: 'p', accessKeyId: 'u', secretAccessKey: 's' } as const;

// What stands where the id is looked for is told to other workers, and may stand in ledgers and logs.
it.each<[string, Shape, number]>([
  ['a key, apart', { as: 'json', accessKeyId: 'id', secretAccessKey: 'key' }, 0],
  ['a key', { as: 'json', accessKeyId: 'key', secretAccessKey: 'key' }, 1],
  ['a mail password whose user name is the id', { ...SMTP, region: 'eu-west-1' }, 0],
  ['a mail password', { ...SMTP, accessKeyId: 'p', region: 'eu-west-1' }, 1],
  ['a Git password', { as: 'service-password', id: 'p', username: 'u', password: 'p' }, 1],
  ['an API key', { as: 'service-api-key', id: 'k', apiKey: 'k' }, 1],
  ['a token', { as: 'token', id: 'token', token: 'token' }, 1],
  ['a token, apart', { as: 'token', id: 'id', token: 'token' }, 0],
])('a field that holds a value is none that tells an id: %s', (_what, shape, count) => {
  expect(faults(shape)).toHaveLength(count);
});
