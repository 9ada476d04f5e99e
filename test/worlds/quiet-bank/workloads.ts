import type { WorldConfiguration, WorldFunction, WorldRole, WorldSecret } from '../../lab/world.ts';
import { CANARY } from './canary.ts';
import { TEAMS } from './people.ts';
import { ACCOUNT, allow, prod, REGIONS, within } from './shared.ts';

const PARTS = [
  { part: 'api', service: 'lambda.amazonaws.com' },
  { part: 'worker', service: 'ecs-tasks.amazonaws.com' },
  { part: 'batch', service: 'lambda.amazonaws.com' },
] as const;

const secretArn = (team: string) => `arn:aws:secretsmanager:${REGIONS[0]}:${ACCOUNT}:secret:bank/${team}/*`;

/** One role a workload, which only its service may assume, and which is in use. */
export const roles: readonly WorldRole[] = TEAMS.flatMap((team, i) =>
  PARTS.map(({ part, service }, j): WorldRole => {
    const n = 3 * i + j;
    return {
      name: `${team}-${part}`,
      age: within(n, 100, 900),
      usedDaysAgo: 0.1 + within(n, 0, 4) / 10,
      region: REGIONS[0],
      tags: prod(team),
      trust: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
      },
      inline: allow(['secretsmanager:GetSecretValue'], secretArn(team)),
    };
  }),
);

/** Rotated every month, and read within the last days. */
export const secrets: readonly WorldSecret[] = TEAMS.flatMap((team, i) =>
  ['database', 'cache', 'queue'].map((name, j): WorldSecret => {
    const rotatedDaysAgo = within(3 * i + j, 1, 29);
    return {
      name: `bank/${team}/${name}`,
      region: REGIONS[j % 2] ?? REGIONS[0],
      age: within(3 * i + j, 120, 900),
      value: `{"username":"${team}","password":"${CANARY}-${team}-${name}-Vw6Tm4Zr"}`,
      tags: prod(team),
      accessedDaysAgo: within(3 * i + j, 0, 2),
      rotation: { everyDays: 30, rotatedDaysAgo, dueInDays: 30 - rotatedDaysAgo },
      why: 'near miss: old, but rotated and read',
    };
  }),
);

export const functions: readonly WorldFunction[] = TEAMS.flatMap((team) =>
  ['api', 'batch'].map(
    (part): WorldFunction => ({
      name: `${team}-${part}`,
      region: REGIONS[0],
      role: `${team}-${part}`,
      tags: prod(team),
      environment: {
        LOG_LEVEL: 'info',
        DB_SECRET_ARN: `arn:aws:secretsmanager:${REGIONS[0]}:${ACCOUNT}:secret:bank/${team}/database`,
        DATABASE_URL: `postgres://${team}.db.quietbank.example:5432/${team}`,
        TOKEN_TTL_SECONDS: '900',
        PASSWORD_PARAMETER: `/bank/${team}/password`,
        BUILD_COMMIT: '9fceb02d0ae598e95dc970b74767f19372d61af8',
      },
      why: 'near miss: only names of places where secrets are kept',
    }),
  ),
);

/** What else a team runs: nothing in it is secret, though much of it looks so. */
export const configurations: readonly WorldConfiguration[] = TEAMS.flatMap((team): WorldConfiguration[] => {
  const common = { region: REGIONS[0], tags: prod(team), why: 'near miss: configuration without a secret' };
  return [
    {
      ...common,
      type: 'AWS::ECS::TaskDefinition',
      name: `${team}-worker`,
      values: { QUEUE_HOST: 'mq.quietbank.example', PASSWORD_FILE: '/run/secrets/password', API_KEY_HEADER: 'x-api-key' },
    },
    {
      ...common,
      type: 'AWS::CodeBuild::Project',
      name: `${team}-build`,
      values: { NODE_ENV: 'production', REGISTRY_TOKEN: `/bank/${team}/build/registry-token` },
    },
    {
      ...common,
      type: 'AWS::CloudFormation::Stack',
      name: `${team}-alarms`,
      values: { Environment: 'prod', MasterUserSecretArn: secretArn(team).replace('*', 'database') },
    },
    {
      ...common,
      type: 'AWS::SSM::Parameter',
      name: `/bank/${team}/db-host`,
      values: { value: `${team}.db.quietbank.example` },
    },
    {
      ...common,
      type: 'AWS::EC2::Instance',
      name: `${team}-jump`,
      values: { script: `#!/bin/sh\nexport TEAM=${team}\nexec /opt/agent/start --config /etc/agent.json\n` },
    },
  ];
});
