import { describe, expect, it } from 'vitest';
import { CREDENTIAL_ACTIONS } from '../../../lib/aws/credential-actions.ts';
import table from '../actions.json' with { type: 'json' };
import { type Machine, statesOf } from '../definition.ts';
import { actionsOf, listOf, policiesOf, resourcesOf, type Stack, stackOf, textOf } from '../synth.ts';

const stack = stackOf('rotating', 'Nightwarden');
const LEVELS = table.actions as unknown as Readonly<Record<string, readonly [string, readonly string[]]>>;

function statesIn(of: Stack) {
  const [, machine] =
    resourcesOf(of, 'AWS::StepFunctions::StateMachine').find(([id]) => id.startsWith('SweepMachine')) ?? [];
  return statesOf(JSON.parse(textOf(machine?.Properties.DefinitionString)) as Machine);
}

describe('what begins plans without a person', () => {
  const statements = policiesOf(stack)
    .filter(({ role }) => role.startsWith('RotationBeginner'))
    .flatMap((policy) => policy.statements);

  it('reads a credential as it is now, and changes nothing but the ledger, its own record and who runs', () => {
    const own = /^(logs|xray|dynamodb|kms):/;
    const allowed = actionsOf(statements);
    const writes = allowed.filter(
      (action) => !own.test(action) && !['Read', 'List'].includes(LEVELS[action]?.[0] ?? ''),
    );
    expect([...new Set(writes)].toSorted()).toEqual(['s3:PutObject', 'sns:Publish', 'states:StartExecution']);
    expect(allowed).toEqual(expect.arrayContaining([...CREDENTIAL_ACTIONS]));
    expect(allowed).not.toContain('secretsmanager:GetSecretValue');
    expect(allowed).not.toContain('lambda:InvokeFunction');
  });

  it('starts the machines of plans alone, and writes what it begun beside its run alone', () => {
    const on = (action: string) =>
      statements
        .filter((each) => listOf(each.Action).includes(action))
        .flatMap(({ Resource }) => listOf(Resource).map(textOf));
    const started = on('states:StartExecution');
    expect(started).toHaveLength(3);
    for (const arn of started) expect(arn).toMatch(/^<RotationMachines(Rotate|Retire|Contain)\w+>$/);
    expect(on('s3:PutObject')).toEqual([expect.stringMatching(/\/runs\/\*\/begun\.json\.gz$/)]);
  });

  it('reads rows of the ledger, how the switches stand, and which run was the last', () => {
    const keys = statements
      .filter((one) => actionsOf([one]).some((action) => action.startsWith('dynamodb:')))
      .flatMap(({ Condition }) => Object.values(Condition ?? {}).map((one) => one['dynamodb:LeadingKeys']));
    expect(keys).toEqual([
      ['ROTATION#*', 'ROTATIONS#OPEN*', 'CLAIM#*', 'FENCE#*', 'EXPOSURES'],
      ['SWITCHES'],
      ['ACCOUNT#*'],
    ]);
  });
});

describe('the night that begins plans', () => {
  it('does so once an account is judged and something is proposed, and publishes whatever came of it', () => {
    const states = statesIn(stack);
    expect(states.get('Is a plan proposed?')).toMatchObject({
      Choices: [{ Next: 'Begin what needs no person' }],
      Default: 'Publish what was found',
    });
    expect(states.get('Begin what needs no person')).toMatchObject({
      Next: 'Publish what was found',
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Publish what was found' }],
    });
  });

  it('is no other night where no plan can be carried out', () => {
    const names = [...statesIn(stackOf('single', 'Nightwarden')).keys()];
    expect(names).not.toContain('Begin what needs no person');
    expect(names).not.toContain('Is a plan proposed?');
  });
});
