import { describe, expect, it } from 'vitest';
import { redactDocument } from '../../../lib/sources/redaction/document.ts';

const SECRET = 'NIGHTWARDENCANARY-x9k2m4';
const KEY_ID = 'AKIAEXAMPLEEXAMPLE01';

async function placesIn(document: unknown): Promise<readonly string[] | undefined> {
  const found = await redactDocument(document);
  expect(JSON.stringify(found ?? [])).not.toContain('CANARY');
  return found?.map(({ path, value }) => `${path} ${value.rules.join('+')}`);
}

describe('a JSON document', () => {
  it.each`
    why                                         | document                                                                                           | places
    ${'tells a text by its key'}                | ${{ a: { password: SECRET, host: 'db' } }}                                                         | ${['$.a.password secret-named-value']}
    ${'tells a header'}                         | ${{ Headers: { Authorization: `Bearer ${SECRET}` } }}                                              | ${['$.Headers.Authorization authorization-header+secret-named-value']}
    ${'tells a pair of name and value'}         | ${{ Environment: [{ Name: 'DB_PASSWORD', Value: SECRET }] }}                                       | ${['$.Environment[0].Value secret-named-value']}
    ${'tells an argument by its flag'}          | ${{ Args: ['--db-password', SECRET, '--port', '5432'] }}                                           | ${['$.Args[1] secret-named-value']}
    ${'tells a typed text by what it is under'} | ${{ Item: { apiToken: { S: SECRET } } }}                                                           | ${['$.Item.apiToken.S secret-named-value']}
    ${'tells a number'}                         | ${{ password: 83920174 }}                                                                          | ${['$.password secret-named-value']}
    ${'tells a secret by the key id beside it'} | ${{ id: KEY_ID, other: 'wJalrXUtnFEMI7K7MDENG7bPxRfiCYzzzKEYab12' }}                               | ${['$.id ', '$.other aws-secret-access-key']}
    ${'quotes odd keys'}                        | ${{ 'Get token!': { password: SECRET } }}                                                          | ${["$['Get token!'].password secret-named-value"]}
    ${'leaves out a reference to a secret'}     | ${{ E: [{ Name: 'PASSWORD', Type: 'SECRETS_MANAGER', Value: 'shop/db:password' }] }}               | ${[]}
    ${'leaves out what JSONPath puts in'}       | ${{ 'Password.$': '$.password', 'Token.$': "States.Format('a-{}', $.b)", secret: '$.secret' }}     | ${[]}
    ${'leaves out what JSONata puts in'}        | ${{ password: '{% $states.input.password %}' }}                                                    | ${[]}
    ${'leaves out ordinary fields'}             | ${{ Type: 'Task', Next: 'GetToken', ResultPath: '$.token', SecretId: 'shop/db', MaxTokens: 4096 }} | ${[]}
    ${'finds a known form in what is put in'}   | ${{ 'Token.$': `States.Format('{}', 'ghp_${'a1B2'.repeat(9)}')` }}                                 | ${["$['Token.$'] github"]}
    ${'that is nothing holds nothing'}          | ${null}                                                                                            | ${[]}
  `('$why', async ({ document, places }) => {
    expect(await placesIn(document)).toEqual(places);
  });

  it('does not tell a key that is a secret itself', async () => {
    const key = `ghp_${'a1B2'.repeat(9)}`;
    const found = await redactDocument({ [key]: { password: SECRET } });
    expect(found).toMatchObject([{ path: "$['(looks like a secret)'].password" }]);
    expect(JSON.stringify(found)).not.toContain(key);
  });

  it('that is nested too deeply is not judged, and not clean', async () => {
    let deep: unknown = { password: SECRET };
    for (let level = 0; level < 5_000; level += 1) deep = [deep];
    expect(await redactDocument(deep)).toBeUndefined();
  });
});
