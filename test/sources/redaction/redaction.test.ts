import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redact, redactVariables } from '../../../lib/sources/redaction/index.ts';
import { providerTokens } from '../../../lib/sources/redaction/provider-tokens.ts';
import { RULES } from '../../../lib/sources/redaction/rules.ts';
import { shown } from '../../../lib/sources/redaction/shown.ts';

/** Made up here so that no scanner takes this file for a leak: a mixed run of letters and digits. */
const run = (length: number, alphabet = 'aB3dE6gH9jK2mN5pQ8sT1vW4yZ7') =>
  alphabet.repeat(20).slice(0, length);
const hex = (length: number) => run(length, '0f1e2d3c4b5a69788796');
const base64 = (text: string) => Buffer.from(text).toString('base64');
const KEY_ID = ['AKIA', 'Q3EXAMPLE7CANARY'].join('');
const TEMPLATE = ['$', '{DB_PASSWORD_FROM_STAGE}'].join('');
const AWS_SECRET = 'k9Xw/Lq2ZtR7+vBn4Mc8YpHd6Js1GfAe5Tu3QiOo';
const FENCE = '-'.repeat(5);
const PEM = `${FENCE}BEGIN RSA PRIVATE KEY${FENCE}\n${run(64)}\n${FENCE}END RSA PRIVATE KEY${FENCE}`;
const JWT = ['eyJhbGciOiJIUzI1NiJ9', 'eyJzdWIiOiIxMjM0In0', run(43)].join('.');

