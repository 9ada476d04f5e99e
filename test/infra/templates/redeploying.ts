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
    expect(JSON.stringify(stackOf('reaching', 'Nightwarden').resources)).not.toContain('iam:PassRole');
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
    expect(Outputs.RotationRedeploys?.Value).toBe(CONFIGS.reaching.rotation.services.join(' '));
  });
});
