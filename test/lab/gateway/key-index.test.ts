import { CloudFormationClient, CreateStackCommand } from '@aws-sdk/client-cloudformation';
import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  DeleteUserCommand,
  IAMClient,
  ListAccessKeysCommand,
  UpdateAccessKeyCommand,
} from '@aws-sdk/client-iam';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Lab, labClient, startLab } from '../lab.ts';
import { control } from './support.ts';

let lab: Lab;
let iam: IAMClient;
beforeAll(async () => {
  lab = await startLab({});
  iam = new IAMClient(labClient(lab));
});
afterAll(async () => lab?.stop());

const USERS = ['ada', 'bob', 'eve'];

async function make(UserName: string): Promise<string> {
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  return AccessKey!.AccessKeyId!;
}

async function keys(MaxItems?: number) {
  const lists = USERS.map(async (UserName) => {
    try {
      const { $metadata: _, ...list } = await iam.send(
        new ListAccessKeysCommand({ UserName, ...(MaxItems === undefined ? {} : { MaxItems }) }),
      );
      return list;
    } catch (error) {
      return (error as Error).name;
    }
  });
  return Promise.all(lists);
}

it('keys are listed as ministack itself lists them, whatever happened to them', async () => {
  for (const UserName of USERS) await iam.send(new CreateUserCommand({ UserName }));
  const [a, b, c, d] = [await make('ada'), await make('ada'), await make('bob'), await make('eve')];
  await iam.send(new UpdateAccessKeyCommand({ UserName: 'ada', AccessKeyId: a, Status: 'Inactive' }));
  // Neither names its user.
  await iam.send(new UpdateAccessKeyCommand({ AccessKeyId: c, Status: 'Inactive' }));
  await iam.send(new DeleteAccessKeyCommand({ AccessKeyId: b }));
  const e = await make('ada');
  await control(lab.endpoint, 'POST', 'backdate', { accessKeyId: e, createdAt: '2025-01-01' });
  await iam.send(new DeleteAccessKeyCommand({ UserName: 'eve', AccessKeyId: d }));
  await iam.send(new DeleteUserCommand({ UserName: 'eve' }));
  await iam.send(new CreateUserCommand({ UserName: 'eve' }));

  const here = [await keys(), await keys(1)];
  expect(here[0]).toMatchObject([
    {
      AccessKeyMetadata: [
        { AccessKeyId: a, Status: 'Inactive' },
        { AccessKeyId: e, Status: 'Active' },
      ],
    },
    { AccessKeyMetadata: [{ AccessKeyId: c, Status: 'Inactive' }] },
    { AccessKeyMetadata: [] },
  ]);
  // From here on a stack may have made keys that nobody saw, and ministack is asked.
  await new CloudFormationClient(labClient(lab))
    .send(new CreateStackCommand({ StackName: 'any', TemplateBody: '{"Resources":{}}' }))
    .catch(() => undefined);
  expect([await keys(), await keys(1)]).toEqual(here);
});
