import { mainRegion } from '../../aws/clients.ts';
import type { Connection } from '../../aws/connect.ts';
import { faultOf } from '../../aws/errors.ts';
import { type IamGateway, keyOwner } from '../../aws/iam.ts';
import type { SecretsGateway } from '../../aws/secretsmanager.ts';
import { isRootArn, userName } from '../../core/model/arn.ts';
import type { DeclaredCredential } from '../../core/rotation/policy.ts';
import { secretsDeclared } from '../../core/trust/things.ts';
import { InputError } from '../../ports/input-error.ts';
import { NothingReadError } from '../../ports/nothing-read-error.ts';

/** A secret stands for the credential that it stores, where a declaration says so. */
export function credentialNamed(name: string, declared: readonly DeclaredCredential[]): string {
  if (!name.includes(':secretsmanager:')) return name;
  const found = declared.find(({ store }) => store.secret === name);
  if (found !== undefined) return found.credential;
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
      `${JSON.stringify(name.slice(0, 80))}: expected an access key id, or the ARN of a user or of the secret that stores its key`,
    );
  const owner = await keyOwner(connection.clients, mainRegion(home), name).catch((error: unknown) => {
    const { reason, remedy } = faultOf(error, { action: 'iam:GetAccessKeyLastUsed' });
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
