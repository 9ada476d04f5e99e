import { BatchGetProjectsCommand, CodeBuildClient, ListProjectsCommand } from '@aws-sdk/client-codebuild';
import { mockClient } from 'aws-sdk-client-mock';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { buildProjects } from '../../../lib/sources/build-projects/index.ts';
import { sdkError } from '../../aws/sdk-errors.ts';
import { ACCOUNT, live as anExport, part } from '../files/export-builder.ts';
import { liveContext } from '../live-context.ts';

const CANARY = 'C4nary-k9Q2vZx7LmTp';
const KEY_ID = 'AKIAEXAMPLEEXAMPLE01';
const AWS_SECRET = 'wJ4lrXUtnFEMIq7MDENGzbPxRfiCYzEXAMPLEKEz';
const { manifest } = anExport();

type Fields = Readonly<Record<string, unknown>>;

function projectArn(name: string, region = 'eu-west-1'): string {
  return `arn:aws:codebuild:${region}:${ACCOUNT}:project/${name}`;
}

function aProject(name: string, variables: readonly Fields[] = [], fields: Fields = {}): Fields {
  return {
    name,
    arn: projectArn(name),
    serviceRole: `arn:aws:iam::${ACCOUNT}:role/${name}`,
    source: { type: 'GITHUB', location: `https://github.com/example/${name}.git` },
    environment: { type: 'LINUX_CONTAINER', image: 'standard:7.0', environmentVariables: variables },
    tags: [{ key: 'owner', value: 'ana@example.com' }],
    ...fields,
  };
}

async function parsed(...items: readonly (Fields | string)[]) {
  const kept = await Promise.all(
    items.map(async (item) => (typeof item === 'string' ? item : buildProjects.keep(item))),
  );
  return buildProjects.parse(part('projects.json', kept), manifest);
}

/** Names of what looks like a credential. */
async function found(...items: readonly Fields[]): Promise<readonly string[]> {
  const { workloads = [], gaps } = await parsed(...items);
  expect(gaps).toEqual([]);
  return workloads.flatMap(({ environment }) =>
    environment.state === 'read'
      ? environment.variables.filter(({ rules }) => rules.length > 0).map(({ name }) => name)
      : [],
  );
}

describe('what is kept of a build project', () => {
  it('is its name, role and tags, and what lies in the open without its value', async () => {
    const kept = await buildProjects.keep(
      aProject(
        'shop',
        [
          { name: 'DB_PASSWORD', value: CANARY, type: 'PLAINTEXT' },
          { name: 'STAGE', value: 'prod' },
          { name: 'NPM_TOKEN', value: 'shop/npm', type: 'SECRETS_MANAGER' },
          { name: 'DB_USER', value: '/shop/db/user', type: 'PARAMETER_STORE' },
        ],
        {
          description: CANARY,
          encryptionKey: CANARY,
          webhook: { secret: CANARY, payloadUrl: `https://example.com/?token=${CANARY}` },
          source: {
            type: 'BITBUCKET',
            location: `https://bot:${CANARY}@bitbucket.org/example/shop.git`,
            auth: { type: 'OAUTH', resource: CANARY },
            buildspec: `version: 0.2\nenv:\n  variables:\n    DB_PASSWORD: ${CANARY}\n`,
          },
          secondarySources: [{ sourceIdentifier: 'ui', location: CANARY, auth: { resource: CANARY } }],
        },
      ),
    );
    expect(kept).toMatchObject({
      name: 'shop',
      arn: projectArn('shop'),
      serviceRole: `arn:aws:iam::${ACCOUNT}:role/shop`,
      environment: {
        environmentVariables: [
          {
            name: 'DB_PASSWORD',
            value: { redacted: true, length: CANARY.length, rules: ['secret-named-value'] },
          },
          { name: 'STAGE', value: { redacted: true, length: 4, rules: [] } },
        ],
      },
      source: { location: { rules: ['url-password'] }, buildspec: { rules: ['secret-named-value'] } },
      secondarySources: [{ sourceIdentifier: 'ui', location: { redacted: true } }],
      tags: [{ key: 'owner', value: 'ana@example.com' }],
    });
    expect(JSON.stringify(kept)).not.toContain(CANARY);
    expect(await buildProjects.keep(kept as Fields)).toEqual(kept);
  });

  it('holds no value, wherever in a project one stands', async () => {
    const canary = fc.constant(CANARY);
    const anything = fc.letrec((tie) => ({
      node: fc.oneof(
        { maxDepth: 4 },
        canary,
        fc.array(tie('node'), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom('value', 'location', 'buildspec', 'environmentVariables'), tie('node')),
      ),
    })).node;
    const fields = fc.dictionary(
      fc.constantFrom('environment', 'source', 'secondarySources', 'webhook', 'cache', 'description'),
      anything,
    );
    await fc.assert(
      fc.asyncProperty(fields, async (some) => {
        expect(JSON.stringify(await buildProjects.keep(aProject('shop', [], some)))).not.toContain(CANARY);
      }),
    );
  });
});

