import type { DeclaredCredential } from '../rotation/policy.ts';

/** Whether two ARNs mean one thing: a task definition's revision and a function's version or alias are left out. */
export function isSameThing(one: string, other: string): boolean {
  return one !== '' && unversioned(one) === unversioned(other);
}

function unversioned(arn: string): string {
  return arn
    .replace(/(:task-definition\/[^:]+):\d+$/, '$1')
    .replace(/(:lambda:[^:]*:\d{12}:function:[^:]+):[^:]+$/, '$1');
}

/** ARNs of the places that a declaration names: what lies there is a copy that is known. */
export function placesOf({ store, copies }: DeclaredCredential): readonly string[] {
  const [, partition = 'aws', , , account = ''] = store.secret.split(':');
  return [
    store.secret,
    ...copies.flatMap(({ target }): readonly string[] => {
      if (target.in === 'lambda-environment' || target.in === 'secret') return [target.arn];
      if (target.in !== 'parameter') return [];
      const name = target.name.startsWith('/') ? target.name : `/${target.name}`;
      return [`arn:${partition}:ssm:${target.region}:${account}:parameter${name}`];
    }),
  ];
}

/** ARNs of the secrets that hold the value: whoever may read one of them may depend on it. */
export function secretsDeclared(declared: DeclaredCredential | undefined): readonly string[] {
  if (declared === undefined) return [];
  const copies = declared.copies.flatMap(({ target }) => (target.in === 'secret' ? [target.arn] : []));
  return [declared.store.secret, ...copies];
}
