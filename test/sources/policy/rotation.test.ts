import { describe, expect, it } from 'vitest';
import { DEFAULT_ROTATION, rotationPolicyVersion } from '../../../lib/core/rotation/policy.ts';
import { parsePolicy } from '../../../lib/sources/policy/parse.ts';

const rotation = (text: string) => parsePolicy(`rotation: ${text}`, 'policy.yaml', []).rotation;

const USER = 'arn:aws:iam::111122223333:user/app';
const SECRET = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:app-AbCdEf';
const ALICE = 'arn:aws:iam::111122223333:user/alice';
const STORE = `{secret: '${SECRET}', shape: {as: json, accessKeyId: id, secretAccessKey: key}}`;
const declared = (more: string) =>
  `{credentials: [{credential: '${USER}', authors: ['${ALICE}'], store: ${STORE}${more}}]}`;

describe('a rotation policy that is read', () => {
  it.each`
    why                         | text                                     | policy
    ${'nothing said'}           | ${'{}'}                                  | ${{}}
    ${'one duration of many'}   | ${'{durations: {watch: 20s}}'}           | ${{ durations: { ...DEFAULT_ROTATION.durations, watch: 20_000 } }}
    ${'one as ISO 8601 has it'} | ${'{durations: {watch: PT20S}}'}         | ${{ durations: { ...DEFAULT_ROTATION.durations, watch: 20_000 } }}
    ${'one cap'}                | ${'{caps: {night: 0}}'}                  | ${{ caps: { ...DEFAULT_ROTATION.caps, night: 0 } }}
    ${'no approval for a kind'} | ${'{approvals: {rotate: []}}'}           | ${{ approvals: { ...DEFAULT_ROTATION.approvals, rotate: [] } }}
    ${'signs of a leak'}        | ${'{autoContain: [health, quarantine]}'} | ${{ autoContain: ['health', 'quarantine'] }}
  `('$why', ({ text, policy }) => expect(rotation(text)).toEqual({ ...DEFAULT_ROTATION, ...policy }));

  it('a window, which may lie over midnight', () => {
    const { window } = rotation(
      '{window: {timeZone: Europe/Berlin, days: [1, 5], from: "22:00", until: "04:00"}}',
    );
    expect(window).toEqual({ timeZone: 'Europe/Berlin', days: [1, 5], from: '22:00', until: '04:00' });
  });

  it('a credential with its store, copies and dependents', () => {
    const copies =
      '[{id: env, in: lambda-environment, arn: "arn:aws:lambda:eu-west-1:111122223333:function:f"}, {id: ci, in: github-actions, repository: a/b, token: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:t-AbCdEf", wayBack: false}]';
    const dependents =
      '[{name: orders, probes: [{by: http, url: "https://orders/health"}]}, {name: ci, reads: ci, refresh: 5m}]';
    const [only] = rotation(
      declared(`, copies: ${copies}, dependents: ${dependents}, watch: 20d`),
    ).credentials;
    expect(only).toMatchObject({
      credential: USER,
      authors: [ALICE],
      store: { secret: SECRET, shape: { as: 'json' }, replicas: [] },
      watch: 1_728_000_000,
      quarantine: null,
      copies: [
        {
          id: 'env',
          wayBack: true,
          target: { in: 'lambda-environment', accessKeyId: 'AWS_ACCESS_KEY_ID', alias: null },
        },
        { id: 'ci', wayBack: false, target: { in: 'github-actions', api: 'https://api.github.com' } },
      ],
      dependents: [
        {
          name: 'orders',
          reads: 'store',
          probes: [{ by: 'http', status: 200 }],
          refresh: null,
          seenAs: null,
        },
        { name: 'ci', reads: 'ci', refresh: 300_000, probes: [] },
      ],
    });
  });

  it('says how often leaks that are not over are looked into, if it says so; what it leaves out has its default', () => {
    expect(rotation('{}').looks).toBeUndefined();
    expect(rotation('{looks: {soon: 20s}}').looks).toEqual({
      soon: 20_000,
      soonFor: 129_600_000,
      later: 86_400_000,
    });
    expect(() => rotation('{looks: {often: 1h}}')).toThrow('often');
  });

  it('has a version, which changes with anything in it', () => {
    const version = rotationPolicyVersion(rotation('{}'));
    expect(version).toMatch(/^[0-9a-f]{64}$/);
    expect(rotationPolicyVersion(rotation(declared('')))).not.toBe(version);
    expect(rotationPolicyVersion(DEFAULT_ROTATION)).toBe(version);
  });
});

