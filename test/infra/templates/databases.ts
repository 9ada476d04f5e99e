import { describe, expect, it } from 'vitest';
import { actionsOf, CONFIGS, listOf, policiesOf, resourcesOf, stackOf } from '../synth.ts';

const stack = stackOf('reaching', 'Nightwarden');
const { bridges, databases } = CONFIGS.reaching.rotation;
const { subnets, securityGroups, admins } = databases;
const WORKER = /^RotationWorkers(Observer|Issuer|Publisher|Prober|Switcher|Reaper)(Function|Role)/;

describe('rotation that reaches databases and bridges', () => {
  const functions = resourcesOf(stack, 'AWS::Lambda::Function');

  it('stands in the network that is named, each of the six, and nothing else does', () => {
    const inNetwork = functions.filter(([, { Properties }]) => Properties.VpcConfig !== undefined);
    expect(inNetwork).toHaveLength(6);
    for (const [id, { Properties }] of inNetwork) {
      expect(id).toMatch(WORKER);
      expect(Properties.VpcConfig).toEqual({
        SubnetIds: [...subnets],
        SecurityGroupIds: [...securityGroups],
      });
      expect(Properties.Environment).toMatchObject({
        Variables: { NODE_EXTRA_CA_CERTS: '/var/runtime/ca-cert.pem' },
      });
    }
  });

  it.each`
    what         | secrets
    ${'Admins'}  | ${admins}
    ${'Bridges'} | ${bridges}
  `('reads the secrets of the $what that are named, and no other more than before', ({ what, secrets }) => {
    const readers = policiesOf(stack).filter(({ statements }) => statements.some(({ Sid }) => Sid === what));
    expect(readers).toHaveLength(6);
    for (const { role, statements } of readers) {
      expect(role).toMatch(WORKER);
      const [own] = statements.filter(({ Sid }) => Sid === what);
      expect(actionsOf(own === undefined ? [] : [own])).toEqual(['secretsmanager:GetSecretValue']);
      expect(listOf(own?.Resource)).toEqual(secrets);
      const [key] = statements.filter(({ Sid }) => Sid === `KeysOf${what}`);
      expect(key?.Condition?.StringEquals?.['kms:EncryptionContext:SecretARN']).toEqual(secrets);
    }
  });

  it('says so to the command line, and without it nothing of all this is there', () => {
    const outputs = (name: 'reaching' | 'rotating') =>
      (
        stackOf(name, 'Nightwarden').template.toJSON() as {
          readonly Outputs: Record<string, { Value: unknown }>;
        }
      ).Outputs.RotationReaches?.Value;
    expect(outputs('reaching')).toBe([...admins, ...bridges].join(' '));
    expect(outputs('rotating')).toBeUndefined();
    const plain = JSON.stringify(stackOf('rotating', 'Nightwarden').resources);
    expect(plain).not.toMatch(/NODE_EXTRA_CA_CERTS|CreateNetworkInterface|"Admins"|"Bridges"/);
  });
});
