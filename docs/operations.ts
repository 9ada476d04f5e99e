import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { count } from '../lib/core/reports/text.ts';
import { readConfig } from '../lib/infra/read-config.ts';
import { ACCOUNTS_ROLE, ROLE_NAMES } from '../lib/infra/roles.ts';
import { SIZES } from '../test/bench/simulate/accounts.ts';
import { simulate } from '../test/bench/simulate/index.ts';
import { costOf, PRICES, sumOf } from '../test/bench/simulate/prices.ts';
import {
  type Deployment,
  HUB,
  listOf,
  MANAGEMENT,
  policiesOf,
  resourcesOf,
  type Stack,
  stackOf,
  textOf,
} from '../test/infra/synth.ts';

const FILE = join(import.meta.dirname, 'operations.md');

/** Generated parts of docs/operations.md, by the name of their marks. */
export async function generatedParts(): Promise<ReadonlyMap<string, string>> {
  return new Map([
    ['permissions', permissions()],
    ['stored', stored()],
    ['alarms', alarms()],
    ['cost', await cost()],
  ]);
}

/** Puts each generated part between its marks. */
export async function operationsPage(text: string): Promise<string> {
  let page = text;
  for (const [name, part] of await generatedParts()) {
    const [open, close] = [`<!-- ${name} -->\n`, `<!-- /${name} -->`];
    const [start, end] = [page.indexOf(open), page.indexOf(close)];
    if (start < 0 || end < start)
      throw new RangeError(`docs/operations.md: expected the marks ${open.trim()} … ${close}`);
    page = `${page.slice(0, start + open.length)}\n${part}\n\n${page.slice(end)}`;
  }
  return page;
}

/** Roles that are told by what they do. */
const ROLES: readonly (readonly [Deployment, string, readonly (readonly [RegExp, string])[]])[] = [
  [
    'single',
    'Nightwarden',
    [
      [/^BeginNight/, 'begins a run'],
      [/^OpenAccount/, 'asks whether an account can be reached'],
      [/^SweepIam/, 'reads IAM'],
      [/^SweepSecrets/, 'reads secrets and workloads of a Region'],
      [/^SweepCloudtrail/, 'reads what keys did in a Region'],
      [/^Assess/, 'judges'],
      [/^Publish/, "publishes to the account's own Security Hub"],
      [/^Summarise/, 'adds up, and tells'],
      [/^ReceptionWorker/, 'hears of what can not wait'],
      [/^SweepRole/, 'the state machine'],
      [/^Nightly/, 'the schedule'],
    ],
  ],
  [
    'rotating',
    'Nightwarden',
    [
      [/^RotationWorkersObserver/, 'rotation (`rotation.enabled`): the observer'],
      [/^RotationWorkersIssuer/, 'rotation: the issuer'],
      [/^RotationWorkersPublisher/, 'rotation: the publisher'],
      [/^RotationWorkersProber/, 'rotation: the prober'],
      [/^RotationWorkersSwitcher/, 'rotation: the switcher'],
      [/^RotationWorkersReaper/, 'rotation: the reaper'],
      [/^RotationServed/, 'rotation: answers Secrets Manager (`rotation.served`)'],
      [/^RotationBeginner/, 'rotation: begins what the policy lets begin without a person'],
      [/^RotationAsk/, 'rotation: asks for approvals'],
      [/^RotationMachines/, 'rotation: the state machines'],
      [/^RotationReconciler/, 'rotation: the reconciler and its schedule'],
      [/^RotationExposures/, 'rotation: looks into leaks that are not over'],
      [/^RotationGuard/, 'rotation: refuses to go while a plan is live'],
    ],
  ],
  [
    'rotatingOrganisation',
    'NightwardenHub',
    [
      [/^RotationMachinesRotate/, 'rotation in an organisation: the state machines, in the hub'],
      [/^RotationReconcilerWorker/, 'rotation in an organisation: the reconciler, in the hub'],
      [/^RotationExposures/, 'rotation in an organisation: looks into leaks that are not over, in the hub'],
      [/^RotationAccount444455556666Ledger/, 'what an account’s workers become in the hub'],
      [/^RotationAccount444455556666Evidence/, 'what its observer becomes there, to seal evidence'],
    ],
  ],
  [
    'rotatingOrganisation',
    'NightwardenRotation-444455556666',
    [
      [/^Invoke/, '`NightwardenRotationInvoke` in each account that opted in'],
      [/^GuardWorker/, 'there, finds the hub and refuses to go while a plan is live'],
    ],
  ],
  [
    'organisation',
    'NightwardenManagement',
    [
      [/^read/, `\`${ROLE_NAMES.read}\` in every account: what \`single\`'s workers read themselves`],
      [/^publish/, `\`${ROLE_NAMES.publish}\` in every account`],
      [/^Accounts/, `\`${ACCOUNTS_ROLE}\` in the management account alone`],
    ],
  ],
];

