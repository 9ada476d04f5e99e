import type { DeclaredCredential } from './policy.ts';
import type { PolicyFault } from './policy-faults.ts';
import type { Target } from './where.ts';

/** What IAM made for one service lies in a shape of its own, and is proved by that service. */
export function serviceFaults({
  credential,
  service,
  store,
  database,
  copies,
}: DeclaredCredential): readonly PolicyFault[] {
  const { as } = store.shape;
  const isOfService = as === 'service-password' || as === 'service-api-key';
  if (service === undefined) {
    const isNamed = credential.startsWith('ACCA');
    return isOfService || isNamed
      ? [{ path: ['service'], expected: 'name of the service, for what IAM made for one' }]
      : [];
  }
  const isGit = service.name === 'codecommit.amazonaws.com';
  const wanted = isGit ? 'service-password' : 'service-api-key';
  return [
    ...(database === undefined ? [] : [{ path: ['database'], expected: 'no database beside a service' }]),
    ...(credential.startsWith('AKIA')
      ? [{ path: ['credential'], expected: 'the id of what IAM made for the service (ACCA…), or its user' }]
      : []),
    ...(as === wanted
      ? []
      : [{ path: ['store', 'shape', 'as'], expected: `${wanted}, as ${service.name} has it` }]),
    ...(isGit === (service.repository !== undefined)
      ? []
      : [
          {
            path: ['service', 'repository'],
            expected: isGit ? 'a repository that its user may pull: a new password is proved by it' : 'none',
          },
        ]),
    ...(isGit && service.days !== undefined
      ? [{ path: ['service', 'days'], expected: 'none: a password of CodeCommit has no end' }]
      : []),
    ...copies.flatMap(({ target }, index): readonly PolicyFault[] =>
      takes(target, isGit)
        ? []
        : [
            {
              path: ['copies', index, 'in'],
              expected: 'parameter, secret or person: a password has a user name beside it',
            },
          ],
    ),
  ];
}

/** Where there is room for an id and a value, there is none for the user name of a password. */
function takes({ in: where }: Target, isGit: boolean): boolean {
  return !isGit || where === 'parameter' || where === 'secret' || where === 'person';
}
