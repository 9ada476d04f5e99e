import { shortDuration } from '../../core/model/duration.ts';
import { DEFAULT_LOOKS } from '../../core/rotation/exposure/looks.ts';
import { DEFAULT_ROTATION } from '../../core/rotation/policy.ts';

type DurationName = keyof typeof DEFAULT_ROTATION.durations;

const MEANINGS: Readonly<Record<DurationName, string>> = {
  lease:
    "How long a call may be on its way: more than function timeout, SDK retries, AWS's own processing and clock skew together.",
  refresh: 'What readers of a copy need to take what was published, where a dependent does not say.',
  watch: 'How long the old credential must stay quiet while it is still Active, before it is deactivated.',
  quarantine: 'From deactivation to deletion: longer than the longest gap between two uses.',
  drain:
    'How long nobody must use the new credential before a rollback deactivates it, and again before it deletes it.',
  settle: 'What IAM and STS need until a change holds everywhere.',
  patience:
    'How long a step waits for a proof or for health before it rolls back; longer than refresh and lease.',
  parkAfter: 'How long the old credential is watched before the plan parks, both Active; longer than watch.',
  poll: 'Between two looks at something that has no time of its own.',
};

const CAPS: Readonly<Record<keyof typeof DEFAULT_ROTATION.caps, string>> = {
  night: 'Begun within 24 hours.',
  account: 'Under way in one account.',
  owner: 'Under way for one owner.',
  containAnHour: "Contain's own, an hour and account: above it people are paged.",
};

/** What could be written there; as comments, since there is no default. */
const EXAMPLE = `\
# - credential: arn:aws:iam::123456789012:user/orders   # or an access key id
#   authors: ['arn:aws:sts::123456789012:assumed-role/Admin/alice']   # none of them may approve its plans
#   store:
#     secret: arn:aws:secretsmanager:eu-west-1:123456789012:secret:orders/aws-AbCdEf
#     shape: { as: json, accessKeyId: accessKeyId, secretAccessKey: secretAccessKey }   # names of fields
#     # shape: { as: smtp, username: user, password: password, accessKeyId: …, secretAccessKey: …, region: eu-west-1 }
#     replicas: [eu-central-1]
#     servedBy: arn:aws:lambda:…   # output RotateSecretArn, where the secret's own rotation calls it
#   regions: [eu-west-1]      # where it is used, beside the secret's Region
#   watch: 35d                # longer than the longest gap between two uses; so quarantine
#   copies:                   # in the order in which they are published, the canary first
#     - { id: reports, in: lambda-environment, arn: 'arn:aws:lambda:eu-west-1:123456789012:function:reports', alias: live }
#     - { id: batch, in: parameter, name: /batch/aws, region: eu-west-1 }
#     - { id: dr, in: secret, arn: 'arn:aws:secretsmanager:…' }   # a second secret with the same fields
#     - { id: ci, in: github-actions, repository: acme/shop, token: 'arn:aws:secretsmanager:…' }   # the secret that holds its token
#     - { id: ci2, in: gitlab, project: '42', token: 'arn:aws:secretsmanager:…' }
#     - { id: vendor, in: person, who: 'vendor support', instructions: 'Enter it in their console.' }
#   dependents:
#     - name: reports
#       arn: arn:aws:lambda:eu-west-1:123456789012:function:reports   # what discovery calls it
#       environment: production
#       owner: payments
#       reads: reports        # the id of a copy; without: the secret itself
#       refresh: 15m
#       redeploy: { in: ecs-service, cluster: shop, service: reports, region: eu-west-1 }   # its tasks take it at their start alone
#       seenAs: { sources: [10.20.0.0/16] }   # how its calls look in CloudTrail
#       probes:
#         - { by: http, url: 'https://reports.example.com/health', status: 200 }
#         - { by: lambda, arn: 'arn:aws:lambda:…' }
#         - { by: alarm, name: reports-errors, region: eu-west-1 }
#         - { by: ecs-service, cluster: shop, service: reports, region: eu-west-1 }
#         - { by: seen }          # its own addresses (seenAs) are seen using the key that its copy is meant to hold
#         - { by: task, region: eu-west-1, cluster: shop, family: check-reports, container: check, subnets: [subnet-0a1b2c3d] }
# - credential: arn:aws:secretsmanager:eu-west-1:123456789012:secret:orders/db-AbCdEf   # a database user: its own store
#   authors: ['arn:aws:sts::123456789012:assumed-role/Admin/alice']
#   store: { secret: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:orders/db-AbCdEf' }   # AWS's JSON: no shape
#   database:
#     engine: postgres
#     host: orders.abc123.eu-west-1.rds.amazonaws.com   # the secret must name this server, and no other
#     port: 5432
#     dbname: orders
#     users: [app, app_clone]   # take turns: one group, nothing of their own, the second one NOLOGIN VALID UNTIL '-infinity'
#     admin: arn:aws:secretsmanager:eu-west-1:123456789012:secret:orders/admin-AbCdEf
#     tls: system             # or { ca: FILE }; RDS's authorities: NODE_EXTRA_CA_CERTS, which a deployment sets by itself
#   dependents: [{ name: orders, probes: [{ by: http, url: 'https://orders.example.com/health', status: 200 }] }]
# - credential: arn:aws:secretsmanager:eu-west-1:123456789012:secret:billing/db-AbCdEf   # what its own function rotates: its own store
#   authors: ['arn:aws:sts::123456789012:assumed-role/Admin/alice']
#   store:
#     secret: arn:aws:secretsmanager:eu-west-1:123456789012:secret:billing/db-AbCdEf
#     rotatedBy: arn:aws:lambda:eu-west-1:123456789012:function:rotates-billing   # what its rotation calls, and nothing else
#     keepsOld: true          # the value before still logs in afterwards (two users that take turns); without: no way back
#     shape: { as: postgres, host: billing.abc123.eu-west-1.rds.amazonaws.com, dbname: billing }   # how a version is tried
#     # shape: { as: json, accessKeyId: …, secretAccessKey: … }   # an access key, by STS; { as: opaque }: nobody can try it
#   dependents: [{ name: billing, probes: [{ by: http, url: 'https://billing.example.com/health', status: 200 }] }]
# - credential: arn:aws:iam::123456789012:user/git-mirror   # or ACCA…: what IAM made for one service
#   authors: ['arn:aws:sts::123456789012:assumed-role/Admin/alice']
#   service: { name: codecommit.amazonaws.com, repository: shop }   # one that its user may pull; or bedrock.amazonaws.com
#   store:
#     secret: arn:aws:secretsmanager:eu-west-1:123456789012:secret:git-mirror-AbCdEf
#     shape: { as: service-password, id: credentialId, username: username, password: password }   # id: the field of ACCA…
#     # shape: { as: service-api-key, id: credentialId, apiKey: apiKey }
#   dependents: [{ name: mirror, probes: [{ by: http, url: 'https://mirror.example.com/health', status: 200 }] }]
# - credential: arn:aws:secretsmanager:eu-west-1:123456789012:secret:acme/token-AbCdEf   # a third party's token: its own store
#   authors: ['arn:aws:sts::123456789012:assumed-role/Admin/alice']
#   store:
#     secret: arn:aws:secretsmanager:eu-west-1:123456789012:secret:acme/token-AbCdEf
#     shape: { as: token, id: tokenId, token: token }   # id: the field of the name that the bridge calls it by
#   issuer:                   # a bridge of your own (docs/webhook-issuer.md)
#     api: https://bridge.example.com/acme
#     principal: orders       # whom the tokens belong to, as the bridge calls it
#     access: arn:aws:secretsmanager:eu-west-1:123456789012:secret:acme/bridge-AbCdEf   # {"token": …, "signingKey": …}
#     abilities: { slots: 2, revertible: true, oldUsableAfter: true, retrySafe: false, lastUsedSignal: kept }   # or none
#   dependents: [{ name: orders, probes: [{ by: http, url: 'https://orders.example.com/health', status: 200 }] }]`;

