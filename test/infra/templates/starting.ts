import { describe, expect, it } from 'vitest';
import { actionsOf, CONFIGS, listOf, policiesOf, stackOf } from '../synth.ts';

const [started] = CONFIGS.reaching.rotation.starts;

describe('rotation of secrets that a function of their own rotates', () => {
  const policies = policiesOf(stackOf('reaching', 'Nightwarden'));
  const allowed = (action: string) =>
    policies.flatMap(({ role, statements }) =>
      statements
        .filter((one) => one.Effect === 'Allow' && actionsOf([one]).includes(action))
        .map((one) => [role, listOf(one.Resource)] as const),
    );

  it('is started by the issuer alone, of those that are named, through the functions that are named', () => {
    const [rotating, ...others] = allowed('secretsmanager:RotateSecret');
    expect(others).toEqual([]);
    expect(rotating?.[0]).toMatch(/^RotationWorkersIssuer/);
    expect(rotating?.[1]).toEqual([started.secret]);
    const calling = allowed('lambda:InvokeFunction').filter(([, on]) => on.includes(started.function));
    expect(calling.map(([role]) => role)).toEqual([rotating?.[0]]);
  });

  it('is told of to the command line, and without it nothing of all this is there', () => {
    const outputs = (name: 'reaching' | 'rotating') =>
      (
        stackOf(name, 'Nightwarden').template.toJSON() as {
          readonly Outputs: Record<string, { Value: unknown }>;
        }
      ).Outputs.RotationStarts?.Value;
    expect(outputs('reaching')).toBe(started.secret);
    expect(outputs('rotating')).toBeUndefined();
    const plain = JSON.stringify(stackOf('rotating', 'Nightwarden').resources);
    expect(plain).not.toMatch(/secretsmanager:RotateSecret|StartRotation/);
  });
});
