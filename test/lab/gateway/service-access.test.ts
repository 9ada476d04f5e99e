import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateUserCommand,
  GenerateServiceLastAccessedDetailsCommand,
  GetServiceLastAccessedDetailsCommand,
  IAMClient,
  ListUsersCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Lab, startLab } from '../lab.ts';
import { clientOf, control } from './support.ts';

const ACCOUNT = '111122223333';
const arn = (name: string) => `arn:aws:iam::${ACCOUNT}:user/${name}`;

describe('services last accessed behind the gateway', () => {
  let lab: Lab;
  let iam: IAMClient;

  beforeAll(async () => {
    lab = await startLab({});
    iam = new IAMClient(clientOf(lab.endpoint, ACCOUNT));
    const allowed = { Effect: 'Allow', Action: ['S3:GetObject', 'sqs:*'], Resource: '*' };
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [allowed] });
    for (const UserName of ['ana', 'root-like']) await iam.send(new CreateUserCommand({ UserName }));
    await iam.send(new PutUserPolicyCommand({ UserName: 'ana', PolicyName: 'work', PolicyDocument }));
    const PolicyArn = 'arn:aws:iam::aws:policy/AdministratorAccess';
    await iam.send(new AttachUserPolicyCommand({ UserName: 'root-like', PolicyArn }));
  });
  afterAll(async () => lab?.stop());

  async function accessOf(name: string, client = iam) {
    const { JobId } = await client.send(new GenerateServiceLastAccessedDetailsCommand({ Arn: arn(name) }));
    const { ServicesLastAccessed = [], JobStatus } = await client.send(
      new GetServiceLastAccessedDetailsCommand({ JobId }),
    );
    expect(JobStatus).toBe('COMPLETED');
    return Object.fromEntries(
      ServicesLastAccessed.map((each) => [
        each.ServiceNamespace,
        each.LastAuthenticated?.toISOString() ?? null,
      ]),
    );
  }

  it('are those that policies allow, reached when the lab was told', async () => {
    expect(await accessOf('ana')).toEqual({ s3: null, sqs: null });
    const at = '2026-11-01T10:00:00.000Z';
    await control(lab.endpoint, 'POST', 'service-access', { arn: arn('ana'), at, services: { sqs: null } });
    expect(await accessOf('ana')).toEqual({ s3: at, sqs: null });
    expect(Object.keys(await accessOf('root-like')).length).toBeGreaterThan(5);
  });

  it('show a call that passed, and only to whoever asked for the job', async () => {
    const { AccessKey: key } = await iam.send(new CreateAccessKeyCommand({ UserName: 'root-like' }));
    const credentials = { accessKeyId: key?.AccessKeyId ?? '', secretAccessKey: key?.SecretAccessKey ?? '' };
    const other = new IAMClient({ ...clientOf(lab.endpoint, ACCOUNT), credentials });
    await other.send(new ListUsersCommand({}));
    expect((await accessOf('root-like')).iam).not.toBeNull();
    const { JobId } = await other.send(new GenerateServiceLastAccessedDetailsCommand({ Arn: arn('ana') }));
    await expect(iam.send(new GetServiceLastAccessedDetailsCommand({ JobId }))).rejects.toThrow(
      'No such job',
    );
  });

  it('are of nobody who is not there', async () => {
    await expect(accessOf('nobody')).rejects.toThrow('does not exist');
  });
});