describe('what lies in the open in a build project', () => {
  const source = (fields: Fields) => ({ source: { type: 'NO_SOURCE', ...fields } });
  const withKey = [
    { name: 'AWS_ACCESS_KEY_ID', value: KEY_ID, type: 'PLAINTEXT' },
    { name: 'SECOND', value: AWS_SECRET, type: 'PLAINTEXT' },
  ];
  it.each`
    why                                     | project                                                                                                               | names
    ${'a plaintext variable'}               | ${aProject('a', [{ name: 'DB_PASSWORD', value: CANARY, type: 'PLAINTEXT' }])}                                         | ${['DB_PASSWORD']}
    ${'a variable without a type'}          | ${aProject('a', [{ name: 'DB_PASSWORD', value: CANARY }])}                                                            | ${['DB_PASSWORD']}
    ${'a variable of an unknown type'}      | ${aProject('a', [{ name: 'DB_PASSWORD', value: CANARY, type: 'NEW' }])}                                               | ${['DB_PASSWORD']}
    ${'both of a name that stands twice'} | ${aProject('a', [{ name: 'DB_PASSWORD', value: CANARY }, { name: 'DB_PASSWORD', value: '' }])} | ${['DB_PASSWORD']}
    ${'a secret key beside its id'}         | ${aProject('a', withKey)}                                                                                             | ${['SECOND']}
    ${'a variable of a buildspec'}          | ${aProject('a', [], source({ buildspec: `env:\n  variables:\n    DB_PASSWORD: "${CANARY}"\n` }))}                     | ${['buildspec']}
    ${'an assignment in a command'}         | ${aProject('a', [], source({ buildspec: `phases:\n  build:\n    commands:\n      - export API_TOKEN=${CANARY}` }))}   | ${['buildspec']}
    ${'a buildspec in JSON'}                | ${aProject('a', [], source({ buildspec: JSON.stringify({ env: { variables: { DB_PASSWORD: CANARY } } }) }))}          | ${['buildspec']}
    ${'a password in the URL of a source'}  | ${aProject('a', [], source({ location: `https://bot:${CANARY}@example.com/a.git` }))}                                 | ${['source']}
    ${'and in that of a further source'}    | ${aProject('a', [], { secondarySources: [{ sourceIdentifier: 'ui', location: `https://b:${CANARY}@example.com` }] })} | ${['ui/source']}
    ${'no reference to a secret'}           | ${aProject('a', [{ name: 'DB_PASSWORD', value: 'Xk29-not-a-name', type: 'SECRETS_MANAGER' }])}                        | ${[]}
    ${'no reference to a parameter'}        | ${aProject('a', [{ name: 'DB_PASSWORD', value: 'Xk29-not-a-name', type: 'PARAMETER_STORE' }])}                        | ${[]}
    ${'no reference within a buildspec'}    | ${aProject('a', [], source({ buildspec: 'env:\n  secrets-manager:\n    DB_PASSWORD: shop:Xk29\n  shell: bash\n' }))}  | ${[]}
    ${'no file that holds the buildspec'}   | ${aProject('a', [], source({ buildspec: 'ci/buildspec.yml' }))}                                                       | ${[]}
    ${'no bucket that holds the buildspec'} | ${aProject('a', [], source({ buildspec: 'arn:aws:s3:::shop-ci/buildspec.yml' }))}                                     | ${[]}
    ${'no user alone in a URL'}             | ${aProject('a', [], source({ location: 'https://bot@bitbucket.org/example/a.git' }))}                                 | ${[]}
    ${'no placeholder'}                     | ${aProject('a', [{ name: 'DB_PASSWORD', value: 'changeme' }])}                                                        | ${[]}
    ${'no dynamic reference'}               | ${aProject('a', [{ name: 'DB_PASSWORD', value: '{{resolve:secretsmanager:shop/db:SecretString:password}}' }])}        | ${[]}
    ${'no ARN'}                             | ${aProject('a', [{ name: 'DB_SECRET', value: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-AbC123' }])}    | ${[]}
    ${'no key id alone'}                    | ${aProject('a', [{ name: 'AWS_ACCESS_KEY_ID', value: KEY_ID }])}                                                      | ${[]}
  `('is $why', async ({ project, names }: { project: Fields; names: readonly string[] }) => {
    expect(await found(project)).toEqual(names);
  });

  it('goes on behind a section of references', async () => {
    const buildspec = `env:\n  parameter-store:\n    A: b\n\n    C: d\n  variables:\n    DB_PASSWORD: ${CANARY}\n`;
    expect(await found(aProject('a', [], source({ buildspec })))).toEqual(['buildspec']);
  });

  it('is told with the place, the role and the tags', async () => {
    const { workloads } = await parsed(aProject('shop', withKey, source({ buildspec: 'buildspec.yml' })));
    expect(workloads).toEqual([
      {
        arn: projectArn('shop'),
        type: 'AWS::CodeBuild::Project',
        name: 'shop',
        region: 'eu-west-1',
        role: `arn:aws:iam::${ACCOUNT}:role/shop`,
        tags: { owner: 'ana@example.com' },
        environment: {
          state: 'read',
          variables: [
            { name: 'AWS_ACCESS_KEY_ID', length: 20, rules: [], keyId: KEY_ID },
            { name: 'SECOND', length: 40, rules: ['aws-secret-access-key'] },
            { name: 'buildspec', length: 13, rules: [] },
          ],
        },
      },
    ]);
  });
});

describe('projects.json', () => {
  it.each`
    why                            | item                                                                    | reason
    ${'no environment'}            | ${{ name: 'a', arn: projectArn('a') }}                                  | ${'[0].environment: expected object, got nothing'}
    ${'an environment of no kind'} | ${aProject('a', [], { environment: CANARY })}                           | ${'[0].environment: expected object, got string'}
    ${'variables that are text'}   | ${aProject('a', [], { environment: { environmentVariables: CANARY } })} | ${'[0].environment.environmentVariables: expected array, got string'}
    ${'a variable that is text'}   | ${aProject('a', [CANARY as unknown as Fields])}                         | ${'[0].environment.environmentVariables[0]: expected object, got string'}
    ${'a value that is no text'}   | ${aProject('a', [{ name: 'A', value: [CANARY] }])}                      | ${'[0].environment.environmentVariables[0].value: expected object, got array'}
    ${'a value that is missing'}   | ${aProject('a', [{ name: 'A' }])}                                       | ${'[0].environment.environmentVariables[0].value: expected object, got nothing'}
    ${'an ARN of something else'}  | ${aProject('a', [], { arn: 'arn:aws:s3:::a' })}                         | ${'[0].arn: expected an ARN of codebuild, got string'}
    ${'names alone'}               | ${'shop'}                                                               | ${'expected projects, got 1 name, as list-projects writes them'}
  `('with $why is a gap and no clean project', async ({ item, reason }) => {
    const { workloads, gaps } = await parsed(item);
    expect(workloads).toEqual([]);
    expect(gaps).toMatchObject([{ missing: 'projects.json', facts: ['build-projects'], badInput: true }]);
    expect(gaps[0]?.reason).toContain(reason);
    expect(JSON.stringify(gaps)).not.toContain(CANARY);
  });

  it('with a project that does not fit names it, and the others are read', async () => {
    const { workloads, gaps } = await parsed(aProject('a', [{ name: 'A', value: 7 }]), aProject('b'));
    expect(workloads).toMatchObject([{ name: 'b' }]);
    expect(gaps).toMatchObject([{ scope: { region: 'eu-west-1', subject: projectArn('a') } }]);
  });

  it('with a project twice is used once', async () => {
    const { workloads, gaps } = await parsed(aProject('a'), aProject('a'));
    expect(workloads).toHaveLength(1);
    expect(gaps).toEqual([]);
  });
});

describe('build projects of an account', () => {
  const codebuild = mockClient(CodeBuildClient);
  beforeEach(() => codebuild.reset());
  const read = (regions = ['eu-west-1']) => buildProjects.read(liveContext(regions));

  it('are read in every Region, redacted as they come', async () => {
    codebuild.on(ListProjectsCommand).resolves({ projects: ['shop'] });
    codebuild.on(BatchGetProjectsCommand, { names: ['shop'] }).resolves({
      projects: [aProject('shop', [{ name: 'DB_PASSWORD', value: CANARY, type: 'PLAINTEXT' }])],
    });
    const { status, items, gaps } = await read(['eu-west-1', 'us-east-1']);
    expect({ status, gaps }).toEqual({ status: 'complete', gaps: [] });
    expect(items).toHaveLength(2);
    expect(JSON.stringify(items)).not.toContain(CANARY);
    expect(JSON.stringify(items)).toContain('secret-named-value');
  });

  it('are asked for a hundred at a time', async () => {
    const names = Array.from({ length: 201 }, (_, i) => `p${i}`);
    codebuild.on(ListProjectsCommand).resolves({ projects: names });
    codebuild
      .on(BatchGetProjectsCommand)
      .callsFake(({ names: asked }) => ({ projects: asked.map((name: string) => aProject(name)) }));
    expect((await read()).items).toHaveLength(201);
    expect(codebuild.commandCalls(BatchGetProjectsCommand)).toHaveLength(3);
  });

  it('that may not be listed are a gap of their Region', async () => {
    codebuild.on(ListProjectsCommand).rejects(sdkError('AccessDeniedException'));
    expect(await read()).toMatchObject({
      status: 'unread',
      items: [],
      gaps: [
        {
          scope: { account: ACCOUNT, region: 'eu-west-1' },
          missing: 'codebuild:ListProjects',
          facts: ['build-projects'],
        },
      ],
    });
  });

  it('that may be listed and not read are a gap that counts them', async () => {
    codebuild.on(ListProjectsCommand).resolves({ projects: ['a', 'b'] });
    codebuild.on(BatchGetProjectsCommand).rejects(sdkError('AccessDeniedException'));
    const { status, items, gaps } = await read();
    expect({ status, items }).toEqual({ status: 'partial', items: [] });
    expect(gaps).toMatchObject([
      { missing: 'codebuild:BatchGetProjects', reason: expect.stringContaining('2 of 2 build projects') },
    ]);
  });

  it('of which one is denied are read but for that one', async () => {
    codebuild.on(ListProjectsCommand).resolves({ projects: ['a', 'b'] });
    codebuild.on(BatchGetProjectsCommand).rejects(sdkError('AccessDeniedException'));
    codebuild.on(BatchGetProjectsCommand, { names: ['b'] }).resolves({ projects: [aProject('b')] });
    const { items, gaps } = await read();
    expect(items).toMatchObject([{ name: 'b' }]);
    expect(gaps).toMatchObject([
      { scope: { region: 'eu-west-1', subject: projectArn('a') }, missing: 'codebuild:BatchGetProjects' },
    ]);
  });

  it('are none where AWS lists none', async () => {
    codebuild.on(ListProjectsCommand).resolves({});
    expect(await read()).toMatchObject({ status: 'complete', items: [], gaps: [] });
  });
});
