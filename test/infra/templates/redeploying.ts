import { describe, expect, it } from 'vitest';
import { actionsOf, CONFIGS, listOf, policiesOf, resourcesOf, stackOf } from '../synth.ts';

const mayRedeploy = (name: 'reaching' | 'rotating' | 'rotatingOrganisation', stack: string) =>
  policiesOf(stackOf(name, stack)).flatMap(({ role, statements }) =>
    statements
      .filter((one) => actionsOf([one]).includes('ecs:UpdateService'))
      .map((one) => ({ role, actions: actionsOf([one]), on: listOf(one.Resource) })),
  );

describe('rotation that redeploys services', () => {
  it('lets the publisher alone redeploy those that are named, and pass no role', () => {
    const { services } = CONFIGS.reaching.rotation;
    expect(mayRedeploy('reaching', 'Nightwarden')).toEqual([
      {
        role: expect.stringMatching(/^RotationWorkersPublisher/),
        actions: ['ecs:UpdateService'],
        on: [...services],
      },
    ]);
  });

  it('lets nobody where none is named', () => {
    expect(mayRedeploy('rotating', 'Nightwarden')).toEqual([]);
  });

  it('lets each account of an organisation redeploy its own', () => {
    const [only, ...others] = mayRedeploy('rotatingOrganisation', 'NightwardenRotation-444455556666');
    expect(others).toEqual([]);
    expect(only?.on).toEqual(['arn:aws:ecs:eu-west-1:444455556666:service/shop/orders']);
  });

  it('tells whoever begins plans, and the command line', () => {
    const stack = stackOf('reaching', 'Nightwarden');
    const told = resourcesOf(stack, 'AWS::Lambda::Function').filter(([, { Properties }]) =>
      JSON.stringify(Properties.Environment ?? {}).includes('NIGHTWARDEN_REDEPLOYS'),
    );
    expect(told.map(([id]) => id)).toEqual([expect.stringMatching(/^RotationBegin/)]);
    const { Outputs } = stack.template.toJSON() as { readonly Outputs: Record<string, { Value: unknown }> };
    const { services, ownCommands } = CONFIGS.reaching.rotation;
    const arns = [...services, ...ownCommands.map(({ taskDefinition }) => taskDefinition)];
    expect(Outputs.RotationRedeploys?.Value).toBe(arns.join(' '));
  });
});

describe('commands of their own', () => {
  const on = (name: 'reaching' | 'rotating', action: string) =>
    policiesOf(stackOf(name, 'Nightwarden')).flatMap(({ role, statements }) =>
      statements
        .filter((one) => actionsOf([one]).includes(action))
        .map(({ Resource, Condition }) => ({ role, on: listOf(Resource), if: Condition })),
    );
  const prober = expect.stringMatching(/^RotationWorkersProber/);
  const [command] = CONFIGS.reaching.rotation.ownCommands;

  it('may be run by the prober alone, of the families, in the clusters and with the roles that are named', () => {
    expect(on('reaching', 'ecs:RunTask')).toEqual([
      {
        role: prober,
        on: [`${command.taskDefinition}:*`],
        if: { ArnEquals: { 'ecs:cluster': command.cluster } },
      },
    ]);
    expect(on('reaching', 'iam:PassRole')).toEqual([
      {
        role: prober,
        on: [...command.roles],
        if: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
      },
    ]);
    expect(on('reaching', 'ecs:StopTask')).toMatchObject([
      { role: prober, on: ['arn:aws:ecs:eu-west-1:111122223333:task/shop/*'] },
    ]);
  });

  it('may be run by nobody where none is named, and no role be passed', () => {
    expect(
      ['ecs:RunTask', 'ecs:StopTask', 'iam:PassRole'].flatMap((action) => on('rotating', action)),
    ).toEqual([]);
  });
});
