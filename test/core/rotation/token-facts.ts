import type { LastUse } from '../../../lib/core/model/credential.ts';
import type { PlanFacts } from '../../../lib/core/rotation/build/index.ts';
import type { Issuer, IssuerAbilities } from '../../../lib/core/rotation/kinds/issuer.ts';
import type { DeclaredCredential } from '../../../lib/core/rotation/policy.ts';
import { aSecret, usedAgo } from '../detectors/build.ts';
import { aDeclaration, aDependent, factsOf, SECRET, STORE_FACTS } from './facts.ts';

export const ACCESS = SECRET.replace('app', 'bridge');
export const ISSUER: Issuer = {
  api: 'https://bridge.example.com/acme',
  principal: 'orders',
  access: ACCESS,
  secret: SECRET,
  abilities: {
    slots: 2,
    revertible: true,
    retrySafe: false,
    oldUsableAfter: true,
    lastUsedSignal: 'none',
  },
};

export function slot(
  id: string,
  status: 'Active' | 'Inactive' = 'Active',
  lastUsed: LastUse = { state: 'unknown', missing: 'its bridge' },
) {
  return { id, status, lastUsed };
}

export function aTokenDeclaration(abilities: Partial<IssuerAbilities> = {}): DeclaredCredential {
  return aDeclaration({
    credential: SECRET,
    store: { secret: SECRET, shape: { as: 'token', id: 'id', token: 'token' }, replicas: [] },
    issuer: { ...ISSUER, abilities: { ...ISSUER.abilities, ...abilities } },
    copies: [],
    dependents: [aDependent()],
  });
}

/** Facts of a third party's token that can be rotated, but for what is given. */
export function issued(change: Partial<PlanFacts> = {}, abilities: Partial<IssuerAbilities> = {}): PlanFacts {
  const declared = aTokenDeclaration(abilities);
  const facts = factsOf({ credential: aSecret({ id: SECRET, tags: { owner: 'payments' } }), declared });
  return {
    ...facts,
    slots: [abilities.lastUsedSignal === 'kept' ? slot('tok.1', 'Active', usedAgo(1)) : slot('tok.1')],
    store: STORE_FACTS,
    ...change,
  };
}
