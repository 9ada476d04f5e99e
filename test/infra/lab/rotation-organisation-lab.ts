import { appendFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  GetRoleCommand,
  IAMClient,
  ListRolesCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { InvokeCommand, LambdaClient, paginateListFunctions } from '@aws-sdk/client-lambda';
import { workerName } from '../../../lib/core/rotation/accounts.ts';
import { CALLER_PATH } from '../../../lib/infra/roles.ts';
import { type Lab, labClient } from '../../lab/lab.ts';
import { LabError } from '../../lab/lab-error.ts';
import { listening } from '../../lab/listening.ts';
import { LAB_SECRET } from '../../lab/ministack.ts';

/** A profile of that name at the desk, which signs in as root of an account. */
export async function addProfile(desk: Lab, name: string, { account }: Lab): Promise<void> {
  const file = desk.env.AWS_SHARED_CREDENTIALS_FILE ?? '';
  const lines = [`[${name}]`, `aws_access_key_id = ${account}`, `aws_secret_access_key = ${LAB_SECRET}`, ''];
  await appendFile(file, lines.join('\n'));
}

/** Names of the hub's roles that an account lets call its workers. */
export async function callersOf(hub: Lab): Promise<readonly string[]> {
  const iam = new IAMClient(labClient(hub));
  const { Roles = [] } = await iam.send(new ListRolesCommand({ PathPrefix: CALLER_PATH, MaxItems: 1000 }));
  iam.destroy();
  return Roles.filter(({ Path }) => Path === CALLER_PATH).map(({ RoleName = '' }) => RoleName);
}

/**
 * ministack takes the principal's ARN of a session for the session's own, where AWS takes its role's, and each account for
 * an organisation of its own. What AWS is given is asserted on the template; here the same roles are named as ministack
 * names them.
 * @param who names of the roles that may become this one, and the account in which they are
 */
export async function trustAsMinistackNames(
  account: Lab,
  RoleName: string,
  who: { readonly account: string; readonly roles: readonly string[]; readonly organisation: string },
): Promise<void> {
  const iam = new IAMClient(labClient(account));
  const { Role } = await iam.send(new GetRoleCommand({ RoleName }));
  const trust = JSON.parse(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '{}')) as {
    readonly Statement: readonly { readonly Condition: Readonly<Record<string, object>> }[];
  };
  const sessions = who.roles.map((role) => `arn:aws:sts::${who.account}:assumed-role/${role}/*`);
  const Statement = trust.Statement.map(({ Condition, ...rest }) => {
    const { ArnEquals: _named, ArnLike: _below, StringEquals, ...others } = Condition;
    return {
      ...rest,
      Condition: {
        ...others,
        StringEquals: { ...StringEquals, 'aws:PrincipalOrgID': who.organisation },
        ArnLike: { 'aws:PrincipalArn': sessions },
      },
    };
  });
  const PolicyDocument = JSON.stringify({ ...trust, Statement });
  await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument }));
  iam.destroy();
}

/** A function by a part of its name. */
export async function functionNamed(account: Lab, part: string): Promise<string> {
  const lambda = new LambdaClient(labClient(account));
  try {
    for await (const { Functions = [] } of paginateListFunctions({ client: lambda }, {}))
      for (const { FunctionName = '' } of Functions) if (FunctionName.includes(part)) return FunctionName;
  } finally {
    lambda.destroy();
  }
  throw new LabError(`expected a function with ${part} in its name in ${account.account}`);
}

/**
 * Asks the guard of an account whether its workers may go, as CloudFormation does. ministack deletes the other resources
 * of a stack although its guard refuses, where CloudFormation deletes nothing that the guard depends on.
 */
export async function askToGo(account: Lab, Table: string): Promise<{ Status: string; Reason?: string }> {
  const answered = Promise.withResolvers<string>();
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      response.end();
      answered.resolve(Buffer.concat(parts).toString());
    });
  });
  const url = await listening(server);
  const lambda = new LambdaClient(labClient(account));
  const asked = {
    RequestType: 'Delete',
    ResponseURL: `${url}/`,
    StackId: 'stack',
    RequestId: 'request',
    LogicalResourceId: 'Plans',
    PhysicalResourceId: 'nightwarden-live-plans',
    ResourceProperties: { For: 'plans', Table },
  };
  try {
    const { FunctionError } = await lambda.send(
      new InvokeCommand({ FunctionName: workerName('guard'), Payload: JSON.stringify(asked) }),
    );
    if (FunctionError !== undefined) throw new LabError(`the guard failed: ${FunctionError}`);
    return JSON.parse(await answered.promise) as { Status: string; Reason?: string };
  } finally {
    lambda.destroy();
    server.close();
  }
}

/**
 * Calls the hub's reconciler again and again. ministack's state machines do not become a role for a call, and refuse
 * functions of other accounts: so it alone carries plans out here, by the same workers and roles.
 * @returns ends it, once what is on its way has come back
 */
export async function keepReconciling(hub: Lab): Promise<() => Promise<void>> {
  const FunctionName = await functionNamed(hub, 'RotationReconciler');
  const lambda = new LambdaClient({ ...labClient(hub), requestHandler: { requestTimeout: 300_000 } });
  const over = new AbortController();
  const loop = (async () => {
    while (!over.signal.aborted) {
      await lambda.send(new InvokeCommand({ FunctionName, Payload: Buffer.from('{}') }));
      await sleep(500);
    }
  })();
  return async () => {
    over.abort();
    await loop;
    lambda.destroy();
  };
}
