import { isUnseen } from '../kinds/abilities.ts';
import { issuerName } from '../kinds/issuer.ts';
import { tableOf } from '../own.ts';
import { type Plan, type PlanKind, planHash } from '../plan.ts';
import { bridgeCommands, bridgeFirst } from './bridge.ts';
import * as commands from './commands.ts';
import { containPhases } from './contain.ts';
import { nameOfSecret } from './copies.ts';
import { DATABASE_RISKS, databaseLooking, databasePhases } from './database.ts';
import { hint, hintText, list, type Phase, phaseText, plain } from './markdown.ts';
import { OWN_RISKS, ownLooking, ownPhases } from './own.ts';
import { retirePhases } from './retire.ts';
import { rotatePhases } from './rotate.ts';
import { TOKEN_RISKS, tokenContained } from './token.ts';
import { UNSEEN_RISKS } from './unseen.ts';

/** What a runbook is written from. */
export interface Told {
  readonly plan: Plan;
  /** The name of the user. */
  readonly user: string;
  /** Whom it belongs to, in a sentence: `user app`. */
  readonly whose: string;
  /** `key`, or what its kind is called. */
  readonly noun: string;
  readonly by: commands.CredentialCommands;
  /** Ids, or the words that stand for what is not known before the plan begins. */
  readonly rotation: string;
  readonly newKey: string;
  readonly newVersion: string;
}

export interface RunbookOptions {
  /** null: it has not begun. */
  readonly rotation: string | null;
  readonly newKey: string | null;
  readonly newVersion: string | null;
  /** What stays a risk, as texts. */
  readonly risks: readonly string[];
}

const PHASES: Readonly<Record<PlanKind, (told: Told) => readonly Phase[]>> = {
  rotate: rotatePhases,
  retire: retirePhases,
  contain: containPhases,
};

const TITLES: Readonly<Record<PlanKind, string>> = {
  rotate: 'Rotate',
  retire: 'Retire',
  contain: 'Contain',
};

/** What always stays a risk, however well a plan goes. */
const ALWAYS: Readonly<Record<PlanKind, readonly string[]>> = {
  rotate: [
    'A holder whom nobody knows and who does not call during the watch and the quarantine loses the old key when it is deleted.',
    'Calls that CloudTrail does not record (the data plane) show only as the last use that IAM tells, which lags.',
  ],
  retire: [
    'Somebody who uses the key more rarely than the watch and the quarantine last loses it when it is deleted.',
  ],
  contain: [
    'Sessions of roles that the key assumed are denied by their names, those that CloudTrail tells of by then, and later ones when the deployment looks whether the leak is over (hourly at first, while the contain switch is on run); nightwarden exposure has the command.',
    'Federation sessions may outlive a Deny on sessions: the Deny on everything stays until they have expired (36 hours).',
    'What was done with the key before it was denied is not undone: look for new users, keys, roles and policies.',
  ],
};

/**
 * The fallback of a plan, written before it is needed: what will happen in order, how to undo each part by hand, whom
 * to call, what stays a risk. Markdown; ids and names only, never a value.
 */
