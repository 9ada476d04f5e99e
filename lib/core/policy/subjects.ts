import { prefixOf } from './conditions.ts';

/** How many identities of a provider something lets in, from the most to the least. */
export const ANYONE = 3;
/** All of one organisation, workspace, team or cluster. */
export const TENANT = 2;
/** All of one repository, project or namespace: whatever its branch, environment or account. */
export const PROJECT = 1;
/** A branch, an environment, a service account, a person. */
export const EXACT = 0;
export type Reach = typeof ANYONE | typeof TENANT | typeof PROJECT | typeof EXACT;

/** How a provider writes who asks, as a pattern's literal beginning tells. */
interface Format {
  /** Every subject begins so. */
  readonly lead: string;
  /** @param whole the pattern; @param prefix what stands before its first wildcard */
  readonly reach: (prefix: string, whole: string) => Reach;
}

/** What a rest of a GitHub subject may be cut down to and still let any branch or environment in. */
const ANY_REF = ['ref:refs/heads/', 'ref:refs/tags/', 'environment:'];

const FORMATS: readonly Format[] = [
  // https://docs.github.com/en/actions/reference/security/oidc
  { lead: 'repo:', reach: github },
  { lead: 'repository_owner:', reach: (prefix) => (/^[^:]+:[^:]+:/.test(prefix) ? TENANT : ANYONE) },
  { lead: 'repository_owner_id:', reach: (prefix) => (/^[^:]+:[^:]+:/.test(prefix) ? TENANT : ANYONE) },
  // https://docs.gitlab.com/ci/cloud_services/aws/
  { lead: 'project_path:', reach: gitlab },
  // https://developer.hashicorp.com/terraform/cloud-docs/workspaces/dynamic-provider-credentials/workload-identity-tokens
  // https://buildkite.com/docs/pipelines/security/oidc/aws
  { lead: 'organization:', reach: organization },
  // https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
  { lead: 'system:serviceaccount:', reach: serviceAccount },
  // https://circleci.com/docs/guides/permissions-authentication/openid-connect-tokens/
  {
    lead: 'org/',
    reach: (_prefix, whole) => (/\/project\/[0-9a-f-]{36}(\/|$)/.test(whole) ? EXACT : ANYONE),
  },
  // https://support.atlassian.com/bitbucket-cloud/docs/deploy-on-aws-using-bitbucket-pipelines-openid-connect/
  { lead: '{', reach: (prefix) => (/^\{[0-9a-f-]{36}\}/.test(prefix) ? EXACT : ANYONE) },
  // https://vercel.com/docs/oidc/reference
  { lead: 'owner:', reach: vercel },
  // https://www.pulumi.com/docs/esc/guides/configuring-oidc/aws/
  { lead: 'pulumi:', reach: (prefix) => (/^pulumi:[^:]+:org:[^:]+:/.test(prefix) ? TENANT : ANYONE) },
];

/**
 * How many of its issuer's identities a subject condition lets in, by the forms that providers are known to write.
 * A subject of no known form is taken for narrow as soon as it says anything before its first wildcard.
 */
export function subjectReach(value: string, wildcards: boolean): Reach {
  const { prefix, open } = prefixOf(value, wildcards);
  if (!open) return EXACT;
  const format = FORMATS.find(({ lead }) => prefix.startsWith(lead));
  if (format !== undefined) return format.reach(prefix, value);
  // So short that it may still be the beginning of any form.
  return FORMATS.some(({ lead }) => lead.startsWith(prefix)) ? ANYONE : EXACT;
}

function github(prefix: string): Reach {
  if (!/^repo:[^/:]+\//.test(prefix)) return ANYONE;
  const rest = /^repo:[^/:]+\/[^/:]+:(.*)$/s.exec(prefix)?.[1];
  if (rest === undefined) return TENANT;
  return ANY_REF.some((any) => any.startsWith(rest)) ? PROJECT : EXACT;
}

function gitlab(prefix: string): Reach {
  if (!/^project_path:[^/:]+\//.test(prefix)) return ANYONE;
  const rest = /^project_path:[^:]+:(.*)$/s.exec(prefix)?.[1];
  if (rest === undefined) return TENANT;
  return /^ref_type:[^:]+:ref:./s.test(rest) ? EXACT : PROJECT;
}

/** `organization:ORG:project:P:workspace:W:run_phase:R`, or `organization:ORG:pipeline:P:ref:R:commit:C:step:S`. */
function organization(_prefix: string, whole: string): Reach {
  const [, name = '*'] = whole.split(':');
  const part = (key: string) => new RegExp(`:${key}:([^:*?]+)(:|$)`).test(whole);
  if (/[*?]/.test(name)) return ANYONE;
  // The names of workspaces are unique in their organisation.
  if (part('workspace')) return EXACT;
  if (part('pipeline')) return part('ref') ? EXACT : PROJECT;
  return part('project') ? PROJECT : TENANT;
}

function serviceAccount(prefix: string): Reach {
  const [, , namespace, name] = prefix.split(':');
  if (!namespace || name === undefined) return ANYONE;
  return name === '' ? PROJECT : EXACT;
}

function vercel(prefix: string): Reach {
  if (!/^owner:[^:]+:/.test(prefix)) return ANYONE;
  if (!/^owner:[^:]+:project:[^:]+:/.test(prefix)) return TENANT;
  return /:environment:./.test(prefix) ? EXACT : PROJECT;
}
