import { type CfnCondition, Stack, type StackProps } from 'aws-cdk-lib';
import { CfnManagedPolicy, CfnRole } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { actions as hubReads, writeActions as hubWrites } from '../../aws/securityhub.ts';
import { acknowledgeWildcards } from '../acknowledge.ts';
import { bounded } from '../boundary.ts';
import type { Config } from '../config.ts';
import { Forwarding } from '../constructs/forwarding.ts';
import { EVERY_REGION, readPolicy, SWEPT, secretReadingPolicy } from '../read-policy.ts';
import { ROLE_NAMES, WORKER_PATH } from '../roles.ts';
import { homeOf, inRegion, signalsIn } from '../signal-regions.ts';

export interface SpokeProps extends StackProps {
  readonly config: Config;
  /** ARN of the hub's bus. */
  readonly busArn: string;
}

/** The policy of a role, and why what it names holds a wildcard. */
interface RolePolicy {
  readonly Version: '2012-10-17';
  readonly Statement: readonly {
    readonly Sid: string;
    readonly Effect: 'Allow';
    readonly Action: readonly string[];
    readonly Resource: string | readonly string[];
  }[];
  readonly why: string;
}

/**
 * What every member account has: a role that reads, a role that publishes to the account's own Security Hub, and rules
 * that hand on what can't wait. Roles are made in the home Region alone; rules in every Region that it is deployed in,
 * but for IAM's, which is told in the partition's main Region only.
 * Nothing in it needs an asset, so that a StackSet, or a person, can deploy the template as it is.
 */
export class SpokeStack extends Stack {
  /** undefined: always. */
  readonly #isHome: CfnCondition | undefined;

  constructor(scope: Construct, id: string, { config, busArn, ...props }: SpokeProps) {
    super(scope, id, props);
    this.#isHome = inRegion(this, 'IsHome', homeOf(config));
    const trust = spokeTrust(this, config);
    const read = this.role(
      'read',
      ROLE_NAMES.read,
      'Nightwarden reads what its sweep judges, and writes nothing',
      trust,
    );
    this.policy('readPolicy', { ...readPolicy({ secretReading: false }, this), why: SWEPT }, read);
    if (config.secretReading)
      this.policy('SecretReading', { ...secretReadingPolicy(this), why: SWEPT }, read);
    const publish = this.role(
      'publish',
      ROLE_NAMES.publish,
      "Nightwarden publishes to this account's own Security Hub",
      trust,
    );
    this.policy('publishPolicy', publishPolicy(this), publish);
    new Forwarding(this, 'Forwarding', { busArn, of: signalsIn(this, config) });
    bounded(this, config);
  }

  protected role(id: string, roleName: string, description: string, trust: object): CfnRole {
    const role = new CfnRole(this, id, {
      roleName,
      description,
      assumeRolePolicyDocument: trust,
      maxSessionDuration: 3600,
    });
    if (this.#isHome !== undefined) role.cfnOptions.condition = this.#isHome;
    return role;
  }

  protected policy(id: string, { why, ...policyDocument }: RolePolicy, role: CfnRole): void {
    const policy = new CfnManagedPolicy(this, id, { policyDocument, roles: [role.ref] });
    const statements = policyDocument.Statement.map(({ Sid: sid, Resource }) => ({
      sid,
      resources: [Resource].flat(),
      why,
    }));
    acknowledgeWildcards(policy, statements);
    if (this.#isHome !== undefined) policy.cfnOptions.condition = this.#isHome;
  }
}

function publishPolicy({ partition, account }: Stack): RolePolicy {
  return {
    why: EVERY_REGION,
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'NightwardenPublish',
        Effect: 'Allow',
        Action: [...hubReads, ...hubWrites],
        Resource: [
          `arn:${partition}:securityhub:*:${account}:hub/default`,
          `arn:${partition}:securityhub:*:${account}:product/${account}/default`,
        ],
      },
    ],
  };
}

/** Who may become a role of a spoke: the hub's workers, who know the external id, within the organisation. */
export function spokeTrust(stack: Stack, { organisation }: Config): object {
  if (organisation === undefined) throw new Error('SpokeStack: expected mode organisation, got single');
  const { id, hubAccount, externalId } = organisation;
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: 'sts:AssumeRole',
        Principal: { AWS: `arn:${stack.partition}:iam::${hubAccount}:root` },
        Condition: {
          StringEquals: { 'sts:ExternalId': externalId, 'aws:PrincipalOrgID': id },
          ArnLike: { 'aws:PrincipalArn': `arn:${stack.partition}:iam::${hubAccount}:role${WORKER_PATH}*` },
        },
      },
    ],
  };
}
