import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rotationClients } from '../../../../lib/aws/rotation/limits.ts';
import type { Plan } from '../../../../lib/core/rotation/plan.ts';
import { begin } from '../../../../lib/core/rotation/start.ts';
import { PROTOCOL_TABLES } from '../../../../lib/core/rotation/tables.ts';
import type { Target } from '../../../../lib/core/rotation/where.ts';
import { hands } from '../../../../lib/usecases/rotation/hands/index.ts';
import { prober } from '../../../../lib/usecases/rotation/hands/prober.ts';
import { sdkError } from '../../../aws/sdk-errors.ts';
import { ROTATE, writeOnly } from '../../../prove/scenarios.ts';
import { TOKEN as GITHUB_TOKEN, type Github, REPOSITORY, startGithub } from '../../../remote/github.ts';
import {
  aVariable,
  TOKEN as GITLAB_TOKEN,
  type Gitlab,
  PROJECT,
  startGitlab,
} from '../../../remote/gitlab.ts';

const vault = mockClient(SecretsManagerClient);
const CANARY = 'NIGHTWARDENCANARYvalue';
const textOf = (id: string) => JSON.stringify({ accessKeyId: id, secretAccessKey: `${CANARY}${id}` });
const tokenArn = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:token-AbCdEf';
const NAMES = { accessKeyId: 'ID', secretAccessKey: 'SECRET' };

const troubles: string[] = [];
const onTrouble = (what: string, reason: string) => void troubles.push(`${what}: ${reason}`);
const clients = rotationClients({
  budgets: { secretsmanager: 1000 },
  credentials: async () => ({ accessKeyId: 'x', secretAccessKey: 'x' }),
});
const asked = prober({ clients, onTrouble });
const publisher = () =>
  hands({
    clients,
    clock: { now: () => 1_000 },
    prober: asked,
    switches: { read: async () => 'run' },
    evidence: { read: async () => undefined, list: async () => [], write: async () => {} },
    issuerRole: 'arn:aws:iam::111122223333:role/issuer',
    onTrouble,
  });

function planned(target: Target): Plan {
  const plan = { ...ROTATE, where: { ...ROTATE.where, targets: { env: target } } };
  return target.in === 'github-actions' ? writeOnly(plan) : plan;
}
const write = (plan: Plan, version = 'r-1.1', key = 'N') =>
  publisher().call(begin(PROTOCOL_TABLES, 'r-1', plan, 1, 0), { do: 'writeCopy', copy: 'env', version, key });
const look = async (plan: Plan) => asked.probe({ plan, proofs: [], dependents: [], copies: ['env'] });

beforeEach(() => {
  vault.reset();
  troubles.length = 0;
  vault
    .on(GetSecretValueCommand, { VersionId: 'v0' })
    .resolves({ SecretString: textOf('O') })
    .on(GetSecretValueCommand, { VersionId: 'r-1.1' })
    .resolves({ SecretString: textOf('N') });
});

