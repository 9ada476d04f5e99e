import { describe, expect, it } from 'vitest';
import { redactVariables } from '../../../lib/sources/redaction/index.ts';
import { aFunction, aGap, functionArn, keyId, part, reasons, snapshotOf } from '../files/export-builder.ts';

const functions = (...items: readonly unknown[]) => part('lambda:ListFunctions', items);
const environment = async (values: Record<string, string>) => ({
  Environment: { Variables: await redactVariables(values) },
});

describe('a function', () => {
  it('without an environment is read, and holds nothing', () => {
    const snapshot = snapshotOf({ functions: functions(aFunction('f')) });
    expect(snapshot.workloads).toEqual([
      {
        type: 'AWS::Lambda::Function',
        arn: functionArn('f'),
        name: 'f',
        region: 'eu-west-1',
        role: 'arn:aws:iam::111122223333:role/f',
        tags: {},
        environment: { state: 'read', variables: [] },
      },
    ]);
    expect(snapshot.credentials).toEqual([]);
  });

  it('with what looks like a secret in its environment stands for that copy, and names only its place', async () => {
    const values = { DB_PASSWORD: 'hunter2-hunter2-x9', LEVEL: 'info' };
    const snapshot = snapshotOf({
      functions: functions(aFunction('f', { ...(await environment(values)), Tags: { owner: 'x' } })),
    });
    expect(snapshot.credentials).toMatchObject([
      {
        kind: 'plaintext',
        id: functionArn('f'),
        principal: null,
        region: 'eu-west-1',
        createdAt: null,
        lastUsed: { state: 'unknown' },
        tags: { owner: 'x' },
        variables: [{ name: 'DB_PASSWORD', length: 18 }],
      },
    ]);
    expect(snapshot.workloads[0]?.environment).toMatchObject({
      variables: [{ name: 'DB_PASSWORD' }, { name: 'LEVEL', rules: [] }],
    });
    expect(JSON.stringify(snapshot)).not.toContain('hunter2');
  });

  it('with a key id alone holds no secret, but the id is kept', async () => {
    const snapshot = snapshotOf({
      functions: functions(aFunction('f', await environment({ AWS_ACCESS_KEY_ID: keyId(1) }))),
    });
    expect(snapshot.credentials).toEqual([]);
    expect(snapshot.workloads[0]?.environment).toMatchObject({ variables: [{ keyId: keyId(1) }] });
  });

  it('whose environment AWS could not decrypt is unread and a gap, told once', () => {
    const item = aFunction('f', { Environment: { Error: { ErrorCode: 'AccessDeniedException' } } });
    const snapshot = snapshotOf({ functions: functions(item) });
    expect(snapshot.workloads[0]?.environment).toEqual({ state: 'unread', missing: 'kms:Decrypt' });
    expect(snapshot.gaps).toMatchObject([
      {
        scope: { subject: functionArn('f'), region: 'eu-west-1' },
        missing: 'kms:Decrypt',
        facts: ['function-environments'],
      },
    ]);
    const told = [aGap('kms:Decrypt', { scope: { account: '111122223333', subject: functionArn('f') } })];
    expect(
      snapshotOf({ functions: part('lambda:ListFunctions', [item], { status: 'partial', gaps: told }) }).gaps,
    ).toEqual(told);
  });

  it('with a value that was not redacted is refused, and the value is not in the message', () => {
    const snapshot = snapshotOf({
      functions: functions(aFunction('f', { Environment: { Variables: { A: 'canary-value' } } })),
    });
    expect(snapshot.workloads).toEqual([]);
    expect(reasons(snapshot)).toEqual([
      'lambda:ListFunctions: [0].Environment.Variables.A: expected object, got string',
    ]);
    expect(JSON.stringify(snapshot)).not.toContain('canary-value');
  });
});
