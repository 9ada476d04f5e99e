import { TELLS_WITHIN_MS } from './kinds/issuer.ts';
import type { DeclaredCredential, RotationPolicy } from './policy.ts';
import type { PolicyFault } from './policy-faults.ts';

const BY_HAND =
  'such a token is changed by hand, in a window, with its dependents stopped (docs/webhook-issuer.md)';

/** What a bridge must be able to do, and the shape and place of what it makes. */
export function issuerFaults(
  declared: DeclaredCredential,
  durations: RotationPolicy['durations'],
): readonly PolicyFault[] {
  const { issuer, store, credential, database, service } = declared;
  const isToken = store.shape.as === 'token';
  if (issuer === undefined)
    return isToken
      ? [{ path: ['issuer'], expected: 'the bridge of a third party, beside a shape of its token' }]
      : [];
  const place = (arn: string) => arn.split(':').slice(0, 5).join(':');
  const isBeside = database !== undefined || service !== undefined || store.rotatedBy !== undefined;
  return [
    ...(credential === store.secret ? [] : [{ path: ['credential'], expected: 'the ARN of its own store' }]),
    ...(isToken
      ? []
      : [
          {
            path: ['store', 'shape'],
            expected: 'as: token, with the names of the fields of its id and of the token',
          },
        ]),
    ...(isBeside
      ? [{ path: ['issuer'], expected: 'none beside database, service or rotatedBy: one makes its values' }]
      : []),
    ...(store.servedBy === undefined
      ? []
      : [
          {
            path: ['store', 'servedBy'],
            expected: 'none: only access keys are rotated when Secrets Manager asks',
          },
        ]),
    ...(issuer.access !== store.secret && place(issuer.access) === place(store.secret)
      ? []
      : [
          {
            path: ['issuer', 'access'],
            expected:
              'another secret in the same account and Region, with token and signingKey of the bridge',
          },
        ]),
    ...abilityFaults(issuer.abilities),
    ...watchFaults(declared, durations),
  ];
}

function abilityFaults({
  slots,
  revertible,
  oldUsableAfter,
  lastUsedSignal,
}: NonNullable<DeclaredCredential['issuer']>['abilities']): readonly PolicyFault[] {
  const at = (ability: string, expected: string): PolicyFault => ({
    path: ['issuer', 'abilities', ability],
    expected: `${expected}: ${BY_HAND}`,
  });
  return [
    ...(slots === 2 ? [] : [at('slots', '2, for with one every holder is cut off while it changes')]),
    ...(revertible ? [] : [at('revertible', 'true, for else nobody could be given the old one again')]),
    ...(oldUsableAfter
      ? []
      : [at('oldUsableAfter', 'true, for else a new one cuts off whoever holds the old one')]),
    ...(lastUsedSignal === 'sampled'
      ? [
          {
            path: ['issuer', 'abilities', 'lastUsedSignal'],
            expected: 'kept (the bridge tells the last use) or none (nothing tells; a person answers for it)',
          },
        ]
      : []),
  ];
}

/** A watch that is over before the bridge would tell of a use has watched nothing. */
function watchFaults(
  { issuer, watch }: DeclaredCredential,
  durations: RotationPolicy['durations'],
): readonly PolicyFault[] {
  if (issuer?.abilities.lastUsedSignal !== 'kept') return [];
  const short = (
    [
      ['watch', watch ?? durations.watch],
      ['drain', durations.drain],
    ] as const
  ).filter(([, length]) => length <= TELLS_WITHIN_MS);
  return short.map(([which]) => ({
    path: ['issuer', 'abilities', 'lastUsedSignal'],
    expected: `none, or a ${which} of more than 1m: the bridge tells of a use within that`,
  }));
}