function permissions(): string {
  const rows = ROLES.flatMap(([deployment, name, roles]) => {
    const stack = stackOf(deployment, name);
    return roles.map(([pattern, what]) => `| ${what} | ${grantsOf(stack, pattern)} |`);
  });
  return ['| who | may |', '|---|---|', ...rows].join('\n');
}

/** Logs and traces are its own, and the same for all. */
const COMMON = /^(logs|xray):/;

function grantsOf(stack: Stack, pattern: RegExp): string {
  const statements = policiesOf(stack)
    .filter(({ role }) => pattern.test(role))
    .flatMap((policy) => policy.statements);
  const bySids = statements
    .filter((statement) => !listOf(statement.Action).every((action) => COMMON.test(String(action))))
    .map((statement) => {
      const actions = listOf(statement.Action).map(String);
      const told =
        actions.length > 6 ? byService(actions) : actions.map((action) => `\`${action}\``).join(', ');
      const resources = new Set(listOf(statement.Resource).map(resource));
      return `${statement.Effect === 'Deny' ? 'denied: ' : ''}${told} on ${[...resources].join(', ')}`;
    });
  if (bySids.length === 0) throw new Error(`${stack.name}: expected grants of ${pattern}, found none`);
  return [...new Set(bySids)].join('<br>');
}

function byService(actions: readonly string[]): string {
  const services = Map.groupBy(actions, (action) => action.split(':')[0] ?? '');
  return [...services].map(([service, list]) => `${count(list.length, 'read')} of \`${service}\``).join(', ');
}

function resource(value: unknown): string {
  const text = textOf(value)
    .replaceAll('<AWS::Partition>', 'aws')
    .replaceAll('<AWS::AccountId>', 'ACCOUNT')
    .replaceAll('<AWS::Region>', 'REGION')
    .replace(/<StorageEvidence\w*\.Arn>\/([\w*/-]+)/g, '`$1` in the bucket')
    .replace(/<StorageEvidence\w*\.Arn>/g, 'the bucket')
    .replaceAll(new RegExp(`${MANAGEMENT}|444455556666`, 'g'), 'ACCOUNT')
    .replaceAll(HUB, 'HUB')
    .replace(/<(StorageKey|Key)\w*\.Arn>/g, 'the key (`encryption: customer`)')
    .replace(/<SweepMachine\w*\.Name>/g, 'SWEEP')
    .replace(/<RotationMachines\w*\.Name>/g, 'WAIT')
    .replace(/<RotationMachines\w*>/g, 'the state machines')
    .replace(/<StorageState\w*\.Arn>/g, 'the table')
    .replace(/<NoticesKey\w*\.Arn>/g, 'the topic’s key')
    .replace(/<NoticesTopic\w*>/g, 'the topic')
    .replace(/<SweepMachine\w*(\.Arn)?>/g, 'the state machine')
    .replace(
      /<Reception(?!\w*Function)\w*\.Arn>|<Nightly\w*\.Arn>|<Rotation(?:Reconciler|Exposures)Missed\w*\.Arn>/g,
      'its queue',
    )
    .replace(/<(\w+?)Function\w*\.Arn>/g, 'the workers')
    .trim();
  return text === '*' ? '`*`' : text.startsWith('arn:') ? `\`${text}\`` : text;
}

