import { CfnCondition, Fn, Stack, type StackProps } from 'aws-cdk-lib';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { CfnManagedPolicy, CfnRole } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { actions as hubReads, writeActions as hubWrites } from '../../aws/securityhub.ts';
import type { Config } from '../config.ts';
import { SIGNALS } from '../constructs/signals.ts';
import { readPolicy } from '../read-policy.ts';
import { ROLE_NAMES, WORKER_PATH } from '../roles.ts';

export interface SpokeProps extends StackProps {
  readonly config: Config;
  /** ARN of the hub's bus. */
  readonly busArn: string;
}

/**
 * What every member account has: a role that reads, a role that publishes to the account's own Security Hub, and rules
 * that hand on what can't wait. Roles are made in the home Region alone; rules in every Region that it is deployed in.
 * Nothing in it needs an asset, so that a StackSet, or a person, can deploy the template as it is.
 */
export class SpokeStack extends Stack {
  constructor(scope: Construct, id: string, { config, busArn, ...props }: SpokeProps) {
    super(scope, id, props);
    const home = config.homeRegion ?? 'us-east-1';
    const isHome = new CfnCondition(this, 'IsHome', { expression: Fn.conditionEquals(this.region, home) });
    const trust = spokeTrust(this, config);
    const boundary =
      config.permissionsBoundary === undefined ? {} : { permissionsBoundary: config.permissionsBoundary };
    const role = (name: keyof typeof ROLE_NAMES, description: string, document: object) => {
      const made = new CfnRole(this, name, {
        roleName: ROLE_NAMES[name],
        description,
        assumeRolePolicyDocument: trust,
        maxSessionDuration: 3600,
        ...boundary,
      });
      const policy = new CfnManagedPolicy(this, `${name}Policy`, {
        policyDocument: document,
        roles: [made.ref],
      });
      made.cfnOptions.condition = isHome;
      policy.cfnOptions.condition = isHome;
    };
    role('read', 'Nightwarden reads what its sweep judges, and writes nothing', readPolicy(config));
    role('publish', "Nightwarden publishes to this account's own Security Hub", {
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'NightwardenPublish',
          Effect: 'Allow',
          Action: [...hubReads, ...hubWrites],
          Resource: [
            `arn:${this.partition}:securityhub:*:${this.account}:hub/default`,
            `arn:${this.partition}:securityhub:*:${this.account}:product/${this.account}/default`,
          ],
        },
      ],
    });
    this.forward(busArn, isHome);
  }

  /** Rules of the default bus that hand on to the hub's. IAM tells its events in the main Region only. */
  private forward(busArn: string, isHome: CfnCondition): void {
    const sender = new CfnRole(this, 'Sender', {
      description: "Hands events on to Nightwarden's bus",
      assumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Action: 'sts:AssumeRole',
            Principal: { Service: 'events.amazonaws.com' },
            Condition: { StringEquals: { 'aws:SourceAccount': this.account } },
          },
        ],
      },
      policies: [
        {
          policyName: 'send',
          policyDocument: {
            Version: '2012-10-17',
            Statement: [{ Effect: 'Allow', Action: 'events:PutEvents', Resource: busArn }],
          },
        },
      ],
    });
    for (const [name, pattern] of Object.entries(SIGNALS)) {
      const rule = new CfnRule(this, `${name}Rule`, {
        description: `Nightwarden: ${name} events that can not wait for the night`,
        eventPattern: asJson(pattern),
        targets: [{ id: 'hub', arn: busArn, roleArn: sender.attrArn }],
      });
      if (name === 'iam') rule.cfnOptions.condition = isHome;
    }
  }
}

/** EventBridge's own names, which the CDK writes in camel case. */
function asJson({ source, detailType, detail }: (typeof SIGNALS)['iam']): object {
  return { source, 'detail-type': detailType, detail };
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
