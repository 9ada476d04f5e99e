import { durationText } from '../../model/duration.ts';
import type { Plan } from '../plan.ts';
import type { Shape } from '../where.ts';
import { type KeyFacts, type Refusal, refusal } from './facts.ts';

/** What its own function rotates is started and watched; nothing here takes a value of it away. */
export function ownKindGate({ kind, declared, aim }: KeyFacts): readonly Refusal[] {
  const { store } = declared ?? {};
  if (kind === 'rotate' || store === undefined) return [];
  const by = store.rotatedBy ?? 'its own function';
  if (kind === 'retire')
    return [
      refusal(
        'own-function',
        `${by} rotates secret ${aim.principal}: a value of it can only be replaced here, not taken away`,
        'if nobody needs it any more, turn its rotation off, take its user away where it lives, then delete the secret (aws secretsmanager delete-secret, which waits 30 days)',
      ),
    ];
  return [
    refusal(
      'own-function',
      `${by} rotates secret ${aim.principal}: nothing here can make the value that leaked stop working`,
      `do it by hand, now: ${byHand(store.shape, aim.principal, store.keepsOld === true)}`,
    ),
  ];
}

/** What a person does at once about a value that leaked, the quickest first. */
function byHand(shape: Shape, secret: string, keepsOld: boolean): string {
  const rotated = `start its rotation (aws secretsmanager rotate-secret --secret-id ${secret})`;
  const then = keepsOld
    ? `${rotated}, and once its readers have the new one make the old one useless:`
    : `${rotated};`;
  switch (shape.as) {
    case 'postgres':
      return `${then} as an admin of ${shape.host} ALTER ROLE … NOLOGIN for the user that leaked${keepsOld ? '' : ' if its password still works'}, and end its sessions (pg_terminate_backend)`;
    case 'json':
    case 'smtp':
      return `${then} deactivate the key that leaked (aws iam update-access-key --status Inactive), and deny its user's older sessions`;
    case 'database':
    case 'service-password':
    case 'token':
    case 'service-api-key':
    case 'opaque':
      return `${then} take the value that leaked away where it is checked, and end what was begun with it`;
  }
}

/** The most that Lambda lets a function run. https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html */
const LONGEST_STEP = 15 * 60_000;

/** What a person should know before they start it: what its function does, only that function knows. */
export function ofOwn({ where, durations }: Plan): readonly string[] {
  return [
    ...(where.noWayBack.length === 0
      ? []
      : [
          'no way back: nobody says that the value before logs in once there is a new one; if anything goes wrong then, a person goes on by hand',
        ]),
    ...(where.shape.as === 'opaque'
      ? [
          'nobody here can try a value of it: that a new one works is the word of its function, and of its dependents',
        ]
      : []),
    'what becomes of the old value is up to that function: nothing here takes it away, and whoever still holds it is not looked for',
    ...(durations.lease >= LONGEST_STEP
      ? []
      : [
          `its lease of ${durationText(durations.lease)} is shorter than a step of that function may run (${durationText(LONGEST_STEP)}): one that ends late might undo a rollback unseen`,
        ]),
  ];
}
