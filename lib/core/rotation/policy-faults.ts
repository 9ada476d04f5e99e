import { THIS_MACHINE } from './kinds/database.ts';
import type { DeclaredCredential, RotationPolicy } from './policy.ts';
import { STORE } from './policy.ts';
import { issuerFaults } from './policy-faults-of-issuer.ts';
import { serviceFaults } from './policy-faults-of-service.ts';
import { shapeFaults } from './policy-faults-of-shape.ts';
import { overlap } from './uses.ts';

/** Something in a policy that contradicts itself: where, and what was expected there. */
export interface PolicyFault {
  readonly path: readonly (string | number)[];
  /** Stands after `expected`. */
  readonly expected: string;
}

/** What no single field shows: durations that can't work together, names that point nowhere. */
export function policyFaults({ durations, credentials }: RotationPolicy): readonly PolicyFault[] {
  const at = (name: keyof typeof durations, longer: keyof typeof durations): readonly PolicyFault[] =>
    durations[longer] > durations[name]
      ? []
      : [{ path: ['durations', longer], expected: `a duration longer than ${name}` }];
  return [
    ...at('refresh', 'patience'),
    ...at('lease', 'patience'),
    ...at('watch', 'parkAfter'),
    ...credentials.flatMap((each, index) =>
      [
        ...credentialFaults(each, durations.parkAfter),
        ...databaseFaults(each),
        ...serviceFaults(each),
        ...issuerFaults(each, durations),
        ...ownFaults(each),
        ...shapeFaults(each),
      ].map(({ path, expected }) => ({
        path: ['credentials', index, ...path],
        expected,
      })),
    ),
    ...credentials.flatMap((each, index): readonly PolicyFault[] =>
      credentials.findIndex((other) => isSame(other, each)) === index
        ? []
        : [{ path: ['credentials', index, 'credential'], expected: 'a credential that stands here once' }],
    ),
  ];
}

/** A user stands for its keys, and for what IAM made for each service beside them. */
function isSame(one: DeclaredCredential, other: DeclaredCredential): boolean {
  return one.credential === other.credential && one.service?.name === other.service?.name;
}

function credentialFaults(
  { copies, dependents, watch, store }: DeclaredCredential,
  parkAfter: number,
): readonly PolicyFault[] {
  const ids = [STORE, ...copies.map(({ id }) => id)];
  return [
    ...(watch === null || watch < parkAfter
      ? []
      : [{ path: ['watch'], expected: 'a duration shorter than parkAfter' }]),
    ...copies.flatMap(({ id }, index): readonly PolicyFault[] =>
      ids.indexOf(id) === index + 1
        ? []
        : [{ path: ['copies', index, 'id'], expected: `an id of its own, and not ${STORE}` }],
    ),
    ...copies.flatMap(({ target }, index): readonly PolicyFault[] =>
      target.in !== 'secret' || firstWith(copies, store.secret, target.arn) === index
        ? []
        : [
            {
              path: ['copies', index, 'arn'],
              expected: 'a secret that is neither the store nor another copy',
            },
          ],
    ),
    ...dependents.flatMap(({ name, reads }, index): readonly PolicyFault[] => [
      ...(dependents.findIndex((other) => other.name === name) === index
        ? []
        : [{ path: ['dependents', index, 'name'], expected: 'a name of its own' }]),
      ...(ids.includes(reads)
        ? []
        : [{ path: ['dependents', index, 'reads'], expected: `one of ${ids.join(', ')}` }]),
      ...redeployFaults(dependents, copies, index),
      ...seenFaults(dependents, index),
    ]),
  ];
}

/** What tasks can't read when they start, and a service that stands there twice, which would be redeployed twice. */
function redeployFaults(
  dependents: DeclaredCredential['dependents'],
  copies: DeclaredCredential['copies'],
  index: number,
): readonly PolicyFault[] {
  const one = dependents[index];
  if (one?.redeploy === undefined) return [];
  const place = JSON.stringify(one.redeploy);
  const target = copies.find(({ id }) => id === one.reads)?.target;
  const isRead = target === undefined || TASKS_READ.has(target.in);
  const isFirst = dependents.findIndex(({ redeploy }) => JSON.stringify(redeploy) === place) === index;
  return [
    ...(isRead
      ? []
      : [
          {
            path: ['dependents', index, 'reads'],
            expected: 'the store, a secret or a parameter, which tasks read when they start',
          },
        ]),
    ...(isFirst
      ? []
      : [{ path: ['dependents', index, 'redeploy'], expected: 'a service that stands here once' }]),
  ];
}