const DATABASE = SECRET.replace('app', 'db');
const ADMIN = SECRET.replace('app', 'admin');
const SERVER = `{engine: postgres, host: db.example.com, users: [app, app_clone], admin: '${ADMIN}'}`;
const user = (server = SERVER, more = '', credential = DATABASE) =>
  `{credentials: [{credential: '${credential}', authors: ['${ALICE}'], store: {secret: '${DATABASE}'}, database: ${server}${more}}]}`;

describe('a database user', () => {
  it('is named by its secret, which has the shape of AWS and the server that was reviewed', () => {
    expect(rotation(user()).credentials[0]).toMatchObject({
      credential: DATABASE,
      store: { secret: DATABASE, shape: { as: 'database', host: 'db.example.com', port: 5432 } },
      database: {
        engine: 'postgres',
        port: 5432,
        dbname: 'postgres',
        users: ['app', 'app_clone'],
        admin: ADMIN,
        tls: { verify: 'system' },
      },
    });
    const { database } =
      rotation(user(SERVER.replace('}', ', tls: {ca: /opt/rds.pem}}'))).credentials[0] ?? {};
    expect(database?.tls).toEqual({ verify: 'ca', file: '/opt/rds.pem' });
  });

  it.each`
    why                               | text                                                                                                       | message
    ${'a single user'}                | ${user(SERVER.replace(', app_clone', ''))}                                                                 | ${'database.users: expected two users that take turns: the password of a single one has no slot beside it'}
    ${'the same user twice'}          | ${user(SERVER.replace('app_clone', 'app'))}                                                                | ${'database.users: expected two users that take turns'}
    ${'a name that is cut off'}       | ${user(SERVER.replace('app_clone', 'ä'.repeat(32)))}                                                       | ${'expected a name of at most 63 bytes'}
    ${'another engine'}               | ${user(SERVER.replace('postgres', 'mysql'))}                                                               | ${'database.engine: expected postgres'}
    ${'no verified connection'}       | ${user(SERVER.replace('}', ', tls: none}'))}                                                               | ${'database.tls: expected a verified connection: none is for 127.0.0.1 alone'}
    ${'its own secret as the admin'}  | ${user(SERVER.replace('admin-', 'db-'))}                                                                   | ${'database.admin: expected another secret in the same account and Region'}
    ${'an admin of another account'}  | ${user(SERVER.replace('111122223333', '444455556666'))}                                                    | ${'database.admin: expected another secret in the same account and Region'}
    ${'another name than its secret'} | ${user(SERVER, '', ADMIN)}                                                                                 | ${'credential: expected the ARN of its own store'}
    ${'a secret without a database'}  | ${declared('').replace(USER, SECRET)}                                                                      | ${'credential: expected a database or an issuer beside the ARN of a secret'}
    ${'a key without a shape'}        | ${declared('').replace(', shape: {as: json, accessKeyId: id, secretAccessKey: key}', '')}                  | ${'store.shape: expected shape: as json, smtp'}
    ${'a shape of its own'}           | ${declared(`, database: ${SERVER}`)}                                                                       | ${'store.shape: expected no shape'}
    ${'a copy that knows only keys'}  | ${user(SERVER, ', copies: [{id: a, in: gitlab, project: "1", token: "x"}]'.replace('"x"', `'${SECRET}'`))} | ${'copies.0.in: expected parameter'}
    ${'a password'}                   | ${user(SERVER.replace('}', ', password: NIGHTWARDENCANARY}'))}                                             | ${'database: unknown key "password"'}
  `('is refused with $why', ({ text, message }) => {
    expect(() => rotation(text)).toThrow(message);
    expect(() => rotation(text)).not.toThrow('CANARY');
  });
});

