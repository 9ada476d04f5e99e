import { describe, expect, it } from 'vitest';
import table from '../actions.json' with { type: 'json' };
import {
  actionsOf,
  CONFIGS,
  listOf,
  policiesOf,
  resourcesOf,
  type Stack,
  stackOf,
  textOf,
} from '../synth.ts';

const LEVELS = table.actions as unknown as Readonly<Record<string, readonly [string, readonly string[]]>>;
const single = stackOf('rotating', 'Nightwarden');
const hub = stackOf('rotatingOrganisation', 'NightwardenHub');

function statementsIn(stack: Stack) {
  return policiesOf(stack)
    .filter(({ role }) => role.startsWith('RotationExposures'))
    .flatMap(({ statements }) => statements);
}

const on = (stack: Stack, action: string) =>
  statementsIn(stack)
    .filter(({ Action }) => listOf(Action).includes(action))
    .flatMap(({ Resource }) => listOf(Resource).map(textOf));

describe('whoever looks into leaks that are not over', () => {
  it('reads no account, and changes nothing but what is kept of leaks', () => {
    const own = /^(logs|xray|kms):/;
    const allowed = new Set(actionsOf(statementsIn(single)).filter((action) => !own.test(action)));
    expect([...allowed].toSorted()).toEqual([
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:Query',
      'dynamodb:UpdateItem',
      'lambda:InvokeFunction',
      's3:GetObject',
      's3:ListBucket',
      'sns:Publish',
      'sqs:SendMessage',
    ]);
    const written = statementsIn(single).filter((one) =>
      actionsOf([one]).some((action) => action.startsWith('dynamodb:') && LEVELS[action]?.[0] === 'Write'),
    );
    expect(
      written.map(({ Condition }) => Condition?.['ForAllValues:StringLike']?.['dynamodb:LeadingKeys']),
    ).toEqual([['EXPOSURES', 'EXPOSURE#*']]);
  });

  it('of plans and nights reads which there are, and what nights kept', () => {
    const [read] = statementsIn(single).filter(({ Sid }) => Sid === 'PlansAndNights');
    expect(listOf(read?.Action)).toEqual(['dynamodb:GetItem']);
    expect(read?.Condition?.['ForAllValues:StringLike']?.['dynamodb:LeadingKeys']).toEqual([
      'ROTATION#*',
      'ACCOUNT#*',
    ]);
    expect(on(single, 's3:GetObject').join()).toMatch(/\/runs\/\*$/);
  });

  it('asks the observer and the switcher, and nobody else who carries out plans', () => {
    expect(on(single, 'lambda:InvokeFunction').toSorted()).toEqual([
      expect.stringMatching(/^<RotationWorkersObserverFunction\w+\.Arn>$/),
      expect.stringMatching(/^<RotationWorkersSwitcherFunction\w+\.Arn>$/),
    ]);
  });

  it('in an organisation asks through the role of each account that opted in', () => {
    const { accounts } = CONFIGS.rotatingOrganisation.rotation;
    expect(on(hub, 'sts:AssumeRole')).toEqual(
      accounts.map((account) => `arn:<AWS::Partition>:iam::${account}:role/NightwardenRotationInvoke`),
    );
    expect(actionsOf(statementsIn(hub))).not.toContain('lambda:InvokeFunction');
  });

  it('is started by the reconciler, which knows it by its ARN', () => {
    for (const stack of [single, hub]) {
      const [environment] = resourcesOf(stack, 'AWS::Lambda::Function')
        .filter(([id]) => id.startsWith('RotationReconcilerWorker'))
        .map(([, { Properties }]) => Properties.Environment);
      const told = environment as { readonly Variables: Readonly<Record<string, unknown>> };
      const arn = textOf(told.Variables.NIGHTWARDEN_EXPOSURE);
      expect(arn).toMatch(/^<RotationExposuresWorkerFunction\w+\.Arn>$/);
      const [look] = policiesOf(stack)
        .filter(({ role }) => role.startsWith('RotationReconcilerWorker'))
        .flatMap(({ statements }) => statements.filter(({ Sid }) => Sid === 'Look'));
      expect(listOf(look?.Resource).map(textOf)).toEqual([arn]);
    }
  });
});
