import { describe, expect, it } from 'vitest';
import { type Deployment, resourcesOf, stackOf, textOf } from '../synth.ts';

/** Properties by which a template names a resource itself, beside `Name`. */
const OWN = /^(Bucket|Table|Queue|Topic|Role|Policy|LogGroup|StateMachine|Alarm|Dashboard|Function)Name$/;
/** What is named by `Name`. */
const NAMED = ['AWS::Events::EventBus', 'AWS::Events::Rule', 'AWS::Scheduler::Schedule'];

/** What has a name that is written in the template: a second stack in the account would meet it. */
function fixedNames(deployment: Deployment, stack: string): readonly string[] {
  return (
    Object.values(stackOf(deployment, stack).resources)
      .flatMap(({ Type, Properties = {} }) =>
        Object.entries(Properties)
          .filter(([name]) => OWN.test(name) || (name === 'Name' && NAMED.includes(Type)))
          .map(([, value]) => textOf(value)),
      )
      // The name of another resource of the stack, or one that holds the stack's own id, is another in each stack.
      .filter((name) => !/^<[^>]*>$/.test(name) && !name.includes('"Ref":"AWS::StackId"'))
      .toSorted()
  );
}

describe('a second deployment in the same account', () => {
  it('meets no name of the first, bucket and table that an earlier one left behind included', () => {
    for (const deployment of ['single', 'strict', 'throwaway'] as const)
      expect([deployment, fixedNames(deployment, 'Nightwarden')]).toEqual([deployment, []]);
  });

  it('counts its own nights: figures are signed by the name of its stack, and its alarms and dashboard ask for those', () => {
    for (const [deployment, name] of [
      ['single', 'Nightwarden'],
      ['organisation', 'NightwardenHub'],
    ] as const) {
      const stack = stackOf(deployment, name);
      const signed = resourcesOf(stack, 'AWS::Lambda::Function')
        .map(
          ([, { Properties }]) => Properties.Environment as { Variables: Record<string, string> } | undefined,
        )
        .flatMap((environment) => environment?.Variables.POWERTOOLS_SERVICE_NAME ?? []);
      expect(signed.length).toBeGreaterThan(5);
      expect(new Set(signed)).toEqual(new Set([name]));
      const asked = resourcesOf(stack, 'AWS::CloudWatch::Alarm')
        .filter(([, { Properties }]) => Properties.Namespace === 'Nightwarden')
        .map(([, { Properties }]) => Properties.Dimensions);
      expect(asked.length).toBeGreaterThan(2);
      for (const dimensions of asked) expect(dimensions).toEqual([{ Name: 'service', Value: name }]);
      const [[, dashboard] = []] = resourcesOf(stack, 'AWS::CloudWatch::Dashboard');
      expect(textOf(dashboard?.Properties?.DashboardBody)).toContain(`"service","${name}"`);
    }
  });

  it('of a hub, a spoke or the management stack is refused by its names, which other accounts know them by', () => {
    expect(fixedNames('organisation', 'NightwardenHub')).toEqual(['nightwarden-signals']);
    expect(fixedNames('organisation', 'NightwardenSpoke')).toEqual(['NightwardenPublish', 'NightwardenRead']);
    expect(fixedNames('organisation', 'NightwardenManagement')).toEqual([
      'NightwardenAccounts',
      'NightwardenPublish',
      'NightwardenRead',
    ]);
  });
});