describe('a copy in Actions secrets', () => {
  let github: Github;
  let plan: Plan;
  beforeEach(async () => {
    github = await startGithub(['ID', 'SECRET']);
    plan = planned({
      in: 'github-actions',
      repository: REPOSITORY,
      ...NAMES,
      token: tokenArn,
      api: github.url,
    });
    vault.on(GetSecretValueCommand, { SecretId: tokenArn }).resolves({ SecretString: GITHUB_TOKEN });
  });
  afterEach(() => github.stop());

  it('is written from the pinned version, and its answer says what it shows from then on', async () => {
    const before = await look(plan);
    const answer = await write(plan);
    expect(answer).toMatchObject({ outcome: 'done', sign: expect.stringMatching(/^\S+Z \S+Z$/) });
    expect([...github.secrets]).toEqual([
      ['ID', 'N'],
      ['SECRET', `${CANARY}N`],
    ]);
    const { signs, copies } = await look(plan);
    expect(copies).toEqual({});
    expect(signs?.env).toBe(answer.outcome === 'done' ? answer.sign : '');
    expect(signs?.env).not.toBe(before.signs?.env);
    expect(JSON.stringify([answer, signs, troubles])).not.toContain('CANARY');
  });

  it.each`
    why                            | token                                | told
    ${'the token may not be read'} | ${sdkError('AccessDeniedException')} | ${'denied'}
    ${'its secret holds no token'} | ${'two words NIGHTWARDENCANARY'}     | ${'store the token in it'}
    ${'the token is not taken'}    | ${'NIGHTWARDENCANARYwrong'}          | ${'store a new one in its secret'}
  `('is not written and not known where $why, which is told', async ({ token, told }) => {
    const given = vault.on(GetSecretValueCommand, { SecretId: tokenArn });
    if (token instanceof Error) given.rejects(token);
    else given.resolves({ SecretString: token });
    expect(await write(plan)).toEqual({ outcome: 'failed' });
    expect((await look(plan)).signs).toEqual({ env: 'unknown' });
    expect(github.secrets.get('ID')).toBe('at first');
    expect(troubles).toHaveLength(2);
    for (const trouble of troubles) expect(trouble.toLowerCase()).toContain(told);
    expect(JSON.stringify(troubles)).not.toContain('CANARY');
  });

  it('that nobody answers for is lost, and told without what was sent', async () => {
    github.instead = ({ method }) => (method === 'PUT' ? 'drops' : undefined);
    expect(await write(plan)).toEqual({ outcome: 'lost' });
    expect(troubles.join()).toContain('broke off');
  });
});

describe('a copy in CI/CD variables', () => {
  let gitlab: Gitlab;
  let plan: Plan;
  beforeEach(async () => {
    gitlab = await startGitlab([aVariable('ID', 'O', { masked: false }), aVariable('SECRET', `${CANARY}O`)]);
    plan = planned({ in: 'gitlab', project: PROJECT, ...NAMES, token: tokenArn, api: gitlab.url });
    vault
      .on(GetSecretValueCommand, { SecretId: tokenArn })
      .resolves({ SecretString: JSON.stringify({ token: GITLAB_TOKEN }) });
  });
  afterEach(() => gitlab.stop());
  const held = async () => (await look(plan)).copies.env;

  it('is written, read back, and put back', async () => {
    expect(await held()).toBe('O');
    expect(await write(plan)).toEqual({ outcome: 'done', created: null });
    expect(await held()).toBe('N');
    expect(await write(plan, 'v0', 'O')).toEqual({ outcome: 'done', created: null });
    expect(await held()).toBe('O');
    expect(gitlab.variables.get('SECRET')?.value).toBe(`${CANARY}O`);
    expect(JSON.stringify(troubles)).not.toContain('CANARY');
  });

  it('of which only the secret was written is the old one or the new one, and is written again', async () => {
    gitlab.instead = ({ method, path }) =>
      method === 'PUT' && path.at(-1) === 'ID' ? { status: 500 } : undefined;
    expect(await write(plan)).toEqual({ outcome: 'lost' });
    gitlab.instead = () => undefined;
    expect(await held()).toBe('ours');
    expect(await write(plan, 'v0', 'O')).toMatchObject({ outcome: 'done' });
    expect(await held()).toBe('O');
  });

  it('whose secret is not masked is not written, and what to do is told', async () => {
    gitlab.variables.set('SECRET', aVariable('SECRET', `${CANARY}O`, { masked: false }));
    expect(await write(plan)).toEqual({ outcome: 'failed' });
    expect(troubles.join()).toContain('mask and protect it');
    expect(JSON.stringify(troubles)).not.toContain('CANARY');
  });

  it('is unknown while it can’t be read', async () => {
    gitlab.instead = () => ({ status: 403 });
    expect(await held()).toBe('unknown');
    expect(troubles.join()).toContain('give it the permission');
  });
});