describe('a rotation policy that is refused', () => {
  it.each`
    why                                      | text                                                                                                                                                                                                                           | message
    ${'an unknown key'}                      | ${'{duration: {}}'}                                                                                                                                                                                                            | ${'rotation: unknown key "duration": did you mean durations?'}
    ${'an unknown duration'}                 | ${'{durations: {wach: 3d}}'}                                                                                                                                                                                                   | ${'rotation.durations: unknown key "wach": did you mean watch?'}
    ${'a duration without a unit'}           | ${'{durations: {watch: 3}}'}                                                                                                                                                                                                   | ${'rotation.durations.watch: expected a duration such as 30d, 2h, 20s or PT20S, got 3'}
    ${'a month, which has no length'}        | ${'{durations: {watch: P1M}}'}                                                                                                                                                                                                 | ${'expected a duration such as 30d, 2h, 20s or PT20S'}
    ${'a watch longer than it may wait'}     | ${'{durations: {watch: 40d}}'}                                                                                                                                                                                                 | ${'rotation.durations.parkAfter: expected a duration longer than watch'}
    ${'a patience that ends before refresh'} | ${'{durations: {refresh: 5h, patience: 5h}}'}                                                                                                                                                                                  | ${'rotation.durations.patience: expected a duration longer than refresh'}
    ${'a word that is not enough'}           | ${'{autoContain: [scanner]}'}                                                                                                                                                                                                  | ${'rotation.autoContain.0: expected health, guardduty, quarantine, got "scanner"'}
    ${'contain that waits for a person'}     | ${'{approvals: {contain: [deactivate]}}'}                                                                                                                                                                                      | ${'rotation.approvals.contain.0: expected delete: containing waits for nobody, only deleting does'}
    ${'a time zone that there is not'}       | ${'{window: {timeZone: Mars, days: [1], from: "09:00", until: "10:00"}}'}                                                                                                                                                      | ${'rotation.window.timeZone: expected a time zone such as Europe/Berlin, got "Mars"'}
    ${'an eighth day'}                       | ${'{window: {timeZone: UTC, days: [8], from: "09:00", until: "10:00"}}'}                                                                                                                                                       | ${'expected a day from 1 (Monday) to 7 (Sunday), got 8'}
    ${'a name for an ARN'}                   | ${'{breakGlass: [admin]}'}                                                                                                                                                                                                     | ${'rotation.breakGlass.0: expected an ARN, got "admin"'}
    ${'a credential nobody wrote down'}      | ${`{credentials: [{credential: '${USER}', authors: [], store: ${STORE}}]}`}                                                                                                                                                    | ${'authors: expected at least one ARN: whoever wrote this down may not approve its plans, got an array'}
    ${'a copy that is nowhere'}              | ${declared(', dependents: [{name: a, reads: env}]')}                                                                                                                                                                           | ${'rotation.credentials.0.dependents.0.reads: expected one of store, got "env"'}
    ${'seen, and nothing to know it by'}     | ${declared(', dependents: [{name: a, probes: [{by: seen}]}]')}                                                                                                                                                                 | ${'dependents.0.seenAs: expected sources, by which the probe `seen` knows it'}
    ${'seen at an address of another'}       | ${declared(', dependents: [{name: a, probes: [{by: seen}], seenAs: {sources: [10.1.2.3]}}, {name: b, seenAs: {sources: [10.1.0.0/16]}}]')}                                                                                     | ${'dependents.0.seenAs: expected addresses of its own'}
    ${'tasks that read a function'}          | ${declared(', copies: [{id: f, in: lambda-environment, arn: "arn:aws:lambda:eu-west-1:111122223333:function:f"}], dependents: [{name: a, reads: f, redeploy: {in: ecs-service, cluster: c, service: s, region: eu-west-1}}]')} | ${'dependents.0.reads: expected the store, a secret or a parameter, which tasks read when they start'}
    ${'one service twice'}                   | ${declared(', dependents: [{name: a, redeploy: {in: ecs-service, cluster: c, service: s, region: eu-west-1}}, {name: b, redeploy: {in: ecs-service, cluster: c, service: s, region: eu-west-1}}]')}                            | ${'dependents.1.redeploy: expected a service that stands here once'}
    ${'a redeployment of anything else'}     | ${declared(', dependents: [{name: a, redeploy: {in: eks, cluster: c, service: s, region: eu-west-1}}]')}                                                                                                                       | ${'expected ecs-service'}
    ${'a second dependent of a name'}        | ${declared(', dependents: [{name: a}, {name: a}]')}                                                                                                                                                                            | ${'dependents.1.name: expected a name of its own, got "a"'}
    ${'a copy named store'}                  | ${declared(', copies: [{id: store, in: parameter, name: a, region: eu-west-1}]')}                                                                                                                                              | ${'copies.0.id: expected an id of its own, and not store'}
    ${'an unknown kind of target'}           | ${declared(', copies: [{id: a, in: s3}]')}                                                                                                                                                                                     | ${'expected in: secret, parameter, lambda-environment, github-actions, gitlab or person'}
    ${'a copy in the store itself'}          | ${declared(`, copies: [{id: a, in: secret, arn: '${SECRET}'}]`)}                                                                                                                                                               | ${'copies.0.arn: expected a secret that is neither the store nor another copy'}
    ${'a token that is no secret'}           | ${declared(`, copies: [{id: a, in: gitlab, project: '1', token: '${USER}'}]`)}                                                                                                                                                 | ${'copies.0.token: expected the ARN of a secret'}
    ${'an unknown key of a target'}          | ${declared(', copies: [{id: a, in: parameter, name: a, region: eu-west-1, regoin: b}]')}                                                                                                                                       | ${'unknown key "regoin": did you mean region?'}
    ${'an address with a password'}          | ${declared(', dependents: [{name: a, probes: [{by: http, url: "https://u:p@x/"}]}]')}                                                                                                                                          | ${'expected an http or https address without a user, a password or a fragment'}
    ${'a probe that runs a command'}         | ${declared(', dependents: [{name: a, probes: [{by: command, run: "true"}]}]')}                                                                                                                                                 | ${'expected by: http, lambda, alarm, ecs-service, seen or task'}
    ${'a key id for a name'}                 | ${declared('').replace('accessKeyId: id', 'accessKeyId: AKIAIOSFODNN7EXAMPLE')}                                                                                                                                                | ${'expected the name of a field or variable, never a value'}
    ${'a credential that stands here twice'} | ${`{credentials: [${declared('').slice(15, -2)}, ${declared('').slice(15, -2)}]}`}                                                                                                                                             | ${'credentials.1.credential: expected a credential that stands here once'}
  `('$why', ({ text, message }) => {
    expect(() => rotation(text)).toThrow(message);
    expect(() => rotation(text)).toThrow(expect.objectContaining({ name: 'InputError' }));
  });

  it('shows nothing that may be a secret', () => {
    const canary = 'wJalrXUtnFEMI/K7MDENG/NIGHTWARDENCANARY';
    for (const text of [
      declared('').replace('secretAccessKey: key', `secretAccessKey: '${canary}'`),
      `{durations: {watch: '${canary}'}}`,
      declared(`, dependents: [{name: a, probes: [{by: http, url: 'https://x:${canary}@y'}]}]`),
    ])
      expect(() => rotation(text)).toThrow(
        expect.objectContaining({ message: expect.not.stringContaining('CANARY') }),
      );
  });
});