/** The rotation section of the documented policy file, every value at its default. */
export function rotationLines(): readonly string[] {
  const { approvals, approvalsWithin, durations, caps, unattended, autoContain } = DEFAULT_ROTATION;
  return [
    '# What may be taken away, and how (docs/rotation.md).',
    'rotation:',
    '  # Kinds of plan that a night begins by itself (rotate, retire, contain); empty: it only proposes.',
    `  unattended: ${list(unattended)}`,
    '  # Signs of a leak upon which contain begins by itself (health, guardduty, quarantine); empty: they only propose.',
    `  autoContain: ${list(autoContain)}`,
    '  # What a person must have approved (deactivate, delete), by kind of plan.',
    '  approvals:',
    ...Object.entries(approvals).map(([kind, asked]) => `    ${kind}: ${list(asked)}`),
    '  # How long after a plan began to wait for an approval it is taken.',
    `  approvalsWithin: ${shortDuration(approvalsWithin)}`,
    "  # Commands of their owners' own may be probes (by: task), where the deployment's options name them too.",
    '  # ownCommands: true',
    '  # When rotate and retire may take a forward step; without it, always.',
    '  # window: { timeZone: Europe/Berlin, days: [1, 2, 3, 4], from: "09:00", until: "16:00" }',
    '  # Durations: 30d, 2h, 20s, or ISO 8601 (PT20S).',
    '  durations:',
    ...Object.entries(durations).flatMap(([name, ms]) => [
      `    # ${MEANINGS[name as DurationName]}`,
      `    ${name}: ${shortDuration(ms)}`,
    ]),
    '  # The most plans at a time.',
    '  caps:',
    ...Object.entries(caps).flatMap(([name, most]) => [
      `    # ${CAPS[name as keyof typeof caps]}`,
      `    ${name}: ${most}`,
    ]),
    '  # When a contained leak that is not over is looked into without a person: as often as soon for as long as soonFor',
    '  # after it was begun to be contained, then as often as later.',
    `  # looks: { ${Object.entries(DEFAULT_LOOKS)
      .map(([name, ms]) => `${name}: ${shortDuration(ms)}`)
      .join(', ')} }`,
    '  # ARNs of principals that are never denied, deactivated or deleted.',
    '  breakGlass: []',
    '  # Where each credential lies and who depends on it. Names and places only, never a value; targets and probes come',
    '  # from here alone: a tag (nightwarden:dependent) can add a dependent, and so block, and nothing else.',
    '  credentials: []',
    ...EXAMPLE.split('\n').map((line) => `  ${line}`),
  ];
}

function list(words: readonly string[]): string {
  return `[${words.join(', ')}]`;
}
