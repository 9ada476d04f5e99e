import { describe, expect, it } from 'vitest';
import type { Shape } from '../../../../lib/core/rotation/where.ts';
import { smtpPassword } from '../../../../lib/usecases/rotation/kinds/iam-access-key/smtp.ts';
import { withValue } from '../../../../lib/usecases/rotation/kinds/iam-access-key/value.ts';

describe('the SMTP password of SES', () => {
  // The vectors of the Terraform provider for AWS, TestSESSMTPPasswordFromSecretKeySigV4: AWS publishes none.
  it.each`
    region            | secret                  | password
    ${'eu-central-1'} | ${'some+secret+key'}    | ${'BMXhUYlu5Z3gSXVQORxlVa7XPaz91aGWdfHxvkOZdWZ2'}
    ${'eu-central-1'} | ${'another+secret+key'} | ${'BBbphbrQmrKMx42d1N6+C7VINYEBGI5v9VsZeTxwskfh'}
    ${'us-west-1'}    | ${'some+secret+key'}    | ${'BH+jbMzper5WwlwUar9E1ySBqHa9whi0GPo+sJ0mVYJj'}
  `('of $secret in $region', ({ region, secret, password }) =>
    expect(smtpPassword(secret, region)).toBe(password),
  );

  it('is put beside its key, under the name of that key', () => {
    const shape: Shape = {
      as: 'smtp',
      username: 'user',
      password: 'pass',
      accessKeyId: 'id',
      secretAccessKey: 'secret',
      region: 'eu-central-1',
    };
    const text = '{"id":"AKIAOLD","secret":"old","user":"AKIAOLD","pass":"old","host":"mail"}';
    const put = withValue(shape, text, { id: 'AKIANEW', secret: 'some+secret+key' });
    expect(JSON.parse(put ?? '')).toEqual({
      id: 'AKIANEW',
      secret: 'some+secret+key',
      user: 'AKIANEW',
      pass: 'BMXhUYlu5Z3gSXVQORxlVa7XPaz91aGWdfHxvkOZdWZ2',
      host: 'mail',
    });
  });
});
