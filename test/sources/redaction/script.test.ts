import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redactText } from '../../../lib/sources/redaction/index.ts';
import { providerTokens } from '../../../lib/sources/redaction/provider-tokens.ts';
import { RULES } from '../../../lib/sources/redaction/rules.ts';

const run = (length: number) => 'aB3dE6gH9jK2mN5pQ8sT1vW4yZ7'.repeat(4).slice(0, length);
const KEY_ID = ['AKIA', 'Q3EXAMPLE7CANARY'].join('');
const AWS_SECRET = 'k9Xw/Lq2ZtR7+vBn4Mc8YpHd6Js1GfAe5Tu3QiOo';
const NAMED = 'secret-named-value';
const COMMAND = 'command-line-password';
/** A shell's expansion, kept from this file's own. */
const braced = (name: string) => ['$', '{', name, '}'].join('');

describe('a script holds a credential', () => {
  it.each`
    why                           | text                                                                               | rule
    ${'in an assignment'}         | ${'export DB_PASSWORD=hunter2-hunter'}                                             | ${NAMED}
    ${'in quotes'}                | ${'DB_PASSWORD="Tr0ub4dor&3"'}                                                     | ${NAMED}
    ${'before a command'}         | ${"  PGPASSWORD='s3cr3tpw' psql -h db"}                                            | ${NAMED}
    ${'that a shell leaves be'}   | ${"DB_PASSWORD='P@$$w0rd1'"}                                                       | ${NAMED}
    ${'of a well-known word'}     | ${'MYSQL_ROOT_PASSWORD=password'}                                                  | ${NAMED}
    ${'of AWS'}                   | ${`AWS_SECRET_ACCESS_KEY=${AWS_SECRET}`}                                           | ${'aws-secret-access-key'}
    ${'of AWS beside its id'}     | ${`login ${KEY_ID} ${AWS_SECRET}`}                                                 | ${'aws-secret-access-key'}
    ${'given to the AWS CLI'}     | ${`aws configure set aws_secret_access_key ${AWS_SECRET}`}                         | ${'aws-secret-access-key'}
    ${'in YAML'}                  | ${'  password: Tr0ub4dor # db'}                                                    | ${NAMED}
    ${'in JSON'}                  | ${'{"database": {"password":"Tr0ub4dor"}}'}                                        | ${NAMED}
    ${'in JSON within quotes'}    | ${'echo "{\\"password\\":\\"Tr0ub4dor\\"}" > x'}                                   | ${NAMED}
    ${'in an .ini file'}          | ${'password = Tr0ub4dor'}                                                          | ${NAMED}
    ${'in Python'}                | ${'os.environ["DB_PASSWORD"] = "Tr0ub4dor"'}                                       | ${NAMED}
    ${'in PHP'}                   | ${"'password' => 'Tr0ub4dor',"}                                                    | ${NAMED}
    ${'in PowerShell'}            | ${'$Password = "Hunter22!"'}                                                       | ${NAMED}
    ${'in its environment'}       | ${`$env:API_TOKEN = "${run(20)}"`}                                                 | ${NAMED}
    ${'for a container'}          | ${'docker run -e DB_PASSWORD=Tr0ub4dor x'}                                         | ${NAMED}
    ${'for one in quotes'}        | ${'docker run -e "DB_PASSWORD=Tr0ub4dor" x'}                                       | ${NAMED}
    ${'for another shell'}        | ${'bash -c "export DB_PASSWORD=hunter2x"'}                                         | ${NAMED}
    ${'in a connection string'}   | ${'DSN="host=db user=app password=Tr0ub4dor"'}                                     | ${NAMED}
    ${'in an address'}            | ${`curl "https://x.example/?token=${run(20)}"`}                                    | ${NAMED}
    ${'behind an option'}         | ${'kubeadm join --token abcdef.0123456789abcdef'}                                  | ${NAMED}
    ${'for Windows'}              | ${'setx DB_PASSWORD hunter2x'}                                                     | ${NAMED}
    ${'given to curl'}            | ${'curl -u admin:hunter2x https://x.example'}                                      | ${COMMAND}
    ${'over several lines'}       | ${'curl -fsSL \\\n  --user "ci:hunter2x" https://x.example'}                       | ${COMMAND}
    ${'given to MySQL'}           | ${'mysql -u root -phunter2x shop'}                                                 | ${COMMAND}
    ${'given to chpasswd'}        | ${'echo "root:hunter2x" | chpasswd'}                                               | ${COMMAND}
    ${'given to docker'}          | ${'docker login -u ci -p hunter2x'}                                                | ${COMMAND}
    ${'given to sshpass'}         | ${'sshpass -p hunter2x ssh a@b'}                                                   | ${COMMAND}
    ${'given to net user'}        | ${'net user admin Hunter22! /add'}                                                 | ${COMMAND}
    ${'made secure in the open'}  | ${'ConvertTo-SecureString "Hunter22!" -AsPlainText -Force'}                        | ${COMMAND}
    ${'in a URL'}                 | ${'x: postgres://a:hunter2@db/x'}                                                  | ${'url-password'}
    ${'in a header'}              | ${`curl -H "Authorization: Bearer ${run(20)}" x`}                                  | ${'authorization-header'}
    ${'in a second header'}       | ${`# Bearer authentication\ncurl -H "Authorization: Bearer ${run(20)}" x`}         | ${'authorization-header'}
    ${'with a form of its own'}   | ${`# ghp_${run(36)}`}                                                              | ${'github'}
    ${'at the end of a long one'} | ${`${'echo a quiet line that says little\n'.repeat(20_000)}DB_PASSWORD=Tr0ub4dor`} | ${NAMED}
  `('$why ($rule)', async ({ text, rule }) => {
    const redacted = await redactText(`#!/bin/sh\n${text}\nexit 0\n`);
    expect(redacted.rules).toContain(rule);
  });
});

