import { gzipSync } from 'node:zlib';
import { DescribeInstanceAttributeCommand, DescribeInstancesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { userData } from '../../../lib/sources/user-data/index.ts';
import { sdkError } from '../../aws/sdk-errors.ts';
import { ACCOUNT, part } from '../files/export-builder.ts';
import { liveContext, MANIFEST } from '../live-context.ts';

const CANARY = 'canary-hunter2-x9';
const SCRIPT = `#!/bin/bash\nexport DB_PASSWORD=${CANARY}\n./start\n`;
const ID = 'i-0123456789abcdef0';
const ARN = `arn:aws:ec2:eu-west-1:${ACCOUNT}:instance/${ID}`;
const FOUND = { redacted: true, length: SCRIPT.length, rules: ['secret-named-value'] };

const base64 = (data: string | Buffer) => Buffer.from(data).toString('base64');
const answer = (value: unknown, fields: object = {}) => ({
  InstanceId: ID,
  Arn: ARN,
  UserData: { Value: value },
  ...fields,
});
const parse = (item: unknown, manifest: object = {}) =>
  userData.parse(part('user-data.json', [item]), { ...MANIFEST, ...manifest });

describe('what is kept of an instance', () => {
  it('are its id, ARN, Region, tags and what its user data looks like', async () => {
    const Tags = [{ Key: 'owner', Value: 'payments' }];
    expect(await userData.keep(answer(base64(SCRIPT), { Region: 'eu-west-1', Tags }))).toEqual({
      InstanceId: ID,
      Arn: ARN,
      Region: 'eu-west-1',
      UserData: { Value: FOUND },
      Tags,
    });
  });

  it.each`
    why                                    | value
    ${'as it stands'}                      | ${base64(SCRIPT)}
    ${'over several lines'}                | ${base64(SCRIPT).replace(/(.{20})/g, '$1\n')}
    ${'gzipped'}                           | ${base64(gzipSync(SCRIPT))}
    ${'in UTF-16'}                         | ${base64(Buffer.from(`\ufeff${SCRIPT}`, 'utf16le'))}
    ${'in Latin-1'}                        | ${base64(Buffer.from(`# é\n${SCRIPT}`, 'latin1'))}
    ${'in a part of a MIME message'}       | ${base64(`Content-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: text/x-shellscript\n\n${SCRIPT}\n--b--\n`)}
    ${'in a part that is in base64'}       | ${base64(`Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Transfer-Encoding: base64\r\nContent-Type: x/y\r\n\r\n${base64(SCRIPT)}\r\n--b--\r\n`)}
    ${'in a part that is in gzip as well'} | ${base64(`--b\nContent-Type: x/y\nContent-Transfer-Encoding: base64\n\n${base64(gzipSync(SCRIPT))}\n`)}
  `('finds a credential $why, and keeps nothing of it', async ({ value }) => {
    const kept = await userData.keep(answer(value));
    expect(kept).toMatchObject({ UserData: { Value: { rules: ['secret-named-value'] } } });
    expect(JSON.stringify(kept)).not.toContain('canary');
  });

  it.each`
    why                               | item
    ${'in fields that nothing reads'} | ${answer(base64('x'), { KeyName: CANARY, IamInstanceProfile: { Arn: CANARY } })}
    ${'in place of the user data'}    | ${answer(null, { UserData: CANARY })}
    ${'in a value that is no text'}   | ${answer({ a: CANARY })}
    ${'where no value was decoded'}   | ${answer(undefined, { UserData: { Undecoded: CANARY } })}
    ${'in names that are no text'}    | ${{ ...answer(base64('x')), InstanceId: [CANARY], Arn: { a: CANARY }, Tags: [{ Key: [CANARY], Value: [CANARY] }] }}
    ${'in text that is no base64'}    | ${answer(SCRIPT)}
  `('is nothing that lies $why', async ({ item }) => {
    expect(JSON.stringify(await userData.keep(item))).not.toContain('canary');
  });

  it.each([[base64(SCRIPT)], [SCRIPT], [base64(Buffer.from([0, 1, 2]))], [undefined], [17]])(
    'stays as it is when it is kept again: %j',
    async (value) => {
      const once = await userData.keep(answer(value));
      expect(await userData.keep(once as Record<string, unknown>)).toEqual(once);
    },
  );
});

describe('an instance', () => {
  it('is a workload that shows its user data', async () => {
    const Tags = [{ Key: 'owner', Value: 'payments' }];
    const { workloads, gaps } = parse(await userData.keep(answer(base64(SCRIPT), { Tags })));
    expect(gaps).toEqual([]);
    expect(workloads).toEqual([
      {
        arn: ARN,
        type: 'AWS::EC2::Instance',
        name: ID,
        region: 'eu-west-1',
        tags: { owner: 'payments' },
        environment: {
          state: 'read',
          variables: [{ name: 'user data', length: SCRIPT.length, rules: ['secret-named-value'] }],
        },
      },
    ]);
  });

  it('without user data is read, and shows nothing', async () => {
    const { workloads, gaps } = parse(await userData.keep({ InstanceId: ID, Arn: ARN, UserData: {} }));
    expect(gaps).toEqual([]);
    expect(workloads).toMatchObject([{ environment: { state: 'read', variables: [] } }]);
  });

  it.each`
    told                    | fields                     | regions                       | region
    ${'by its Region'}      | ${{ Region: 'us-east-1' }} | ${['eu-west-1', 'us-east-1']} | ${'us-east-1'}
    ${'by the only Region'} | ${{}}                      | ${['eu-north-1']}             | ${'eu-north-1'}
  `('without an ARN is placed $told', async ({ fields, regions, region }) => {
    const kept = await userData.keep({ InstanceId: ID, UserData: {}, ...fields });
    expect(parse(kept, { regions }).workloads).toMatchObject([
      { arn: `arn:aws:ec2:${region}:${ACCOUNT}:instance/${ID}`, region },
    ]);
  });

  it('of which nobody knows the Region is a gap', async () => {
    const { workloads, gaps } = parse(await userData.keep({ InstanceId: ID, UserData: {} }));
    expect(workloads).toEqual([]);
    expect(gaps).toMatchObject([
      {
        reason: `user-data.json: [0]: expected an Arn or a Region beside ${ID}, got neither`,
        facts: ['user-data'],
        badInput: true,
      },
    ]);
  });

  it.each`
    why                      | value                                                          | expected
    ${'no base64'}           | ${'#!/bin/sh'}                                                 | ${'expected base64, got other text'}
    ${'a damaged gzip'}      | ${base64(gzipSync(SCRIPT).subarray(0, 20))}                    | ${'expected gzip'}
    ${'an archive'}          | ${base64(Buffer.from('PK\u0003\u0004\0\0\0', 'latin1'))}       | ${'expected text, got other bytes'}
    ${'a gzip without end'}  | ${base64(gzipSync(Buffer.alloc(2_000_000, 'a')))}              | ${'expected at most 1 MB, got more'}
    ${'far too long'}        | ${'YWFh'.repeat(500_000)}                                      | ${'expected at most 1 MB, got more'}
    ${'a part of no base64'} | ${base64('Content-Transfer-Encoding: base64\n\nno base64!\n')} | ${'expected base64, got other text'}
  `('with user data that is $why is unread and a gap, never clean', async ({ value, expected }) => {
    const { workloads, gaps } = parse(await userData.keep(answer(value)));
    expect(workloads).toMatchObject([{ environment: { state: 'unread' } }]);
    expect(gaps).toMatchObject([{ scope: { region: 'eu-west-1', subject: ARN }, facts: ['user-data'] }]);
    expect(gaps[0]?.reason).toContain(`user-data.json: [0].UserData.Value: ${expected}`);
  });

  it.each`
    why                                 | item                                           | reason
    ${'as describe-instances lists it'} | ${{ InstanceId: ID, Arn: ARN }}                | ${'[0].UserData: expected object, got nothing'}
    ${'with a value of no text'}        | ${answer(17)}                                  | ${'[0].UserData.Value: expected object, got number'}
    ${'with an id that is none'}        | ${answer(base64('x'), { InstanceId: '../x' })} | ${'[0].InstanceId: expected an instance id, got string'}
  `('$why is a gap: $reason', async ({ item, reason }) => {
    const { workloads, gaps } = parse(await userData.keep(item));
    expect(workloads).toEqual([]);
    expect(gaps).toMatchObject([{ reason: `user-data.json: ${reason}`, badInput: true }]);
  });

  it('whose user data was not redacted is refused, and not quoted', () => {
    const { workloads, gaps } = parse(answer(base64(SCRIPT)));
    expect(workloads).toEqual([]);
    expect(gaps).toHaveLength(1);
    expect(JSON.stringify(gaps)).not.toContain(base64(SCRIPT).slice(0, 12));
  });
});

describe('live', () => {
  const ec2 = mockClient(EC2Client);
  const other = 'i-0fedcba9876543210';
  beforeEach(() => {
    ec2.reset();
    ec2.on(DescribeInstancesCommand).resolves({
      Reservations: [
        { Instances: [{ InstanceId: ID, Tags: [{ Key: 'owner', Value: 'x' }] }, { InstanceId: other }] },
      ],
    });
    ec2
      .on(DescribeInstanceAttributeCommand)
      .resolves({ InstanceId: ID, UserData: { Value: base64(SCRIPT) } });
  });

  it('reads the user data of each instance, redacted, under its ARN', async () => {
    const read = await userData.read(liveContext());
    expect(read).toMatchObject({ status: 'complete', gaps: [] });
    expect(read.items).toEqual([
      { InstanceId: ID, Arn: ARN, UserData: { Value: FOUND }, Tags: [{ Key: 'owner', Value: 'x' }] },
      { InstanceId: other, Arn: ARN.replace(ID, other), UserData: { Value: FOUND }, Tags: [] },
    ]);
    expect(JSON.stringify(read)).not.toContain('canary');
  });

  it('tells an instance that was denied, and passes over one that is gone by now', async () => {
    ec2
      .on(DescribeInstanceAttributeCommand, { InstanceId: ID })
      .rejects(sdkError('UnauthorizedOperation'))
      .on(DescribeInstanceAttributeCommand, { InstanceId: other })
      .rejects(sdkError('InvalidInstanceID.NotFound'));
    const read = await userData.read(liveContext());
    expect(read).toMatchObject({
      status: 'partial',
      items: [],
      gaps: [{ scope: { region: 'eu-west-1', subject: ARN }, missing: 'ec2:DescribeInstanceAttribute' }],
    });
    expect(read.gaps).toHaveLength(1);
  });

  it('that was denied is unread', async () => {
    ec2.on(DescribeInstancesCommand).rejects(sdkError('UnauthorizedOperation'));
    expect(await userData.read(liveContext())).toMatchObject({
      status: 'unread',
      items: [],
      gaps: [{ missing: 'ec2:DescribeInstances', facts: ['user-data'] }],
    });
  });

  it('says of an answer without user data that there is none to judge only when EC2 says so', async () => {
    ec2.on(DescribeInstanceAttributeCommand).resolves({ InstanceId: ID, UserData: {} });
    const read = await userData.read(liveContext());
    const { workloads, gaps } = userData.parse(read, MANIFEST);
    expect(gaps).toEqual([]);
    expect(workloads).toMatchObject([
      { environment: { state: 'read', variables: [] } },
      { environment: { state: 'read', variables: [] } },
    ]);
  });
});
