import { ANYONE, EXACT, PROJECT, type Reach, TENANT } from './subjects.ts';

/** A provider of web identities that many share, or that says who asks in a way of its own. */
export interface Issuer {
  /** What people call it. */
  readonly name: string;
  /** Whether anybody may have a token of it: without a limit, the role is the world's. */
  readonly shared: boolean;
  /** What exact values of claims other than `sub` limit a token to; a claim that is not here says nothing of who asks. */
  readonly claims: Readonly<Record<string, Reach>>;
  /** Claims that name a branch or an environment: with a repository named as well, nothing is left open. */
  readonly refining?: readonly string[];
}

const NOTHING_BUT_SUB = { shared: true, claims: {} } as const;

/**
 * Claims that STS has been able to check since January 2026, beside `sub`. A reusable workflow (`job_workflow_ref`)
 * can be called from any repository that may read it, so it says nothing of who asks.
 */
const GITHUB = {
  shared: true,
  claims: {
    repository_owner: TENANT,
    repository_owner_id: TENANT,
    enterprise: TENANT,
    enterprise_id: TENANT,
    repository: PROJECT,
    repository_id: PROJECT,
  },
  refining: ['ref', 'environment', 'workflow', 'job_workflow_ref'],
} as const;

/**
 * Issuers by host and path.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html
 */
const ISSUERS: Readonly<Record<string, Issuer>> = {
  'token.actions.githubusercontent.com': { name: 'GitHub Actions', ...GITHUB },
  'vstoken.actions.githubusercontent.com': { name: 'GitHub Actions', ...GITHUB },
  'oidc-configuration.audit-log.githubusercontent.com': { name: 'GitHub audit log', ...NOTHING_BUT_SUB },
  'gitlab.com': { name: 'GitLab.com', ...NOTHING_BUT_SUB },
  'app.terraform.io': { name: 'HCP Terraform', ...NOTHING_BUT_SUB },
  'agent.buildkite.com': { name: 'Buildkite', ...NOTHING_BUT_SUB },
  'scalr.io': { name: 'Scalr', ...NOTHING_BUT_SUB },
  'oidc.codefresh.io': { name: 'Codefresh', ...NOTHING_BUT_SUB },
  'studio.datachain.ai/api': { name: 'DVC Studio', ...NOTHING_BUT_SUB },
  'tokens.cloud.shisho.dev': { name: 'Shisho Cloud', ...NOTHING_BUT_SUB },
  'proidc.upbound.io': { name: 'Upbound', ...NOTHING_BUT_SUB },
  // Their audience is made of the organisation's own name.
  'api.pulumi.com/oidc': { name: 'Pulumi Cloud', shared: true, claims: { aud: TENANT } },
  'oidc.vercel.com': { name: 'Vercel', shared: true, claims: { aud: TENANT } },
  'sandboxes.cloud': { name: 'sandboxes.cloud', shared: true, claims: { aud: TENANT } },
  // Here the audience is the app that people sign in to; `oaud` is whatever the caller asks for.
  'accounts.google.com': { name: 'Google', shared: true, claims: { aud: EXACT, email: EXACT } },
  'graph.facebook.com': { name: 'Facebook', shared: true, claims: { app_id: EXACT, id: EXACT } },
  'www.amazon.com': { name: 'Login with Amazon', shared: true, claims: { app_id: EXACT, user_id: EXACT } },
  // The identity pool; whether somebody signed in to it stands in `amr`.
  'cognito-identity.amazonaws.com': {
    name: 'Amazon Cognito',
    shared: true,
    claims: { aud: PROJECT },
    refining: ['amr'],
  },
  'sts.windows.net/33e01921-4d64-4f8c-a055-5bdaffd5e33d': { name: 'Microsoft Sentinel', ...NOTHING_BUT_SUB },
};

/** Issuers whose address names whose they are: a workspace, a cluster, a company. */
const OWN: readonly { readonly host: RegExp; readonly name: string }[] = [
  { host: /^oidc\.eks\.[a-z0-9-]+\.(amazonaws\.com(\.cn)?|api\.aws)\//, name: 'an EKS cluster' },
  { host: /^api\.bitbucket\.org\/2\.0\/workspaces\/[^/]+\//, name: 'Bitbucket Pipelines' },
  { host: /^oidc\.circleci\.com\/org\/[^/]+/, name: 'CircleCI' },
  { host: /^oidc\.vercel\.com\/[^/]+/, name: 'Vercel' },
  { host: /^token\.actions\.githubusercontent\.com\/[^/]+/, name: 'GitHub Actions' },
];

/** @param address host and path, lower case */
export function issuerOf(address: string): Issuer {
  const known = Object.hasOwn(ISSUERS, address) ? ISSUERS[address] : undefined;
  if (known !== undefined) return known;
  const own = OWN.find(({ host }) => host.test(address));
  const claims = own?.name === 'GitHub Actions' ? GITHUB : { claims: { 'project-id': EXACT } as const };
  return { ...claims, name: own?.name ?? address, shared: false };
}

/** What somebody without a limit is to an issuer: anybody at all, or one of those whose issuer it is. */
export function widest({ shared }: Issuer): Reach {
  return shared ? ANYONE : TENANT;
}
