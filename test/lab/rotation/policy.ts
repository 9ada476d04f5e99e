import type { RotationPolicy } from '../../../lib/core/rotation/policy.ts';
import type { Team } from './shop.ts';

/** Seconds where production has days. Longer than the lab's last use lags, and than a look takes. */
const DURATIONS = {
  lease: '20s',
  refresh: '2s',
  watch: '5s',
  quarantine: '5s',
  drain: '4s',
  settle: '2s',
  patience: '40s',
  parkAfter: '90s',
  poll: '1s',
} as const;

export interface PolicyOptions {
  readonly approvals?: Readonly<Partial<Record<'rotate' | 'retire' | 'contain', readonly string[]>>>;
  /** What begins without a person. */
  readonly alone?: Partial<Pick<RotationPolicy, 'unattended' | 'autoContain'>>;
  /** ARN of whoever wrote it. */
  readonly author: string;
}

/** The policy file in which a team declares where its key lies, who lives on it, and how each is asked. */
export function policyOf(
  teams: readonly Team[],
  { approvals = {}, alone = {}, author }: PolicyOptions,
): string {
  return JSON.stringify({
    budgets: { iam: 200, cloudtrail: 200, secretsmanager: 200 },
    rotation: {
      ...alone,
      approvals: { rotate: [], retire: ['delete'], contain: [], ...approvals },
      durations: DURATIONS,
      looks: { soon: '1s', later: '1s' },
      credentials: teams
        .filter(({ dependents }) => dependents.length > 0)
        .map((team) => ({
          credential: team.accessKeyId,
          authors: [author],
          ...(team.waits === undefined ? {} : { watch: team.waits, quarantine: team.waits }),
          store: {
            secret: team.secretArn,
            shape: { as: 'json', accessKeyId: 'accessKeyId', secretAccessKey: 'secretAccessKey' },
          },
          copies: team.dependents
            .filter(({ reads }) => reads === 'environment')
            .map(({ name, arn }) => ({
              id: name,
              in: 'lambda-environment',
              arn,
              accessKeyId: 'APP_ACCESS_KEY_ID',
              secretAccessKey: 'APP_SECRET_ACCESS_KEY',
            })),
          dependents: team.dependents.map(({ name, arn, reads }) => ({
            name,
            arn,
            environment: 'production',
            owner: team.owner,
            ...(reads === 'environment' ? { reads: name } : {}),
            probes: [{ by: 'lambda', arn }],
            // Everything in the lab comes from the loopback.
            seenAs: { sources: ['127.0.0.1/32'] },
          })),
        })),
    },
  });
}

/** The people who answer for the teams' keys. */
export function rosterOf(teams: readonly Team[]): string {
  const rows = teams.map(({ owner }) => `${owner},${owner.split('@')[0] ?? ''},active,`);
  return ['email,team,status,leftOn', ...rows, ''].join('\n');
}
