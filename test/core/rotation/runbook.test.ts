import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { buildPlan } from '../../../lib/core/rotation/build/index.ts';
import type { Plan } from '../../../lib/core/rotation/plan.ts';
import type { DeclaredCopy } from '../../../lib/core/rotation/policy.ts';
import { runbook } from '../../../lib/core/rotation/runbook/index.ts';
import { ACCOUNT, ago, aKey, KEY } from '../detectors/build.ts';
import { aDeclaration, aDependent, CI, factsOf, ORDERS, SECRET } from './facts.ts';

/** Each command that a runbook may name: its options, and the SDK command that shows that there is such an operation. */
const COMMANDS: Readonly<Record<string, readonly string[]>> = {
  'iam list-access-keys': ['user-name'],
  'iam get-access-key-last-used': ['access-key-id'],
  'iam update-access-key': ['user-name', 'access-key-id', 'status'],
  'iam delete-access-key': ['user-name', 'access-key-id'],
  'iam create-access-key': ['user-name'],
  'iam list-service-specific-credentials': ['user-name', 'service-name'],
  'iam update-service-specific-credential': ['user-name', 'service-specific-credential-id', 'status'],
  'iam delete-service-specific-credential': ['user-name', 'service-specific-credential-id'],
  'iam create-service-specific-credential': ['user-name', 'service-name'],
  'iam put-user-policy': ['user-name', 'policy-name', 'policy-document'],
  'iam attach-user-policy': ['user-name', 'policy-arn'],
  'iam list-user-policies': ['user-name'],
  'iam list-attached-user-policies': ['user-name'],
  'organizations create-policy': ['name', 'type', 'description', 'content', 'query', 'output'],
  'organizations attach-policy': ['policy-id', 'target-id'],
  'organizations detach-policy': ['policy-id', 'target-id'],
  'organizations delete-policy': ['policy-id'],
  'cloudtrail lookup-events': ['lookup-attributes', 'region'],
  'secretsmanager list-secret-version-ids': ['secret-id', 'region'],
  'secretsmanager update-secret-version-stage': [
    'secret-id',
    'version-stage',
    'move-to-version-id?',
    'remove-from-version-id',
    'region',
  ],
  'secretsmanager get-secret-value': ['secret-id', 'version-id', 'query', 'output', 'region'],
  'secretsmanager put-secret-value': ['secret-id', 'secret-string', 'region'],
  'ssm put-parameter': ['name', 'type', 'value', 'overwrite', 'region'],
  'ecs update-service': ['cluster', 'service', 'force-new-deployment', 'region'],
  'ecs describe-services': ['cluster', 'services', 'query', 'output', 'region'],
  'lambda get-function-configuration': ['function-name', 'query', 'output', 'region'],
  'lambda update-function-configuration': ['function-name', 'environment', 'region'],
  'lambda get-alias': ['function-name', 'name', 'region'],
  'lambda list-versions-by-function': ['function-name', 'query', 'output', 'region'],
  'lambda update-alias': ['function-name', 'name', 'function-version', 'region'],
};
const CLIENTS: Readonly<Record<string, string>> = {
  iam: 'iam',
  cloudtrail: 'cloudtrail',
  organizations: 'organizations',
  secretsmanager: 'secrets-manager',
  ssm: 'ssm',
  ecs: 'ecs',
  lambda: 'lambda',
};

const [env] = aDeclaration().copies;
const token = SECRET;
const OTHERS: readonly DeclaredCopy[] = [
  env!,
  {
    id: 'aliased',
    wayBack: true,
    target: {
      in: 'lambda-environment',
      arn: ORDERS,
      accessKeyId: 'AWS_ACCESS_KEY_ID',
      secretAccessKey: 'AWS_SECRET_ACCESS_KEY',
      alias: 'live',
    },
  },
  { id: 'dr', wayBack: true, target: { in: 'secret', arn: `${SECRET}2`, replicas: [] } },
  { id: 'batch', wayBack: true, target: { in: 'parameter', name: '/batch/aws', region: 'eu-west-1' } },
  CI,
  {
    id: 'ci2',
    wayBack: true,
    target: {
      in: 'gitlab',
      project: '42',
      accessKeyId: 'ID',
      secretAccessKey: 'SECRET',
      token,
      api: 'https://gitlab.com/api/v4',
    },
  },
  {
    id: 'vendor',
    wayBack: false,
    target: { in: 'person', who: "the vendor's desk", instructions: 'Enter it in their console.' },
  },
];

function planOf(kind: Plan['kind']): Plan {
  const service = { in: 'ecs-service', cluster: 'shop', service: 'reports', region: 'eu-west-1' } as const;
  const dependents = [aDependent({ redeploy: service }), aDependent({ name: 'orders', reads: 'env' })];
  const built = buildPlan(
    factsOf({
      declared: kind === 'retire' ? null : aDeclaration({ dependents }),
      credential: aKey(),
      subject: { exposures: [{ credential: KEY, at: ago(1), source: 'a scanner' }] },
      facts: { kind },
    }),
  );
  if (built.state === 'refused') throw new Error(JSON.stringify(built.refusals));
  // Every kind of copy, those too that no plan may have yet.
  return kind === 'rotate' ? withEveryCopy(built.plan) : built.plan;
}

/** The same of what IAM made for one service, of whose use nothing tells. */
function ofService(plan: Plan): Plan {
  const service = { name: 'codecommit.amazonaws.com', repository: 'shop', days: null };
  return {
    ...plan,
    credentialKind: 'service-specific-credential',
    approvals: ['deactivate'],
    where: { ...plan.where, service },
  };
}

