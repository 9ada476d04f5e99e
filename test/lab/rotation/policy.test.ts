import { expect, it } from 'vitest';
import { parsePolicy } from '../../../lib/sources/policy/parse.ts';
import { policyOf } from './policy.ts';
import { teamOf } from './shop.ts';

const ORDERS = teamOf('orders');

const SECRET = 'arn:aws:secretsmanager:us-east-1:111122223333:secret:svc-orders/aws-AbCdEf';

it('the policy that the lab rotates by is one that a policy file may hold', () => {
  const dependents = ORDERS.dependents.map((one) => ({
    ...one,
    arn: `arn:aws:lambda:us-east-1:111122223333:function:${one.name}`,
  }));
  const key = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: '' };
  const team = { ...ORDERS, ...key, secretArn: SECRET, dependents };
  const text = policyOf([team], { author: 'arn:aws:iam::111122223333:user/author' });
  const { rotation } = parsePolicy(text, 'policy.yaml', []);
  expect(rotation.credentials[0]?.copies.map(({ id }) => id)).toEqual(['orders-api']);
  expect(rotation.durations.watch).toBe(5_000);
});