describe('a script holds none', () => {
  it.each`
    why                               | text
    ${'what a command answers'}       | ${'PASSWORD=$(aws secretsmanager get-secret-value --secret-id prod/db --query SecretString --output text)'}
    ${'what a command answers'}       | ${'PASSWORD="$(get pw)"'}
    ${'what a command answers'}       | ${'export DB_PASSWORD=`cat /run/pw`'}
    ${'another variable'}             | ${'DB_PASSWORD=$DB_PASS'}
    ${'another variable'}             | ${`DB_PASSWORD="${braced('DB_PASS')}"`}
    ${'another variable'}             | ${`DB_PASSWORD=${braced('DB_PASSWORD:-$(x)')}`}
    ${'an argument'}                  | ${'DB_PASSWORD="$1"'}
    ${'another variable of Python'}   | ${'connect(user=user, password=db_password)'}
    ${'another variable of Python'}   | ${'connect(password=password)'}
    ${'an expression'}                | ${'password = os.environ["DB_PASSWORD"]'}
    ${'an expression'}                | ${'password=getpass()'}
    ${'an expression'}                | ${'token = response.json()["token"]'}
    ${'a template'}                   | ${'password={{ vault_pw }}'}
    ${'a template'}                   | ${'password: "{{ vault_pw }}"'}
    ${'a template in a URL'}          | ${'git clone https://a:{{pw}}@github.com/a/b'}
    ${'a variable in a URL'}          | ${`git clone https://x-access-token:${braced('T')}@github.com/a/b`}
    ${'a reference of a template'}    | ${'password: !Ref DbPassword'}
    ${'a dynamic reference'}          | ${'{"password":"{{resolve:secretsmanager:prod/db:SecretString:password}}"}'}
    ${'a format'}                     | ${'printf "password=%s\\n" "$PW" > ~/.my.cnf'}
    ${'a placeholder'}                | ${'password: changeme'}
    ${'a comment'}                    | ${'# set DB_PASSWORD=<your password>'}
    ${'a sentence'}                   | ${'Password: must be at least 8 characters'}
    ${'a question'}                   | ${'read -s -p "Password: " PW'}
    ${'a test'}                       | ${'if [ -z "$PASSWORD" ]; then'}
    ${'a comparison'}                 | ${'[ "$TOKEN" == "" ]'}
    ${'nothing'}                      | ${'DB_PASSWORD='}
    ${'the next line'}                | ${'password:\n  user: somebody'}
    ${'a password from a pipe'}       | ${'aws ecr get-login-password | docker login --username AWS --password-stdin 111122223333.dkr.ecr.eu-west-1.amazonaws.com'}
    ${'the token of the metadata'}    | ${'TOKEN=$(curl -X PUT "http://169.254.169.254/latest/api/token" -H "X-aws-ec2-metadata-token-ttl-seconds: 21600")'}
    ${'the token of the metadata'}    | ${'curl -H "X-aws-ec2-metadata-token: $TOKEN" http://169.254.169.254/latest/meta-data/'}
    ${'where credentials come from'}  | ${'credential_source = Ec2InstanceMetadata'}
    ${'a helper'}                     | ${'git config --system credential.helper "!aws codecommit credential-helper $@"'}
    ${'settings of cloud-init'}       | ${'lock_passwd: true\nssh_pwauth: false'}
    ${'a hash'}                       | ${'passwd: $6$rounds=4096$abcdefgh$abcdefghijklmnop'}
    ${'a setting of SSH'}             | ${"sed -i 's/PasswordAuthentication yes/PasswordAuthentication no/' /etc/ssh/sshd_config"}
    ${'a certificate'}                | ${'/etc/eks/bootstrap.sh c --b64-cluster-ca LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1JSUM5ekND'}
    ${'a public key'}                 | ${'ssh_authorized_keys:\n  - ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQC7 a@b'}
    ${'a variable given to curl'}     | ${'curl -u "$USER:$PASS" https://x'}
    ${'a variable given to docker'}   | ${'docker login -u ci -p "$PW"'}
    ${'a variable given to MySQL'}    | ${'mysql -u root -p"$PW"'}
    ${'a variable given to chpasswd'} | ${'echo "root:$PW" | chpasswd'}
    ${'ids and ports'}                | ${'docker run -u 1000:1000 -p 8080:80 x'}
    ${'a folder'}                     | ${'mkdir -p /etc/mysql'}
    ${'an ARN'}                       | ${'SECRET_ARN=arn:aws:secretsmanager:eu-west-1:111122223333:secret:a-b'}
    ${'the name of a secret'}         | ${'SECRET_NAME=prod/db'}
    ${'a file'}                       | ${'kubelet --token-file /var/run/token'}
    ${'a checksum'}                   | ${'echo "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  f" | sha256sum -c'}
    ${'an access key id, no secret'}  | ${`AWS_ACCESS_KEY_ID=${KEY_ID}`}
  `('but $why: $text', async ({ text }) => {
    expect((await redactText(`#!/bin/sh\n${text}\nexit 0\n`)).rules).toEqual([]);
  });
});

