import type { DetectorId } from '../../lib/core/detectors/ids.ts';
import type { MakerType } from './makers/index.ts';

/**
 * An AWS account as data, for the lab to build. Every time is an age in days (fractions allowed), counted from
 * the moment that it is built.
 */
export interface World {
  /** 12 digits. */
  readonly account: string;
  /** Enabled Regions; the first is where people's tools point by default. */
  readonly regions: readonly [string, ...string[]];
  readonly people: readonly WorldPerson[];
  /** Documents of AWS managed policies that the local AWS does not know. */
  readonly awsPolicies: readonly { readonly arn: string; readonly document: object }[];
  readonly managedPolicies: readonly { readonly name: string; readonly document: object }[];
  readonly groups: readonly { readonly name: string; readonly attached: readonly string[] }[];
  readonly roles: readonly WorldRole[];
  /** OIDC and SAML providers. */
  readonly identityProviders?: readonly WorldIdentityProvider[];
  /** Service-linked roles, by the service's DNS name. */
  readonly linkedServices: readonly string[];
  readonly users: readonly WorldUser[];
  readonly root: { readonly key?: WorldKey };
  readonly secrets: readonly WorldSecret[];
  readonly functions: readonly WorldFunction[];
  readonly configurations: readonly WorldConfiguration[];
  /** Signs of a leak that somebody reported. */
  readonly exposures: readonly WorldExposure[];
}

export type WorldIdentityProvider =
  | { readonly url: string; readonly audiences: readonly string[] }
  | { readonly saml: string; readonly metadata: string };

export interface WorldPerson {
  readonly email: string;
  readonly team: string;
  /** Absent: still here. */
  readonly leftDaysAgo?: number;
}

/** What is planted in it: the finding that it must give, or the near miss that must pass. */
export interface Planted {
  /** The detectors that must find it, each once. Absent: it must pass everything. */
  readonly wrongs?: readonly DetectorId[];
  /** Why it is in the world. */
  readonly why: string;
}

export interface WorldKey extends Planted {
  readonly age: number;
  readonly status?: 'Inactive';
  /** Absent: never used. */
  readonly use?: WorldUse;
  /** When IAM says that it was last used, where its record lags behind `use`. */
  readonly lastUseInIam?: number;
}

/** How a key is used: `times` calls, `every` so many days, the newest `daysAgo`. */
export interface WorldUse {
  readonly daysAgo: number;
  readonly every?: number;
  readonly times?: number;
  readonly region: string;
  /** `service:Event`, taken in turn; the newest call is the first. */
  readonly calls: readonly [string, ...string[]];
  readonly ip: string;
  readonly agent: string;
}

export type WorldTags = Readonly<Record<string, string>>;

export interface WorldUser {
  readonly name: string;
  readonly age: number;
  readonly tags: WorldTags;
  readonly groups?: readonly string[];
  /** Names of managed policies of the world, or ARNs of AWS's own. */
  readonly attached?: readonly string[];
  readonly boundary?: string;
  readonly inline?: Readonly<Record<string, object>>;
  readonly console?: WorldConsole;
  readonly keys?: readonly WorldKey[];
  /** Days since it reached a service, where that is not its last use; null: never. */
  readonly reached?: WorldReach;
}

/** By IAM's namespace of the service. */
export type WorldReach = Readonly<Record<string, number | null>>;

/** A console password; without `why` it is only there. */
export interface WorldConsole extends Partial<Planted> {
  readonly password: string;
  readonly mfa: boolean;
  /** Absent: set when the user was made. */
  readonly setDaysAgo?: number;
  /** Absent: never used. */
  readonly usedDaysAgo?: number;
}

/** A role; without `why` it is only there. */
export interface WorldRole extends Partial<Planted> {
  readonly name: string;
  readonly age: number;
  /** Absent: never used. */
  readonly usedDaysAgo?: number;
  readonly region: string;
  readonly tags: WorldTags;
  readonly trust: object;
  /** Days since it reached a service, where that is not its last use; null: never. */
  readonly reached?: WorldReach;
  readonly inline: Readonly<Record<string, object>>;
}

export interface WorldSecret extends Planted {
  readonly name: string;
  readonly region: string;
  readonly age: number;
  readonly value: string;
  readonly tags: WorldTags;
  /** Absent: never read. */
  readonly accessedDaysAgo?: number;
  readonly rotation?: {
    readonly everyDays: number;
    readonly rotatedDaysAgo: number;
    readonly dueInDays: number;
    /** It was turned off since, and its function is still known. */
    readonly off?: true;
  };
  /** How long a version has waited to become current, in days. */
  readonly pendingDays?: number;
  /** Scheduled for deletion, just now or so many days ago. */
  readonly deleted?: true | number;
  /** Id of the key that encrypts it; absent: AWS's own. */
  readonly keyId?: string;
  /** Type of a managed external secret. */
  readonly partnerType?: string;
  /** Its resource policy. */
  readonly policy?: object;
  /** Regions with a copy of it. */
  readonly replicas?: readonly { readonly region: string; readonly accessedDaysAgo?: number }[];
}

export interface WorldFunction extends Planted {
  readonly name: string;
  readonly region: string;
  /** Name of a role of the world. */
  readonly role: string;
  readonly tags: WorldTags;
  /** `{ keyOf }` stands for the id of that user's first key. */
  readonly environment: Readonly<Record<string, string | { readonly keyOf: string }>>;
}

/**
 * Anything else that AWS's API makes: a task definition, a stack, user data, an API key … `test/lab/makers` has a maker
 * for each type.
 */
export interface WorldConfiguration extends Planted {
  readonly type: MakerType;
  readonly name: string;
  readonly region: string;
  /** Where the type has no own date, it is not used. */
  readonly age?: number;
  readonly tags: WorldTags;
  /** By name: variables or parameters, or what the type's maker asks for. */
  readonly values: Readonly<Record<string, string>>;
}

export interface WorldExposure {
  /** The user whose first key it is about. */
  readonly keyOf: string;
  readonly daysAgo: number;
  readonly source: string;
  readonly note: string;
}

/** Everything that is planted in a world, in its order. */
export function plantedIn({
  users,
  root,
  roles,
  secrets,
  functions,
  configurations,
}: World): readonly Planted[] {
  return [
    ...users.flatMap(({ keys = [] }) => keys),
    ...users.flatMap(({ console: login }) => (isPlanted(login) ? [login] : [])),
    ...(root.key === undefined ? [] : [root.key]),
    ...roles.filter(isPlanted),
    ...secrets,
    ...functions,
    ...configurations,
  ];
}

export function isPlanted<T extends Partial<Planted>>(thing: T | undefined): thing is T & Planted {
  return thing?.why !== undefined;
}

/**
 * Where it is asked who calls, a state machine must have a role that is there, and none that is planted has one: the
 * world without them.
 */
export function askedWhoCalls(world: World): World {
  return {
    ...world,
    configurations: world.configurations.filter(({ type }) => type !== 'AWS::StepFunctions::StateMachine'),
  };
}