const GIT = '{name: codecommit.amazonaws.com, repository: shop}';
const PASSWORD = '{as: service-password, id: id, username: user, password: password}';
const API_KEY = '{as: service-api-key, id: id, apiKey: key}';
const ofService = (service = GIT, shape = PASSWORD, more = '', credential = USER) =>
  `{credentials: [{credential: '${credential}', authors: ['${ALICE}'], store: {secret: '${SECRET}', shape: ${shape}}, service: ${service}${more}}]}`;

describe('what IAM made for one service', () => {
  it('is declared by its user or its id, beside the keys of the same user', () => {
    const [git] = rotation(ofService()).credentials;
    expect(git).toMatchObject({
      credential: USER,
      service: { name: 'codecommit.amazonaws.com', repository: 'shop' },
      store: { shape: { as: 'service-password', id: 'id', username: 'user', password: 'password' } },
    });
    const bedrock = ofService('{name: bedrock.amazonaws.com, days: 90}', API_KEY, '', 'ACCAEXAMPLEEXAMPLE01');
    expect(rotation(bedrock).credentials).toMatchObject([{ service: { days: 90 } }]);
    const both = `{credentials: [${declared('').slice('{credentials: ['.length, -2)}, ${ofService().slice('{credentials: ['.length, -2)}]}`;
    expect(rotation(both).credentials).toHaveLength(2);
  });

  it.each`
    why                               | text                                                                                                                                  | message
    ${'no service beside its shape'}  | ${declared('').replace(/shape: .*?}}/, `shape: ${API_KEY}}`)}                                                                         | ${'service: expected name of the service'}
    ${'an id without a service'}      | ${declared('').replace(USER, 'ACCAEXAMPLEEXAMPLE01')}                                                                                 | ${'service: expected name of the service'}
    ${'a key id with a service'}      | ${ofService(GIT, PASSWORD, '', 'AKIAEXAMPLEEXAMPLE01')}                                                                               | ${'credential: expected the id of what IAM made for the service'}
    ${'the shape of the other one'}   | ${ofService(GIT, API_KEY)}                                                                                                            | ${'store.shape.as: expected service-password'}
    ${'no repository'}                | ${ofService('{name: codecommit.amazonaws.com}')}                                                                                      | ${'service.repository: expected a repository'}
    ${'a repository of Bedrock'}      | ${ofService('{name: bedrock.amazonaws.com, repository: a}', API_KEY)}                                                                 | ${'service.repository: expected none'}
    ${'a repository that is a path'}  | ${ofService('{name: codecommit.amazonaws.com, repository: "../x"}')}                                                                  | ${'service.repository: expected the name of a CodeCommit repository'}
    ${'an end of a password'}         | ${ofService('{name: codecommit.amazonaws.com, repository: a, days: 3}')}                                                              | ${'service.days: expected none'}
    ${'a service that is not proved'} | ${ofService('{name: cassandra.amazonaws.com}')}                                                                                       | ${'service.name: expected codecommit.amazonaws.com or bedrock.amazonaws.com'}
    ${'no room for its user name'}    | ${ofService(GIT, PASSWORD, ", copies: [{id: env, in: lambda-environment, arn: 'arn:aws:lambda:eu-west-1:111122223333:function:f'}]")} | ${'copies.0.in: expected parameter, secret or person'}
    ${'a value in place of a name'}   | ${ofService(GIT, PASSWORD.replace('password: password', 'password: "NIGHTWARDENCANARY value"'))}                                      | ${'expected the name of a field'}
  `('is refused with $why', ({ text, message }) => {
    expect(() => rotation(text)).toThrow(message);
    expect(() => rotation(text)).not.toThrow('CANARY');
  });
});