function withEveryCopy(plan: Plan): Plan {
  const [store] = plan.copies.filter(({ id }) => id === 'store');
  return {
    ...plan,
    copies: [...OTHERS.map(({ id }) => ({ id, kind: 'copy' as const })), store!],
    where: {
      ...plan.where,
      targets: { ...plan.where.targets, ...Object.fromEntries(OTHERS.map(({ id, target }) => [id, target])) },
      noWayBack: ['vendor'],
    },
  };
}

const NOTHING = { rotation: null, newKey: null, newVersion: null, risks: [] };
const BEGUN = { rotation: 'r-1', newKey: 'AKIANEW', newVersion: 'r-1.1', risks: [] };

/** The commands of AWS's command line in a runbook, each as its words. */
function commandsIn(text: string): readonly (readonly string[])[] {
  const blocks = [...text.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block]) => block ?? '');
  return blocks
    .flatMap((block) => block.trim().split('\n'))
    .flatMap((line) => /aws .*?(?= > |\)$|$)/.exec(line)?.[0] ?? [])
    .map((line) => line.match(/'[^']*'|\S+/g) ?? []);
}

const KINDS = ['rotate', 'retire', 'contain'] as const;
const MADE = [
  ...KINDS.map((kind) => [`${kind} a key`, () => planOf(kind)] as const),
  ...KINDS.map((kind) => [`${kind} what IAM made for a service`, () => ofService(planOf(kind))] as const),
];

describe.each(MADE)('the runbook of a plan to %s', (_what, made) => {
  it.each([
    ['before it begins', NOTHING],
    ['once it has begun', BEGUN],
  ])('%s names only commands that there are, with the options that they take', (_when, options) => {
    const commands = commandsIn(runbook(made(), options));
    expect(commands.length).toBeGreaterThan(5);
    for (const [, service = '', operation = '', ...rest] of commands) {
      const known = COMMANDS[`${service} ${operation}`];
      expect(known, `${service} ${operation}`).toBeDefined();
      const given = rest.filter((word) => word.startsWith('--')).map((word) => word.slice(2));
      const needed = known!.filter((option) => !option.endsWith('?'));
      expect(needed.filter((option) => !given.includes(option))).toEqual([]);
      expect(given.filter((option) => !known!.some((each) => each.replace('?', '') === option))).toEqual([]);
      const name = operation
        .split('-')
        .map((part) => part[0]!.toUpperCase() + part.slice(1))
        .join('');
      const sdk = createRequire(import.meta.url)(`@aws-sdk/client-${CLIENTS[service]}`) as object;
      expect(Object.hasOwn(sdk, `${name}Command`), `${name}Command`).toBe(true);
    }
  });

  it('says what happens, how long, whom to call and what stays a risk', () => {
    const text = runbook(made(), { ...NOTHING, risks: ['something new'] });
    for (const part of ['## 1. ', '## Whom to call', '## What stays a risk', '- something new', ACCOUNT, KEY])
      expect(text).toContain(part);
  });
});

describe('the runbook of a rotation', () => {
  const text = runbook(planOf('rotate'), BEGUN);

  it('names the real ids once they are known, and says what stands for them before', () => {
    expect(text).not.toContain('NEW_KEY_ID');
    expect(text).toContain('--access-key-id AKIANEW --status Inactive');
    expect(text).toContain('--move-to-version-id v0 --remove-from-version-id r-1.1');
    expect(runbook(planOf('rotate'), NOTHING)).toContain(
      'NEW_KEY_ID stands for the key that list-access-keys shows',
    );
  });

  it('takes back the secret and each kind of copy, newest first, and warns where there is no way back', () => {
    for (const part of [
      'aws ssm put-parameter --name /batch/aws --type SecureString --value file://old.json --overwrite',
      `aws secretsmanager update-secret-version-stage --secret-id ${SECRET}2 --version-stage AWSCURRENT --move-to-version-id VERSION_BEFORE`,
      `aws lambda update-alias --function-name ${ORDERS} --name live`,
      `aws lambda update-function-configuration --function-name ${ORDERS} --environment file://environment.json`,
      'gh secret set NAME --repo acme/shop',
      "the vendor's desk does it, with the old value: Enter it in their console.",
      'There is no way back for this copy',
      'Service reports of reports (cluster shop, eu-west-1) is redeployed as it is',
      'aws ecs update-service --cluster shop --service reports --force-new-deployment --region eu-west-1',
    ])
      expect(text).toContain(part);
  });

  it('reads a value only into files that go again, and shows none', () => {
    const reads = text
      .split('\n')
      .filter((line) => line.includes('get-secret-value') || line.includes('get-function-configuration'));
    expect(reads.length).toBeGreaterThan(0);
    for (const line of reads) expect(line).toMatch(/^\(umask 077; .* > (old|environment)\.json\)$/);
    expect(text.match(/shred -u/g)?.length).toBeGreaterThanOrEqual(
      reads.filter((line) => line.includes('get-secret-value')).length,
    );
  });

  it('quotes what a shell would take apart', () => {
    const principal = `arn:aws:iam::${ACCOUNT}:user/o'hara $(id)`;
    const hostile = runbook({ ...planOf('retire'), principal }, NOTHING);
    expect(hostile).toContain(String.raw`--user-name 'o'\''hara $(id)'`);
  });
});
