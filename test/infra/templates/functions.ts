import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { handlerNames } from '../../../lib/infra/bundling.ts';
import { policiesOf, resourcesOf, stackOf, textOf } from '../synth.ts';

/** Six by their roles; one each that asks, begins, answers Secrets Manager, reconciles, looks into leaks, and refuses to go. */
const ROTATION = 12;

const CASES = [
  ['single', 'Nightwarden'],
  ['strict', 'Nightwarden'],
  ['throwaway', 'Nightwarden'],
  ['rotating', 'Nightwarden'],
  ['organisation', 'NightwardenHub'],
] as const;

describe.each(CASES)('the functions of %s', (deployment, name) => {
  const functions = resourcesOf(stackOf(deployment, name), 'AWS::Lambda::Function');

  it('are as many as there are handlers, but for the one that empties a bucket which is not kept, and those of rotation', () => {
    const names = handlerNames().filter((handler) => !/^rotat(ion|e)-/.test(handler));
    const extra = deployment === 'throwaway' ? 0 : 1;
    expect(functions).toHaveLength(names.length - extra + (deployment === 'rotating' ? ROTATION : 0));
  });

  it('run on Node 24 and ARM64, are traced, and have a log group and a role of their own', () => {
    for (const [, { Properties }] of functions)
      expect(Properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        TracingConfig: { Mode: 'Active' },
        Handler: 'index.handler',
      });
    const of = (what: (properties: Readonly<Record<string, unknown>>) => unknown) =>
      new Set(functions.map(([, { Properties }]) => JSON.stringify(what(Properties))));
    expect(of(({ Role }) => Role).size).toBe(functions.length);
    expect(of(({ LoggingConfig }) => LoggingConfig).size).toBe(functions.length);
  });

  it('are made after the policies of their roles: Lambda asks for traces and dead letters when it makes one', () => {
    const stack = stackOf(deployment, name);
    for (const [, { Properties, DependsOn = [] }] of functions) {
      const role = textOf(Properties.Role).replace(/^<(\w+)\.Arn>$/, '$1');
      const own = policiesOf(stack).filter((policy) => policy.role === role);
      expect(own).toHaveLength(1);
      expect(DependsOn).toEqual(expect.arrayContaining(own.map(({ policy }) => policy)));
    }
  });

  it('are told names and ARNs, and nothing that is a secret', () => {
    for (const [, { Properties }] of functions) {
      const { Variables } = Properties.Environment as {
        readonly Variables: Readonly<Record<string, unknown>>;
      };
      expect(Object.keys(Variables).filter((key) => !key.startsWith('NIGHTWARDEN_'))).toEqual([
        'POWERTOOLS_SERVICE_NAME',
      ]);
    }
  });
});

describe('the Security Hub client', () => {
  it('is imported by the handler that publishes, and by no other', () => {
    const importing = handlerNames().filter((name) =>
      readFileSync(`functions/${name}/handler.ts`, 'utf8').includes('client-securityhub'),
    );
    expect(importing).toEqual(['publish']);
    for (const shared of ['settings', 'wiring', 'worker'])
      expect(readFileSync(`functions/_shared/${shared}.ts`, 'utf8')).not.toMatch(/securityhub/i);
  });
});
