import { describe, expect, it } from 'vitest';
import type { Shape } from '../../../../lib/core/rotation/where.ts';
import { successorOf, userOf } from '../../../../lib/usecases/rotation/hands/names.ts';
import { valueIn, withValue } from '../../../../lib/usecases/rotation/kinds/iam-access-key/value.ts';

const JSON_SHAPE: Shape = { as: 'json', accessKeyId: 'id', secretAccessKey: 'secret' };
const KEY = { id: 'AKIANEW', secret: 'NIGHTWARDENCANARYnew' };

describe('the value in its secret', () => {
  it('is put in the place of the old one, and whatever else is there stays', () => {
    const text = '{"id":"AKIAOLD","secret":"old","port":5432,"nested":{"a":[1]}}';
    const put = withValue(JSON_SHAPE, text, KEY) ?? '';
    expect(JSON.parse(put)).toEqual({
      id: 'AKIANEW',
      secret: 'NIGHTWARDENCANARYnew',
      port: 5432,
      nested: { a: [1] },
    });
    expect(valueIn(JSON_SHAPE, put)).toEqual(KEY);
  });

  it.each(['', 'AKIAOLD', '[]', 'null', '"x"', '{}', '{"id":"a"}', '{"id":1,"secret":"b"}', '{"id":"a"'])(
    'is not read from, nor put into, %s',
    (text) => {
      expect(valueIn(JSON_SHAPE, text)).toBeUndefined();
      expect(withValue(JSON_SHAPE, text, KEY)).toBeUndefined();
    },
  );
});

describe('a successor', () => {
  it('has a name that IAM takes, the same for the same rotation, and another for another', () => {
    const long = `arn:aws:iam::111122223333:user/a/b/${'x'.repeat(64)}`;
    expect(successorOf(long, 'r1')).toMatch(/^x{39}-nightwarden-[0-9a-f]{12}$/);
    expect(successorOf(long, 'r1')).toHaveLength(64);
    expect(successorOf(long, 'r1')).toBe(successorOf(long, 'r1'));
    expect(successorOf(long, 'r2')).not.toBe(successorOf(long, 'r1'));
  });

  it('is one of a user: a role or root has none', () => {
    expect(userOf('arn:aws-cn:iam::111122223333:user/app')).toBe('app');
    expect(() => userOf('arn:aws:iam::111122223333:root')).toThrow('expected the ARN of an IAM user');
    expect(() => userOf('arn:aws:iam::111122223333:role/app')).toThrow(RangeError);
  });
});