function stored(): string {
  const { retention } = readConfig({});
  const { snapshotDays, replacedDays, runDays, logDays } = retention;
  const rows = [
    [
      'bucket, `runs/NIGHT/ACCOUNT/`',
      'what was read, redacted; findings, gaps, what changed',
      `${snapshotDays} days (\`retention.snapshotDays\`)`,
    ],
    [
      'bucket, `runs/NIGHT/summary.json.gz`',
      'the summary, with the findings that are new, worse and gone',
      'the same',
    ],
    [
      'bucket, `memory/`',
      'key ids, whose weekly turn it was, what a trail’s files added up to',
      'until it is taken away',
    ],
    [
      'bucket, `inputs/` and `exposed/`',
      'what people handed over, and what events told of exposures',
      'until it is taken away',
    ],
    [
      'bucket, replaced versions',
      'what was overwritten or deleted',
      `${replacedDays} days (\`retention.replacedDays\`)`,
    ],
    [
      'table, `RUNS`, `RUN#…`',
      'runs, what came of each account, the summary',
      `${runDays} days (\`retention.runDays\`)`,
    ],
    [
      'table, `ACCOUNT#…`',
      'each finding and credential as it stands, with when it was first seen',
      'as long as the table',
    ],
    ['logs', 'names of steps, counts, codes of errors', `${logDays} days (\`retention.logDays\`)`],
    ['Security Hub', 'the findings', '90 days after their last update; open ones are sent again in time'],
  ];
  return [
    '| where | what | how long |',
    '|---|---|---|',
    ...rows.map((row) => `| ${row.join(' | ')} |`),
  ].join('\n');
}

function alarms(): string {
  const rows = resourcesOf(stackOf('rotating', 'Nightwarden'), 'AWS::CloudWatch::Alarm').map(
    ([id, { Properties }]) => {
      const name = id.replace(/^(Operations|RotationAlarms)/, '').replace(/[0-9A-F]{8}$/, '');
      return `| ${name} | ${textOf(Properties.AlarmDescription)} |`;
    },
  );
  return ['| alarm | what it means, and what to do |', '|---|---|', ...rows].join('\n');
}

const REGIONS = 17;
const NIGHTS = 30;
/** Accounts alike that are simulated for a row: enough for what a night itself takes to be spread. */
const ALIKE = 10;

/** US dollars for a thousand credentials and a night, by the size of the accounts that they lie in. */
async function cost(): Promise<string> {
  const rows: string[] = [];
  for (const size of SIZES) {
    const cells: string[] = [];
    for (const trail of ['lookup-events', 'trail'] as const) {
      const { used, credentials } = await simulate({
        accounts: ALIKE,
        regions: REGIONS,
        atOnce: 10,
        trail,
        size,
      });
      cells.push(`$${((1000 * sumOf(costOf(used))) / credentials).toFixed(4)}`);
    }
    const { users, keys, roles, secrets } = size;
    const holds = `${size.name}: ${users} users, ${keys} keys, ${roles} roles, ${secrets} secrets`;
    rows.push(`| ${holds} | ${cells.join(' | ')} |`);
  }
  const alarmCount = resourcesOf(stackOf('single', 'Nightwarden'), 'AWS::CloudWatch::Alarm').length;
  const fixed = alarmCount * PRICES.alarmMonth + PRICES.keyMonth;
  return [
    `| accounts of ${REGIONS} Regions | use of keys by LookupEvents | by a trail’s files |`,
    '|---|---|---|',
    ...rows,
    '',
    `Beside it $${fixed.toFixed(2)} a month for ${alarmCount} alarms and the topic’s key, whatever is swept. A month has ${NIGHTS} nights.`,
    `Prices of us-east-1 without any free tier, looked up on ${PRICES.readOn} in public copies of AWS’s pages (\`test/bench/simulate/prices.ts\` names them): where they differ, AWS’s hold. Storage, logs and traces are not counted.`,
  ].join('\n');
}

export { FILE as OPERATIONS };

if (import.meta.main) {
  const { readFile } = await import('node:fs/promises');
  await writeFile(FILE, await operationsPage(await readFile(FILE, 'utf8')));
}