/** Who is told by what CloudTrail shows of them must be told from everybody else by it. */
function seenFaults(dependents: DeclaredCredential['dependents'], index: number): readonly PolicyFault[] {
  const one = dependents[index];
  if (one === undefined || !one.probes.some(({ by }) => by === 'seen')) return [];
  const path = ['dependents', index, 'seenAs'];
  const own = one.seenAs?.sources ?? [];
  if (own.length === 0) return [{ path, expected: 'sources, by which the probe `seen` knows it' }];
  const others = dependents.flatMap((other) => (other === one ? [] : (other.seenAs?.sources ?? [])));
  return own.some((range) => others.some((other) => overlap(range, other)))
    ? [{ path, expected: 'addresses of its own: by them the probe `seen` tells it from other dependents' }]
    : [];
}

const TASKS_READ: ReadonlySet<string> = new Set(['secret', 'parameter', 'person']);

/** The first copy that lies in this secret; -1: the store does. */
function firstWith(copies: DeclaredCredential['copies'], store: string, arn: string): number {
  return arn === store ? -1 : copies.findIndex(({ target }) => target.in === 'secret' && target.arn === arn);
}

/** Two users, whoever alters them, and nothing that knows only keys. */
function databaseFaults({
  credential,
  store,
  database,
  issuer,
  copies,
}: DeclaredCredential): readonly PolicyFault[] {
  const isSecret = credential.includes(':secretsmanager:');
  if (database === undefined)
    return isSecret && store.rotatedBy === undefined && issuer === undefined
      ? [
          {
            path: ['credential'],
            expected: 'a database or an issuer beside the ARN of a secret, or rotatedBy in its store',
          },
        ]
      : [];
  const { users, admin, host, tls } = database;
  const place = (arn: string) => arn.split(':').slice(0, 5).join(':');
  return [
    ...(credential === store.secret ? [] : [{ path: ['credential'], expected: 'the ARN of its own store' }]),
    ...(users.length === 2 && users[0] !== users[1]
      ? []
      : [
          {
            path: ['database', 'users'],
            expected:
              'two users that take turns: the password of a single one has no slot beside it, so that every holder is cut off while it changes; make a second user in the same group',
          },
        ]),
    ...(admin !== store.secret && place(admin) === place(store.secret)
      ? []
      : [
          {
            path: ['database', 'admin'],
            expected: 'another secret in the same account and Region, of whoever may alter both users',
          },
        ]),
    ...(tls.verify === 'none' && host !== THIS_MACHINE
      ? [{ path: ['database', 'tls'], expected: `a verified connection: none is for ${THIS_MACHINE} alone` }]
      : []),
    ...copies.flatMap(({ target }, index): readonly PolicyFault[] =>
      target.in === 'parameter' || target.in === 'secret' || target.in === 'person'
        ? []
        : [
            {
              path: ['copies', index, 'in'],
              expected: 'parameter, or that whoever it is for reads the secret itself',
            },
          ],
    ),
  ];
}

/** What its own function rotates is in its secret alone, and can go back only where somebody can tell that it works. */
function ownFaults({ credential, store, database, copies }: DeclaredCredential): readonly PolicyFault[] {
  const { rotatedBy, keepsOld, servedBy, shape, secret } = store;
  const at = (field: string, expected: string): PolicyFault => ({ path: ['store', field], expected });
  if (rotatedBy === undefined)
    return [
      ...(keepsOld === undefined ? [] : [at('keepsOld', 'rotatedBy beside it: it tells of that function')]),
      ...(shape.as === 'postgres' || shape.as === 'opaque'
        ? [
            at(
              'shape',
              'json or smtp: the others are of secrets that a function of their own rotates (rotatedBy)',
            ),
          ]
        : []),
    ];
  return [
    ...(credential === secret ? [] : [{ path: ['credential'], expected: 'the ARN of its own store' }]),
    ...(servedBy === undefined ? [] : [at('servedBy', 'nothing beside rotatedBy: one function rotates it')]),
    ...(database === undefined
      ? []
      : [{ path: ['database'], expected: 'none beside rotatedBy: its server stands in the shape' }]),
    ...(shape.as === 'smtp'
      ? [at('shape', 'postgres, json or opaque for what its own function rotates')]
      : []),
    ...(keepsOld === true && shape.as === 'opaque'
      ? [
          at(
            'keepsOld',
            'a shape in which somebody can try the value before: nobody can tell that an opaque one works',
          ),
        ]
      : []),
    ...(shape.as === 'postgres' && shape.tls.verify === 'none' && shape.host !== THIS_MACHINE
      ? [at('shape', `a verified connection: tls none is for ${THIS_MACHINE} alone`)]
      : []),
    ...copies.map((_, index) => ({
      path: ['copies', index],
      expected:
        'no copy elsewhere: its own function moves the secret alone, and whoever reads another copy would be left behind',
    })),
  ];
}
