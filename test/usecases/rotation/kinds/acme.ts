import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { IssuerAbilities } from '../../../../lib/core/rotation/kinds/issuer.ts';
import type { Plan } from '../../../../lib/core/rotation/plan.ts';
import { ISSUER } from '../../../core/rotation/token-facts.ts';
import { type Lab, labClient } from '../../../lab/lab.ts';
import type { Bridge } from '../../../remote/bridge.ts';
import { planIn } from '../plan.ts';
import { COPIES, DEPENDENTS, openReaders, type Readers, SECONDS } from './readers.ts';

/** A third party's token in a secret and in a copy of it, a bridge that makes it, and two programs that use what they read. */
export interface Acme extends Omit<Readers, 'held'> {
  /** As the bridge calls it. */
  readonly principal: string;
  readonly id: string;
  plan(change?: Partial<Plan>): Plan;
  /** Ids that the secret and the parameter hold. */
  held(): Promise<readonly [string, string]>;
  listed(): readonly string[];
  /** What was asked of the bridge for it, in order: `create r.1`. */
  asked(): readonly string[];
}

export interface AcmeOptions {
  readonly abilities?: Partial<IssuerAbilities>;
  readonly text?: (fields: Readonly<Record<string, string>>) => string;
  /** What the secret of the bridge holds. */
  readonly access?: string;
  /** Where the bridge is said to be. */
  readonly api?: string;
}

let opened = 0;

export async function openAcme(
  lab: Lab,
  bridge: Bridge,
  { abilities, text = JSON.stringify, access, api = bridge.api }: AcmeOptions = {},
): Promise<Acme> {
  opened += 1;
  const principal = `shop-${opened}`;
  const { id, value } = bridge.given(principal);
  const vault = new SecretsManagerClient(labClient(lab));
  const { token, signingKey } = bridge;
  const { ARN: opens = '' } = await vault.send(
    new CreateSecretCommand({
      Name: `${principal}/bridge`,
      SecretString: access ?? JSON.stringify({ token, signingKey }),
    }),
  );
  const readers = await openReaders(lab, {
    name: principal,
    text: text({ tokenId: id, token: value, url: 'shop' }),
    isFirst: ({ tokenId }) => tokenId === id,
    async call({ token: held }) {
      return (await fetch(bridge.thirdParty, { headers: { authorization: `Bearer ${held}` } })).ok;
    },
  });
  const { secretArn, version, targets, probes } = readers;
  return {
    ...readers,
    principal,
    id,
    plan: (change = {}) =>
      planIn(
        lab,
        {
          credentialKind: 'third-party-token',
          principal: `${api}#${principal}`,
          key: id,
          slots: [{ id, status: 'Active' }],
          secret: { arn: secretArn, version },
          copies: COPIES,
          dependents: DEPENDENTS,
          approvals: abilities?.lastUsedSignal === 'kept' ? [] : ['deactivate'],
          durations: SECONDS,
          where: {
            shape: { as: 'token', id: 'tokenId', token: 'token' },
            issuer: {
              api,
              principal,
              access: opens,
              secret: secretArn,
              abilities: { ...ISSUER.abilities, ...abilities },
            },
            targets,
            probes,
          },
        },
        change,
      ),
    async held() {
      const [inSecret, inParameter] = await readers.held();
      return [inSecret.tokenId ?? '', inParameter.tokenId ?? ''];
    },
    listed: () => bridge.listed(principal),
    asked: () =>
      bridge.asked
        .filter((line) => line.split(' ')[1] === principal)
        .map((line) => line.replace(` ${principal}`, '')),
  };
}
