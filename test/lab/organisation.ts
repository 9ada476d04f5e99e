import { setTimeout as sleep } from 'node:timers/promises';
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import {
  CreateAccountCommand,
  DescribeOrganizationCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations';
import type { Config } from '../../lib/infra/config.ts';
import { ManagementStack } from '../../lib/infra/stacks/management.ts';
import { standaloneTemplate } from '../../lib/infra/standalone-template.ts';
import { type Lab, labClient } from './lab.ts';
import { LabError } from './lab-error.ts';

/** The same lab, as the root of another account: ministack takes a key id of 12 digits for that. */
export function asAccount(lab: Lab, account: string): Lab {
  return { ...lab, account, env: { ...lab.env, AWS_ACCESS_KEY_ID: account } };
}

/** Makes accounts of these names in the organisation that the lab's own account manages. */
export async function makeOrganisation(lab: Lab, names: readonly string[]): Promise<readonly string[]> {
  const client = new OrganizationsClient(labClient(lab));
  try {
    const ids: string[] = [];
    for (const AccountName of names) {
      const { CreateAccountStatus } = await client.send(
        new CreateAccountCommand({ AccountName, Email: `${AccountName}@smallshop.example` }),
      );
      ids.push(CreateAccountStatus?.AccountId ?? '');
    }
    return ids;
  } finally {
    client.destroy();
  }
}

/**
 * The organisation that ministack counts an account's principals to: it knows no members, and takes each account that
 * asks for the management account of one.
 */
export async function organisationOf(account: Lab): Promise<string> {
  const client = new OrganizationsClient(labClient(account));
  try {
    const { Organization } = await client.send(new DescribeOrganizationCommand({}));
    return Organization?.Id ?? '';
  } finally {
    client.destroy();
  }
}

/** The template for the management account, without the CDK's bootstrap there. */
export function managementTemplate(config: Config, busArn: string): object {
  return standaloneTemplate(
    (app, options) => new ManagementStack(app, 'NightwardenManagement', { config, busArn, ...options }),
  );
}

/**
 * Deploys a template as it stands, as a StackSet or a person would.
 * @throws {LabError} with CloudFormation's reason
 */
export async function createStack(account: Lab, StackName: string, template: object): Promise<void> {
  const client = new CloudFormationClient(labClient(account));
  try {
    await client.send(
      new CreateStackCommand({
        StackName,
        TemplateBody: asMinistackTakes(JSON.stringify(template)),
        Capabilities: ['CAPABILITY_NAMED_IAM'],
      }),
    );
    for (let tries = 0; tries < 300; tries += 1) {
      const { Stacks } = await client.send(new DescribeStacksCommand({ StackName }));
      const { StackStatus = '', StackStatusReason = '' } = Stacks?.[0] ?? {};
      if (StackStatus === 'CREATE_COMPLETE') return;
      if (!StackStatus.endsWith('IN_PROGRESS'))
        throw new LabError(`the stack ${StackName} ended as ${StackStatus}: ${StackStatusReason}`);
      await sleep(100);
    }
    throw new LabError(`the stack ${StackName} was not made within 30 s`);
  } finally {
    client.destroy();
  }
}

/**
 * ministack knows no Region in conditions, and takes the principal's ARN of a session for the session's own, where AWS
 * takes its role's. What AWS is given is asserted on the template.
 */
function asMinistackTakes(template: string): string {
  return template
    .replace(/(?<="Conditions":\{.*?)\{"Ref":"AWS::Region"\}/g, '"us-east-1"')
    .replace(/arn:aws:iam::(\d{12}):role\/nightwarden\/\*/g, 'arn:aws:sts::$1:assumed-role/*')
    .replace(
      /\{"Fn::Join":\["",\["arn:",\{"Ref":"AWS::Partition"\},":iam::(\d{12}):role\/nightwarden\/\*"\]\]\}/g,
      '"arn:aws:sts::$1:assumed-role/*"',
    );
}
