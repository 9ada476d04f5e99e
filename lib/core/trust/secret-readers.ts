import type { Estate } from '../model/estate.ts';
import type { PolicyDocument, Principal } from '../model/principal.ts';
import { nounOf } from '../model/workload.ts';
import { parseDocument } from '../policy/document.ts';
import { spokenFor } from '../policy/resource-statements.ts';
import { matches } from '../policy/wildcard.ts';
import type { KnownDependent } from './dependence.ts';

const READ = 'secretsmanager:getsecretvalue';

export interface Readers {
  readonly found: readonly KnownDependent[];
  /** What could not be told, as texts. */
  readonly unread: readonly string[];
}

/**
 * Workloads whose role is allowed by name to read a secret, and whomever the secret's own policy lets read it.
 * An Allow of every secret names nobody: whoever has one is no reader by that.
 */
export function readersOf({ snapshot }: Estate, secret: string): Readers {
  const principals = new Map(snapshot.principals.map((principal) => [principal.arn, principal]));
  const byRole = snapshot.workloads.flatMap(({ arn, type, name, role }): readonly KnownDependent[] => {
    const policy = role === undefined ? undefined : namingPolicy(principals.get(role), secret);
    if (policy === undefined) return [];
    return [reader(arn, `the role of ${nounOf(type)} ${name} may read the secret by policy ${policy}`)];
  });
  const policy = snapshot.resourcePolicies.find(({ resource }) => resource === secret);
  if (policy === undefined || policy.document === 'none') return { found: byRole, unread: [] };
  const spoken =
    policy.document === null ? null : spokenFor(policy.document, { action: READ, resource: secret });
  if (spoken === null)
    return { found: byRole, unread: [`the policy of secret ${secret}, which tells who else may read it`] };
  const named = spoken
    .filter(({ effect }) => effect === 'Allow')
    .flatMap(({ principals: allowed }) => allowed)
    .filter((principal) => !principal.endsWith(':root') && principal !== snapshot.account);
  const byPolicy = [...new Set(named)].map((principal) =>
    reader(principal, "the secret's own policy lets it read the secret"),
  );
  return { found: [...byRole, ...byPolicy], unread: [] };
}

function reader(id: string, evidence: string): KnownDependent {
  return {
    id,
    kind: 'reader',
    environment: null,
    owner: null,
    evidence,
    confidence: 'medium',
    declared: null,
    todo: `declare it among the dependents of this credential under rotation.credentials (arn: ${id}, with a probe); or take away its permission to read the secret`,
  };
}

/** The name of a policy that allows the read of this secret by name. */
function namingPolicy(principal: Principal | undefined, secret: string): string | undefined {
  if (principal?.type !== 'role') return undefined;
  return principal.policies.find((policy) => namesSecret(policy, secret))?.name;
}

function namesSecret({ document }: PolicyDocument, secret: string): boolean {
  const statements = document === null ? null : parseDocument(document);
  return (statements ?? []).some(
    ({ effect, actions, resources }) =>
      effect === 'Allow' &&
      actions.patterns.some((pattern) => matches(pattern, READ)) !== actions.not &&
      !resources.not &&
      resources.patterns.some((pattern) => isName(pattern) && matches(pattern, secret)),
  );
}

/** Whether a pattern says which secret is meant, and not every one. */
function isName(pattern: string): boolean {
  return !/^\*+$|:secret:\*$|^arn:[^:]*:secretsmanager(:[^:]*){2}:\*$/.test(pattern);
}
