import { mainRegion } from '../../aws/clients.ts';
import type { Connection } from '../../aws/connect.ts';
import { faultOf } from '../../aws/errors.ts';
import { type IamGateway, keyOwner } from '../../aws/iam.ts';
import { serviceCredentialOwner } from '../../aws/iam-credentials.ts';
import type { SecretsGateway } from '../../aws/secretsmanager.ts';
import { isRootArn, userName } from '../../core/model/arn.ts';
import type { DeclaredCredential } from '../../core/rotation/policy.ts';
import { secretsDeclared } from '../../core/trust/things.ts';
import { InputError } from '../../ports/input-error.ts';
import { NothingReadError } from '../../ports/nothing-read-error.ts';

/** What a person's words mean: a credential's id, or a user's one credential for a service; null: the user's key. */
export interface Meant {
  readonly name: string;
  readonly service: string | null;
}

/** A secret stands for the credential that it stores, where a declaration says so. */
export function credentialNamed(name: string, declared: readonly DeclaredCredential[]): Meant {
  if (!name.includes(':secretsmanager:')) return { name, service: null };
  const found = declared.find(({ store }) => store.secret === name);
  if (found !== undefined) return { name: found.credential, service: found.service?.name ?? null };
  throw new InputError(
    `${name}: no credential under rotation.credentials of the policy file is stored in it: name the access key, or declare its store`,
  );
}

/** @returns the name of the user */
export async function userOf(connection: Connection, home: string, name: string): Promise<string> {
  const byArn = userName(name);
  if (byArn !== null) return byArn;
  if (isRootArn(name.split('#')[0] ?? '')) return '<root>';
  if (!/^A[A-Z0-9]{15,127}$/.test(name))
    throw new InputError(
      `${JSON.stringify(name.slice(0, 80))}: expected an access key id, or the ARN of a user or of the secret that stores its value, or the id of a service-specific credential (ACCA…)`,
    );
  const [ask, action] = isServiceSpecific(name)
    ? ([serviceCredentialOwner, 'iam:ListServiceSpecificCredentials'] as const)
    : ([keyOwner, 'iam:GetAccessKeyLastUsed'] as const);
  const owner = await ask(connection.clients, mainRegion(home), name).catch((error: unknown) => {
    const { reason, remedy } = faultOf(error, { action });
    throw new NothingReadError(`whose key ${name} is could not be read: ${reason}; ${remedy}`, {
      cause: error,
    });
  });
  if (owner === undefined)
    throw new InputError(
      `${name}: this account has no such key: check the id, or the profile that names the account`,
    );
  return owner;
}

/**
 * By how IAM's ids begin.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-prefixes
 */
export function isServiceSpecific(name: string): boolean {
  return name.startsWith('ACCA');
}

/** The same way to the account, on which only these users' keys and these secrets are looked at. */
export function only(
  connection: Connection,
  users: ReadonlySet<string>,
  declared: readonly DeclaredCredential[],
): Connection {
  const secrets = new Set(declared.flatMap((each) => secretsDeclared(each)));
  return {
    ...connection,
    gateways(home) {
      const all = connection.gateways(home);
      return {
        ...all,
        iam: ofUsers(all.iam, users),
        secrets: (region) => ofSecrets(all.secrets(region), secrets),
      };
    },
  };
}

function ofUsers(iam: IamGateway, users: ReadonlySet<string>): IamGateway {
  return { ...iam, accessKeys: async (name) => (users.has(name) ? iam.accessKeys(name) : []) };
}

function ofSecrets(gateway: SecretsGateway, wanted: ReadonlySet<string>): SecretsGateway {
  return {
    ...gateway,
    async *secrets() {
      for await (const page of gateway.secrets()) yield page.filter(({ ARN }) => wanted.has(ARN ?? ''));
    },
  };
}
