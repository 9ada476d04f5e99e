import { APPLICATION_FACTS, APPLICATION_NOUNS } from './application.ts';
import { isRootArn } from './arn.ts';
import type { Credential } from './credential.ts';
import type { Fact } from './facts.ts';
import { capitalised } from './words.ts';
import { hasEnvironment, NOUNS } from './workload.ts';

/** What differs between the kinds of credential for those who name, date and show them. */
interface Kind<C extends Credential> {
  /** What carries its tags, as people call it: `user ci-deploy`. */
  readonly place: (credential: C) => string;
  /** What people call it: `Access key of user ci-deploy`. */
  readonly called: (credential: C) => string;
  /** The fact that tells its dates. */
  readonly fact: Fact | ((credential: C) => Fact);
  /** What it has of its own, for machines to read. */
  readonly details: (credential: C) => object;
}

const KINDS: { readonly [K in Credential['kind']]: Kind<Extract<Credential, { kind: K }>> } = {
  'access-key': {
    place: ofUser,
    called: (key) => `Access key of ${ofUser(key)}`,
    fact: 'access-keys',
    details: ({ userName }) => ({ userName }),
  },
  'login-profile': {
    place: ofUser,
    called: (login) => `Console password of ${ofUser(login)}`,
    fact: 'console-passwords',
    details: ({ userName, mfa }) => ({ userName, mfa }),
  },
  'role-session': {
    place: ofRole,
    called: (role) => `Sessions of ${ofRole(role)}`,
    fact: 'roles',
    details: ({ serviceLinked, identityCenter }) => ({ serviceLinked, identityCenter }),
  },
  secret: {
    place: ({ name }) => `secret ${name}`,
    called: ({ name }) => `Secret ${name}`,
    fact: 'secrets',
    details: (secret) => ({
      name: secret.name,
      rotation: secret.rotation,
      rotationFunction: secret.rotationFunction,
      partnerType: secret.partnerType,
      keyId: secret.keyId,
      lastChangedAt: secret.lastChangedAt,
      deletedAt: secret.deletedAt,
      owningService: secret.owningService,
      primaryRegion: secret.primaryRegion,
      replicated: secret.replicated,
      versions: secret.versions,
    }),
  },
  plaintext: {
    place: ({ workload, name }) => `${NOUNS[workload]} ${name}`,
    called: ({ workload, name }) => {
      const place = `${NOUNS[workload]} ${name}`;
      return hasEnvironment(workload) ? `Environment of ${place}` : capitalised(place);
    },
    fact: 'functions',
    details: ({ variables }) => ({ variables }),
  },
  'ssh-key': {
    place: ofUser,
    called: (key) => `SSH key of ${ofUser(key)}`,
    fact: 'ssh-keys',
    details: ({ userName, readAt }) => ({ userName, readAt }),
  },
  'signing-certificate': {
    place: ofUser,
    called: (certificate) => `Signing certificate of ${ofUser(certificate)}`,
    fact: 'signing-certificates',
    details: ({ userName, expiresAt, readAt }) => ({ userName, expiresAt, readAt }),
  },
  'service-specific-credential': {
    place: ofUser,
    called: (credential) => `${productOf(credential)} of ${ofUser(credential)}`,
    fact: 'service-specific-credentials',
    details: ({ userName, service, expiresAt }) => ({ userName, service, expiresAt }),
  },
  'application-credential': {
    place: ({ type, name }) => `${APPLICATION_NOUNS[type]} ${name}`,
    called: ({ type, name }) => capitalised(`${APPLICATION_NOUNS[type]} ${name}`),
    fact: ({ type }) => APPLICATION_FACTS[type],
    details: ({ type, name, thirdParty, expiresAt, changedAt, deauthorised }) => ({
      type,
      name,
      thirdParty,
      expiresAt,
      changedAt,
      deauthorised,
    }),
  },
};

/** What carries a credential's tags, as people call it: `user ci-deploy`. */
export function placeOf(credential: Credential): string {
  return kindOf(credential).place(credential);
}

/** What people call it: `Access key of user ci-deploy`. */
export function called(credential: Credential): string {
  return kindOf(credential).called(credential);
}

/** The fact that tells its dates. */
export function factOf(credential: Credential): Fact {
  const { fact } = kindOf(credential);
  return typeof fact === 'function' ? fact(credential) : fact;
}

/** What a kind of credential has of its own, for machines to read. */
export function detailsOf(credential: Credential): object {
  return kindOf(credential).details(credential);
}

function kindOf<C extends Credential>({ kind }: C): Kind<C> {
  return KINDS[kind] as unknown as Kind<C>;
}

const PRODUCTS: Readonly<Record<string, string>> = {
  'bedrock.amazonaws.com': 'Bedrock API key',
  'logs.amazonaws.com': 'CloudWatch Logs API key',
  'codecommit.amazonaws.com': 'CodeCommit password',
  'cassandra.amazonaws.com': 'Keyspaces password',
};

/** What AWS calls a credential that it made for one service. */
function productOf({ service }: { readonly service: string }): string {
  return PRODUCTS[service] ?? `Credential for ${service}`;
}

function ofUser({ principal, userName }: { readonly principal: string; readonly userName: string }): string {
  return isRootArn(principal) ? 'root' : `user ${userName}`;
}

function ofRole({ principal }: { readonly principal: string }): string {
  return `role ${principal.slice(principal.lastIndexOf('/') + 1)}`;
}
