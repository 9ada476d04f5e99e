import { describe, expect, it } from 'vitest';
import { CREDENTIAL_ACTIONS } from '../../../lib/aws/credential-actions.ts';
import table from '../actions.json' with { type: 'json' };
import { actionsOf, CONFIGS, listOf, policiesOf, resourcesOf, stackOf, textOf } from '../synth.ts';

const stack = stackOf('rotating', 'Nightwarden');
const LEVELS = table.actions as unknown as Readonly<Record<string, readonly [string, readonly string[]]>>;

describe('what answers Secrets Manager', () => {
  const statements = policiesOf(stack)
    .filter(({ role }) => role.startsWith('RotationServed'))
    .flatMap((policy) => policy.statements);
  const on = (action: string) =>
    statements
      .filter((each) => listOf(each.Action).includes(action))
      .flatMap(({ Resource }) => listOf(Resource).map(textOf));

  it('reads no value, makes no key, moves no label: it keeps its inputs, writes the ledger, and asks the workers', () => {
    const own = /^(logs|xray|dynamodb|kms):/;
    const allowed = actionsOf(statements);
    const writes = allowed.filter(
      (action) => !own.test(action) && !['Read', 'List'].includes(LEVELS[action]?.[0] ?? ''),
    );
    expect([...new Set(writes)].toSorted()).toEqual([
      'lambda:InvokeFunction',
      's3:PutObject',
      'states:StartExecution',
    ]);
    expect(allowed).toEqual(expect.arrayContaining([...CREDENTIAL_ACTIONS]));
    expect(allowed).not.toContain('secretsmanager:GetSecretValue');
  });

  it('asks five workers, starts the machine of rotations, and keeps inputs under a name of its own', () => {
    const asked = on('lambda:InvokeFunction').map(
      (arn) => /^<RotationWorkers(\w+?)Function\w+\.Arn>$/.exec(arn)?.[1],
    );
    expect(new Set(asked)).toEqual(new Set(['Issuer', 'Observer', 'Publisher', 'Reaper', 'Switcher']));
    expect(on('states:StartExecution')).toEqual([expect.stringMatching(/^<RotationMachinesRotate\w+>$/)]);
    expect(on('s3:PutObject')).toEqual([expect.stringMatching(/\/runs\/served-\*\/inputs\/\*$/)]);
  });

  it('describes the secrets that are named', () => {
    expect(on('secretsmanager:DescribeSecret')).toContain(CONFIGS.rotating.rotation.served[0]);
  });

  it('is called by Secrets Manager of this account, and by nobody else from outside', () => {
    const permissions = resourcesOf(stack, 'AWS::Lambda::Permission')
      .map(([, { Properties }]) => Properties)
      .filter(({ FunctionName }) => textOf(FunctionName).includes('RotationServed'));
    expect(permissions).toEqual([
      {
        Action: 'lambda:InvokeFunction',
        FunctionName: expect.anything(),
        Principal: 'secretsmanager.amazonaws.com',
        SourceAccount: { Ref: 'AWS::AccountId' },
      },
    ]);
  });

  it('is nowhere unless secrets are named', () => {
    for (const name of ['single', 'throwaway'] as const)
      expect(
        Object.keys(stackOf(name, 'Nightwarden').resources).filter((id) => id.startsWith('RotationServed')),
      ).toEqual([]);
  });
});