describe('what is a secret', () => {
  it.each`
    name                       | value                                                                                       | rule
    ${'AWS_SECRET_ACCESS_KEY'} | ${AWS_SECRET}                                                                               | ${'aws-secret-access-key'}
    ${'awsSecretKey'}          | ${AWS_SECRET}                                                                               | ${'aws-secret-access-key'}
    ${'S3_SECRET'}             | ${AWS_SECRET}                                                                               | ${'aws-secret-access-key'}
    ${'UPLOADER'}              | ${`${KEY_ID}:${AWS_SECRET}`}                                                                | ${'aws-secret-access-key'}
    ${'CONFIG'}                | ${JSON.stringify({ a: { id: KEY_ID, b: [AWS_SECRET] } })}                                   | ${'aws-secret-access-key'}
    ${'SESSION'}               | ${`IQoJb3JpZ2luX2Vj${run(200)}`.replace('_', '/')}                                          | ${'aws-session-token'}
    ${'LLM'}                   | ${`ABSK${run(128)}`}                                                                        | ${'aws-bedrock-api-key'}
    ${'GH'}                    | ${`ghp_${run(36)}`}                                                                         | ${'github'}
    ${'GH'}                    | ${`github_pat_${run(82)}`}                                                                  | ${'github'}
    ${'REPO'}                  | ${`https://ghs_${run(36)}@github.com/a/b`}                                                  | ${'github'}
    ${'CI'}                    | ${`glpat-${run(20)}`}                                                                       | ${'gitlab'}
    ${'CI'}                    | ${`gldt-${run(20)}`}                                                                        | ${'gitlab'}
    ${'CI'}                    | ${`glpat-${run(27)}.01.${hex(9)}`}                                                          | ${'gitlab'}
    ${'CHAT'}                  | ${`xoxb-123456789012-${run(24)}`}                                                           | ${'slack'}
    ${'CHAT'}                  | ${`xapp-1-A0B1C2D3E-1234567890123-${hex(64)}`}                                              | ${'slack'}
    ${'CHAT'}                  | ${`xoxe.xoxb-1-${run(140)}`}                                                                | ${'slack'}
    ${'CHAT'}                  | ${`xoxe-1-${run(140)}`}                                                                     | ${'slack'}
    ${'HOOK'}                  | ${`https://hooks.slack.com/workflows/T0AAAAAAA/A0AAAAAAA/123456/${run(24)}`}                | ${'slack'}
    ${'HOOK'}                  | ${`https://hooks.slack.com/services/T0AAAAAAA/B0AAAAAAA/${run(24)}`}                        | ${'slack'}
    ${'PAY'}                   | ${`sk_live_${run(24)}`}                                                                     | ${'stripe'}
    ${'PAY'}                   | ${`rk_test_51${run(97)}`}                                                                   | ${'stripe'}
    ${'PAY'}                   | ${`whsec_${run(32)}`}                                                                       | ${'stripe'}
    ${'MAPS'}                  | ${`AIza${run(35)}`}                                                                         | ${'google-api-key'}
    ${'OAUTH'}                 | ${`GOCSPX-${run(28)}`}                                                                      | ${'google-oauth-secret'}
    ${'NPM'}                   | ${`npm_${run(36)}`}                                                                         | ${'npm'}
    ${'LLM'}                   | ${`sk-ant-api03-${run(93)}AA`}                                                              | ${'anthropic'}
    ${'LLM'}                   | ${`sk-ant-admin01-${run(93)}AA`}                                                            | ${'anthropic'}
    ${'LLM'}                   | ${`sk-proj-${run(74)}T3BlbkFJ${run(74)}`}                                                   | ${'openai'}
    ${'LLM'}                   | ${`sk-proj-${run(48)}`}                                                                     | ${'openai'}
    ${'LLM'}                   | ${`sk-${run(48)}`}                                                                          | ${'openai'}
    ${'LLM'}                   | ${`hf_${run(34)}`}                                                                          | ${'huggingface'}
    ${'MAIL'}                  | ${`SG.${run(22)}.${run(43)}`}                                                               | ${'sendgrid'}
    ${'MAIL'}                  | ${`SG.${run(10)}_-${run(10)}.${run(20)}-_-${run(20)}`}                                      | ${'sendgrid'}
    ${'MAIL'}                  | ${`key-${hex(32)}`}                                                                         | ${'mailgun-api-key'}
    ${'BOT'}                   | ${`123456789:AA${run(33)}`}                                                                 | ${'telegram-bot-token'}
    ${'SHOP'}                  | ${`shpat_${hex(32)}`}                                                                       | ${'shopify'}
    ${'CLOUD'}                 | ${`dop_v1_${hex(64)}`}                                                                      | ${'digitalocean-token'}
    ${'SPARK'}                 | ${`dapi${hex(32)}`}                                                                         | ${'databricks'}
    ${'VAULT'}                 | ${`hvs.${run(24)}`}                                                                         | ${'hashicorp-vault'}
    ${'VAULT'}                 | ${`hvb.${run(150)}`}                                                                        | ${'hashicorp-vault'}
    ${'GRAPHS'}                | ${`glsa_${run(32)}_${hex(8)}`}                                                              | ${'grafana'}
    ${'GRAPHS'}                | ${`glc_eyJ${run(120)}=`}                                                                    | ${'grafana'}
    ${'IMAGES'}                | ${`dckr_pat_${run(27)}`}                                                                    | ${'docker'}
    ${'DESIGN'}                | ${`figd_${run(43)}`}                                                                        | ${'figma'}
    ${'EDGE'}                  | ${`cfat_${run(40)}${hex(8)}`}                                                               | ${'cloudflare'}
    ${'DEPLOY'}                | ${`vcp_${run(24)}`}                                                                         | ${'vercel'}
    ${'NET'}                   | ${`tskey-auth-${run(12)}-${run(32)}`}                                                       | ${'tailscale'}
    ${'NOTES'}                 | ${`ntn_12345678901${run(35)}`}                                                              | ${'notion'}
    ${'TASKS'}                 | ${`lin_api_${run(40)}`}                                                                     | ${'linear'}
    ${'LLM'}                   | ${`gsk_${run(52)}`}                                                                         | ${'groq'}
    ${'OPS'}                   | ${`ops_eyJ${run(200)}`}                                                                     | ${'1password'}
    ${'VAULT'}                 | ${`hvs.${run(40)}`}                                                                         | ${'hashicorp-vault'}
    ${'KEYFILE'}               | ${PEM}                                                                                      | ${'private-key'}
    ${'KEYFILE'}               | ${base64(PEM)}                                                                              | ${'encoded-private-key'}
    ${'GCP'}                   | ${JSON.stringify({ type: 'service_account', private_key: PEM })}                            | ${'private-key'}
    ${'GCP'}                   | ${JSON.stringify({ private_key_id: hex(40), private_key: PEM })}                            | ${'gcp'}
    ${'PROFILE'}               | ${`[default]\naws_secret_access_key = ${AWS_SECRET}\n`}                                     | ${'aws-secret-access-key'}
    ${'HOOK'}                  | ${`{"hook":"https:\\/\\/hooks.slack.com\\/services\\/T0AAAAAAA\\/B0AAAAAAA\\/${run(24)}"}`} | ${'slack'}
    ${'NOTE'}                  | ${`secretlint-disable\nghp_${run(36)} // secretlint-disable-line`}                          | ${'github'}
    ${'SESSION'}               | ${JWT}                                                                                      | ${'jwt'}
    ${'SAS'}                   | ${`https://x.blob.core.windows.net/c?sv=1&sig=${run(43)}%3D`}                               | ${'azure-signature'}
    ${'DATABASE_URL'}          | ${'postgres://app:S3cr3tPw@db.internal:5432/shop'}                                          | ${'url-password'}
    ${'BROKER'}                | ${'amqps://guest:p@ss@mq.internal'}                                                         | ${'url-password'}
    ${'HEADER'}                | ${`Basic ${base64('user:hunter22')}`}                                                       | ${'authorization-header'}
    ${'HEADER'}                | ${`Authorization: Bearer ${run(40)}`}                                                       | ${'authorization-header'}
    ${'DB'}                    | ${'Server=db;Database=shop;User Id=sa;Password=Tr0ub4dor;'}                                 | ${'connection-string'}
    ${'DSN'}                   | ${'host=db user=app password=Tr0ub4dor'}                                                    | ${'connection-string'}
    ${'JDBC'}                  | ${'jdbc:postgresql://db/shop?user=app&password=Tr0ub4dor'}                                  | ${'connection-string'}
    ${'DOTENV'}                | ${'A=1\nDB_PASSWORD="Tr0ub4dor"\n'}                                                         | ${'connection-string'}
    ${'STORAGE'}               | ${`AccountName=a;AccountKey=${run(86)}==;EndpointSuffix=x`}                                 | ${'connection-string'}
    ${'DB_PASSWORD'}           | ${'Tr0ub4dor&3'}                                                                            | ${'secret-named-value'}
    ${'DB_PASSWORD'}           | ${'postgres'}                                                                               | ${'secret-named-value'}
    ${'PGPASSWORD'}            | ${'hunter2'}                                                                                | ${'secret-named-value'}
    ${'smtpPass'}              | ${'winter2024'}                                                                             | ${'secret-named-value'}
    ${'ADMIN_PASSWORD_2'}      | ${'31415926'}                                                                               | ${'secret-named-value'}
    ${'DB_PASSWORD'}           | ${'correct-horse-battery-staple'}                                                           | ${'secret-named-value'}
    ${'API_KEY'}               | ${hex(32)}                                                                                  | ${'secret-named-value'}
    ${'CLIENT_SECRET'}         | ${'8f14e45f-ceea-467a-9575-6d1a2b3c4d5e'}                                                   | ${'secret-named-value'}
    ${'SLACK_TOKEN_VALUE'}     | ${run(24)}                                                                                  | ${'secret-named-value'}
    ${'JWT_SECRET'}            | ${'supersecretsigningvalue'}                                                                | ${'secret-named-value'}
    ${'DB_CREDENTIALS'}        | ${JSON.stringify({ username: 'app', password: 'Tr0ub4dor' })}                               | ${'secret-named-value'}
    ${'PASSWORD_RESET_TOKEN'}  | ${run(20)}                                                                                  | ${'secret-named-value'}
  `('$rule is seen in $name', async ({ name, value, rule }) => {
    expect((await redact(name, value)).rules).toContain(rule);
  });
});

describe('what is no secret', () => {
  it.each`
    why                              | name                     | value
    ${'nothing there'}               | ${'DB_PASSWORD'}         | ${''}
    ${'a placeholder'}               | ${'DB_PASSWORD'}         | ${'changeme'}
    ${'a placeholder'}               | ${'DB_PASSWORD'}         | ${'********'}
    ${'a placeholder'}               | ${'DB_PASSWORD'}         | ${'xxxxxxxx'}
    ${'a placeholder'}               | ${'API_KEY'}             | ${'<your api key>'}
    ${'a placeholder'}               | ${'API_KEY'}             | ${'your-api-key-here-please'}
    ${'a template'}                  | ${'DB_PASSWORD'}         | ${TEMPLATE}
    ${'a dynamic reference'}         | ${'DB_PASSWORD'}         | ${'{{resolve:secretsmanager:prod/db:SecretString:password}}'}
    ${'a template in a URL'}         | ${'DATABASE_URL'}        | ${`postgres://app:${TEMPLATE}@db/shop`}
    ${'an ARN'}                      | ${'DB_SECRET'}           | ${'arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/db-AbC123'}
    ${'the name of a secret'}        | ${'DB_SECRET'}           | ${'prod/shop-db/credentials'}
    ${'the name of a secret'}        | ${'DB_PASSWORD'}         | ${'prod-db-password'}
    ${'the name that RDS gives'}     | ${'DB_SECRET'}           | ${'rds!db-8f14e45f-ceea-467a-9575-6d1a2b3c4d5e'}
    ${'the name of a variable'}      | ${'DB_PASSWORD'}         | ${'DB_PASSWORD_PROD'}
    ${'a parameter path'}            | ${'DB_PASSWORD'}         | ${'/prod/db/password'}
    ${'a parameter path'}            | ${'API_TOKEN'}           | ${'/shop/prod/stripe2/apiToken'}
    ${'a file'}                      | ${'TOKEN'}               | ${'/var/run/secrets/token'}
    ${'a folder'}                    | ${'PWD'}                 | ${'/var/task'}
    ${'a URL without a password'}    | ${'TOKEN_URL'}           | ${'https://login.example.com/oauth2/token'}
    ${'a URL with a user only'}      | ${'REPO'}                | ${'ssh://git@github.com/a/b'}
    ${'a URL with a port'}           | ${'AUTH_TOKEN'}          | ${'http://auth.internal:8080/a@b'}
    ${'a setting'}                   | ${'REQUIRE_PASSWORD'}    | ${'true'}
    ${'a number'}                    | ${'MAX_TOKENS'}          | ${'4096'}
    ${'a number'}                    | ${'PASSWORD_MIN_LENGTH'} | ${'12345678'}
    ${'a length of time'}            | ${'TOKEN_TTL'}           | ${'3600seconds1'}
    ${'a short word'}                | ${'SECRET'}              | ${'vault'}
    ${'a short word'}                | ${'PASSWORD'}            | ${'none'}
    ${'a hash'}                      | ${'PASSWORD_SHA256'}     | ${hex(64)}
    ${'a hash'}                      | ${'CODE_SHA'}            | ${hex(40)}
    ${'an id'}                       | ${'TOKEN_ID'}            | ${'8f14e45f-ceea-467a-9575-6d1a2b3c4d5e'}
    ${'an id'}                       | ${'TENANT'}              | ${'8f14e45f-ceea-467a-9575-6d1a2b3c4d5e'}
    ${"a KMS key's id"}              | ${'ENCRYPTION_KEY'}      | ${'8f14e45f-ceea-467a-9575-6d1a2b3c4d5e'}
    ${"a KMS key's alias"}           | ${'SIGNING_KEY'}         | ${'alias/prod-signing2024'}
    ${'a public key'}                | ${'DEPLOY_KEY'}          | ${`ssh-rsa AAAAB3NzaC1yc2E${run(200)}`}
    ${'a public key'}                | ${'JWT_SECRET'}          | ${`-----BEGIN PUBLIC KEY-----\n${run(64)}`}
    ${'a publishable key'}           | ${'STRIPE_PUBLISHABLE'}  | ${`pk_live_${run(24)}`}
    ${'an access key id, no secret'} | ${'AWS_ACCESS_KEY_ID'}   | ${KEY_ID}
    ${'an access key id, no secret'} | ${'ACCESS_KEY'}          | ${KEY_ID}
    ${'40 letters that stand alone'} | ${'BUILD'}               | ${AWS_SECRET}
    ${'a commit beside nothing'}     | ${'GIT_COMMIT'}          | ${hex(40)}
    ${'plain settings'}              | ${'CONFIG'}              | ${'{"retries":3,"table":"orders","url":"https://a.example/b"}'}
    ${'plain settings'}              | ${'OPTIONS'}             | ${'--max-old-space-size=1024 --enable-source-maps'}
    ${'text about a token'}          | ${'HINT'}                | ${'Bearer authentication is required'}
    ${'the tokenizer of a model'}    | ${'TOKENIZER'}           | ${'cl100k_base_v2_x9'}
    ${"npm's own settings"}          | ${'NODE_OPTIONS_FROM'}   | ${'npm_config_registry'}
    ${'a list of words'}             | ${'PASSWORD_FIELDS'}     | ${'password,passwd'}
  `('$why ($name)', async ({ name, value }) => {
    expect((await redact(name, value)).rules).toEqual([]);
  });

  it('names an access key id, which is no secret', async () => {
    expect(await redact('AWS_ACCESS_KEY_ID', KEY_ID)).toEqual({
      redacted: true,
      length: 20,
      rules: [],
      keyId: KEY_ID,
    });
  });
});

describe('an environment', () => {
  it('knows an AWS secret key by the key id beside it, whatever its name', async () => {
    const redacted = await redactVariables({ FIRST: KEY_ID, SECOND: AWS_SECRET, GIT_COMMIT: hex(40) });
    expect(redacted.SECOND?.rules).toEqual(['aws-secret-access-key']);
    expect(redacted.GIT_COMMIT?.rules).toEqual([]);
  });

  it('keeps what was redacted before, field by field', async () => {
    const before = { redacted: true, length: 40, rules: ['aws-secret-access-key'], keyId: KEY_ID };
    expect(await redactVariables({ A: { ...before, value: 'canary' } })).toEqual({ A: before });
  });

  it('lets no text through in the rules or the key id of a file made by hand', async () => {
    const made = { redacted: true, length: 7, rules: ['canary'], keyId: 'canary' };
    expect(await redactVariables({ A: made })).toEqual({
      A: { redacted: true, length: 7, rules: ['unknown-rule'] },
    });
  });

  it.each([
    [null],
    [7],
    [true],
    [['a']],
    [{ redacted: true }],
    [{ redacted: true, length: -1, rules: [] }],
    [{}],
  ])('holds no text to judge in %j', async (value) =>
    expect(await redactVariables({ A: value })).toEqual({ A: { redacted: true, length: 0, rules: [] } }),
  );

  it('takes any name, __proto__ too', async () => {
    const redacted = await redactVariables(JSON.parse('{"__proto__": "a", "constructor": "b"}'));
    expect(Object.keys(redacted)).toEqual(['__proto__', 'constructor']);
  });
});

describe('laws', () => {
  const anyText = fc.oneof(fc.string({ unit: 'binary' }), fc.json());

  it('fails on no value and gives back nothing but length, rule ids and a key id', async () => {
    const ids = new Set([...RULES.map(({ id }) => id), ...(await providerTokens()).ids]);
    ids.delete('unjudged');
    await fc.assert(
      fc.asyncProperty(anyText, anyText, async (name, value) => {
        const { redacted, length, rules, ...rest } = await redact(name, value);
        expect({ redacted, length }).toEqual({ redacted: true, length: value.length });
        expect(rules.every((rule) => ids.has(rule))).toBe(true);
        expect(Object.keys(rest).every((key) => key === 'keyId')).toBe(true);
      }),
    );
  });

  it('what was redacted stays as it is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.string(), anyText), async (variables) => {
        const once = await redactVariables(variables);
        expect(await redactVariables(once)).toEqual(once);
      }),
    );
  });

  it('a secret is seen wherever it stands, and its text never comes back', async () => {
    const secret = `ghp_${run(36)}`;
    const around = fc.tuple(anyText, fc.constantFrom(' ', '\n', '"', ';', '=', '/', '@'));
    await fc.assert(
      fc.asyncProperty(around, around, async ([before, open], [after, close]) => {
        const value = `${before}${open}${secret}${close}${after}`;
        for (const given of [value, JSON.stringify({ a: [value] })]) {
          const redacted = await redact('', given);
          expect(redacted.rules).toContain('github');
          expect(JSON.stringify(redacted)).not.toContain(secret.slice(4));
        }
      }),
    );
  });

  // A value that made a rule backtrack would take minutes at this length: the test's own time limit tells.
  const pieces = [
    'a',
    'A',
    '0',
    ' ',
    '=',
    '-',
    '_',
    '.',
    '/',
    ':',
    '://',
    '://a:',
    '://a:b@',
    'eyJ',
    'eyJaaaaaaaa.',
    'ghp_',
    'sk-',
    'xoxb-',
    'SG.',
    'Basic ',
    'Bearer a',
    'AKIA',
    'password=',
    'password=a;',
    '-----BEGIN ',
    '-----BEGIN A ',
    '{"a":',
    '[',
    '<',
    '${',
    '{{',
    'your-',
    '\n',
    'aB',
    '\ud800',
    'LS0tLS1CRUdJTi',
    'xoxb-a-a ',
    'ghs_1_',
    'ghs_1_a.',
    'lin_api_',
    'sk-proj-',
    `SG.a.${'_'.repeat(380)}é `,
    `ghs_1_${'ghs_1_'.repeat(160)}.${'_'.repeat(10_001)}`,
    `secret_access_key${' '.repeat(1000)}`,
    'aws_secret_access_key = ',
    'https://a',
  ]; // prettier-ignore
  const named = pieces.map((piece) => [piece.slice(0, 24), piece] as const);
  it.each(named)('takes its time in proportion: %j over and over', async (_, piece) => {
    const value = piece.repeat(Math.ceil(400_000 / piece.length));
    for (const name of ['DB_PASSWORD', 'API_TOKEN', 'SIGNING_KEY', 'AWS_SECRET_KEY', value]) {
      expect((await redact(name, value)).length).toBe(value.length);
      expect((await redact(name, `${value}!`)).length).toBe(value.length + 1);
    }
  });
});

it.each`
  value            | text
  ${'yesterday'}   | ${'"yesterday"'}
  ${'2026-13-45'}  | ${'"2026-13-45"'}
  ${AWS_SECRET}    | ${'a text of 40 characters'}
  ${'Tr0ub4dor&3'} | ${'a text of 11 characters'}
  ${'a\u001b[31m'} | ${'a text of 6 characters'}
  ${undefined}     | ${'nothing'}
  ${null}          | ${'null'}
  ${3}             | ${'3'}
  ${{ a: 1 }}      | ${'an object'}
  ${['a']}         | ${'an array'}
`('an error shows $text', ({ value, text }) => expect(shown(value)).toBe(text));