describe('what is kept of a script', () => {
  it('are its length, the rules and an access key id', async () => {
    const text = `export AWS_ACCESS_KEY_ID=${KEY_ID}\nexport AWS_SECRET_ACCESS_KEY=${AWS_SECRET}\n`;
    expect(await redactText(text)).toEqual({
      redacted: true,
      length: text.length,
      rules: ['aws-secret-access-key', NAMED],
      keyId: KEY_ID,
    });
  });

  it('is nothing else, whatever stands in it', async () => {
    const ids = new Set([...RULES.map(({ id }) => id), ...(await providerTokens()).ids]);
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => {
        const { redacted, length, rules, ...rest } = await redactText(text);
        expect({ redacted, length }).toEqual({ redacted: true, length: text.length });
        expect(rules.every((rule) => ids.has(rule))).toBe(true);
        expect(Object.keys(rest).every((name) => name === 'keyId')).toBe(true);
      }),
    );
  });

  it('a password is seen between whatever lines', async () => {
    const lines = fc.string({ unit: 'binary' }).filter((text) => !/["'\\]/.test(text));
    await fc.assert(
      fc.asyncProperty(lines, lines, async (before, after) => {
        const { rules } = await redactText(`${before}\nexport DB_PASSWORD=Tr0ub4dor\n${after}`);
        expect(rules).toContain(NAMED);
      }),
    );
  });

  // A text that made a rule backtrack would take minutes at this length: the test's own time limit tells.
  it.each([
    ['a="'],
    ['a=\\"'],
    ['a=\'b="'],
    ['password='],
    ['a: '],
    ['curl -u a:'],
    ['curl '],
    ['mysql a'],
    ['echo a:b|'],
    ['configure set '],
    ['\\\n'],
    ['\n'],
    ['--a '],
    ['x.y-'],
    ['{"a":'],
    ['docker login '],
    ['net user a '],
    ['ConvertTo-SecureString "a"'],
  ])('takes its time in proportion: %j over and over', async (piece) => {
    const text = piece.repeat(Math.ceil(1_000_000 / piece.length));
    expect((await redactText(text)).length).toBe(text.length);
  });
});