export function runbook(plan: Plan, { rotation, newKey, newVersion, risks }: RunbookOptions): string {
  const user = plan.principal.slice(plan.principal.lastIndexOf('/') + 1);
  const told: Told = {
    plan,
    user,
    ...namesOf(plan, user),
    rotation: rotation ?? 'ID',
    newKey: newKey ?? 'NEW_KEY_ID',
    newVersion: newVersion ?? 'NEW_VERSION_ID',
  };
  return `${[
    `# ${titleOf(plan, user)}`,
    about(told),
    ...how(told),
    looking(told),
    ...phasesOf(told).map((phase, at) => phaseText(phase, at + 1)),
    '## Whom to call',
    list(people(plan)),
    '## What stays a risk',
    list([...alwaysOf(plan), ...risks]),
  ].join('\n\n')}\n`;
}

function titleOf(plan: Plan, user: string): string {
  if (tableOf(plan) === 'own') return `${TITLES[plan.kind]} secret ${plain(nameOfSecret(plan.principal))}`;
  return `${TITLES[plan.kind]} ${plan.key} of ${plain(namesOf(plan, user).whose)}`;
}

function alwaysOf(plan: Plan): readonly string[] {
  if (tableOf(plan) === 'own') return OWN_RISKS;
  if (plan.where.database !== undefined) return DATABASE_RISKS[plan.kind];
  if (isUnseen(plan) && plan.kind !== 'contain') return UNSEEN_RISKS;
  return plan.where.issuer === undefined ? ALWAYS[plan.kind] : TOKEN_RISKS[plan.kind];
}

function namesOf({ where }: Plan, user: string): Pick<Told, 'whose' | 'noun' | 'by'> {
  const { service, issuer } = where;
  if (issuer !== undefined) return { whose: issuerName(issuer), noun: 'token', by: bridgeCommands(issuer) };
  return {
    whose: `user ${user}`,
    noun: service === undefined ? 'key' : `credential for ${service.name}`,
    by: commands.credentialCommands(user, service?.name),
  };
}

function phasesOf(told: Told): readonly Phase[] {
  const { database } = told.plan.where;
  if (tableOf(told.plan) === 'own') return ownPhases(told);
  if (told.plan.where.issuer !== undefined && told.plan.kind === 'contain') return tokenContained(told);
  return database === undefined ? PHASES[told.plan.kind](told) : databasePhases(told, database);
}

/** As long as Nightwarden works, it goes back by itself: two who act at the same time undo each other. */
function how({ plan, rotation }: Told): readonly string[] {
  const shell = (...lines: readonly string[]) => ['```sh', ...lines, '```'].join('\n');
  if (plan.kind === 'contain')
    return [
      '**What leaked is never given back.** What follows is what happens, and what a person does where it does not. No command shows a value.',
      shell(`nightwarden status ${rotation}`),
    ];
  return [
    'As long as Nightwarden works, let it go back by itself, and watch it:',
    shell(`nightwarden abort ${rotation}`, `nightwarden status ${rotation} --wait`),
    '**By hand only where it does not, or where it is Blocked.** Put its switch on freeze first, or it may act at the same time. Then look how things stand, and begin with the phase that it is in. No command shows a value.',
  ];
}

function about({ plan, whose, noun, rotation, newKey, newVersion }: Told): string {
  const { where } = plan;
  const isOwn = tableOf(plan) === 'own';
  const listing = listingOf(plan);
  return list([
    isOwn
      ? `Account ${where.account}, rotated by ${where.rotatedBy ?? 'its function'}`
      : `Account ${where.account}, ${where.issuer === undefined ? `user ${plan.principal}` : whose}`,
    `Plan ${planHash(plan)}${rotation === 'ID' ? ', which has not begun: ID stands for the id that it will have' : `, rotation ${rotation}`}`,
    ...(plan.secret === null ? [] : [`Stored in ${plan.secret.arn}, old version ${plan.secret.version}`]),
    ...(newKey === 'NEW_KEY_ID' && tableOf(plan) === 'rotate' && where.database === undefined
      ? [
          `NEW_KEY_ID stands for the ${noun} that ${listing} shows beside the old one, NEW_VERSION_ID for its version of the secret`,
        ]
      : []),
    ...(isOwn && newVersion === 'NEW_VERSION_ID'
      ? [`NEW_VERSION_ID stands for the version that the function makes: ${rotation}.0`]
      : []),
    ...(newKey !== 'NEW_KEY_ID'
      ? [`New key ${newKey}${newVersion === 'NEW_VERSION_ID' ? '' : `, version ${newVersion}`}`]
      : []),
  ]);
}

function listingOf({ where }: Plan): string {
  if (where.issuer !== undefined) return 'bridge list';
  return where.service === undefined ? 'list-access-keys' : 'list-service-specific-credentials';
}

function looking({ plan, by }: Told): string {
  const { secret, where } = plan;
  if (tableOf(plan) === 'own') return hintText(ownLooking(plan));
  if (where.database !== undefined) return hintText(databaseLooking(plan, where.database));
  const first = where.issuer === undefined ? [] : [hintText(bridgeFirst(where.issuer))];
  const stand = hint(
    'How things stand:',
    by.list,
    ...by.lastUsed(plan.key),
    ...(secret === null ? [] : [commands.versions(secret.arn, where.region)]),
  );
  return [...first, hintText(stand)].join('\n\n');
}

function people({ where, dependents }: Plan): readonly string[] {
  const byHand = Object.values(where.targets).flatMap((target) =>
    target.in === 'person' ? [`${target.who}: ${target.instructions}`] : [],
  );
  return [
    where.owner === null
      ? 'Nobody is known to answer for this credential.'
      : `${where.owner}, who answers for this credential`,
    ...dependents.map(({ id }) => `whoever runs ${id}`),
    ...byHand,
    'whoever is on call for Nightwarden, when a plan is Blocked',
  ];
}
