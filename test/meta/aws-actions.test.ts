import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PLAN_ACTIONS, READ_ACTIONS, SECRET_READING_ACTIONS } from '../../lib/aws/actions.ts';
import * as dynamodb from '../../lib/aws/dynamodb.ts';
import { transactActions } from '../../lib/aws/dynamodb-transact.ts';
import { invokeActions } from '../../lib/aws/invoke.ts';
import { ROLE_ACTIONS } from '../../lib/aws/rotation/actions.ts';
import { startActions } from '../../lib/aws/rotation/own-rotation.ts';
import { runActions } from '../../lib/aws/rotation/own-task.ts';
import * as s3 from '../../lib/aws/s3.ts';
import { emptyingActions } from '../../lib/aws/s3-versions.ts';
import * as securityhub from '../../lib/aws/securityhub.ts';
import * as sns from '../../lib/aws/sns.ts';
import * as stepfunctions from '../../lib/aws/stepfunctions.ts';
import { actionOf } from './iam-action.ts';

/** Actions by the commands that a gateway sends. */
function sent(file: string): string[] {
  const source = readFileSync(`lib/aws/${file}`, 'utf8');
  const actions: string[] = [];
  for (const [, names = '', client = ''] of source.matchAll(
    /import\s*\{([^}]*)\}\s*from '@aws-sdk\/client-([\w-]+)'/g,
  )) {
    for (const [, command] of names.matchAll(/\b(\w+)Command\b/g)) {
      actions.push(actionOf(client, command));
    }
  }
  // A paginator sends its command without naming it.
  for (const [, command = '', client = ''] of source.matchAll(
    /paginate(\w+)[^;]*?from '@aws-sdk\/client-([\w-]+)'/g,
  )) {
    actions.push(actionOf(client, command));
  }
  return actions;
}

const gateways = readdirSync('lib/aws', { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.ts'),
);
/** What the roles of a rotation may do, each with permissions of its own. */
const rotation = [...Object.values(ROLE_ACTIONS).flat(), ...startActions.secret, ...runActions];
const reads = [...READ_ACTIONS, ...PLAN_ACTIONS, ...SECRET_READING_ACTIONS];

/** What the deployment does beside reading: it publishes, keeps its own state, starts and tells. */
const OWN: readonly string[] = [
  ...securityhub.actions,
  ...securityhub.writeActions,
  ...dynamodb.actions,
  ...dynamodb.writeActions,
  ...transactActions,
  ...s3.actions,
  ...s3.writeActions,
  ...emptyingActions,
  ...sns.writeActions,
  ...stepfunctions.writeActions,
  ...stepfunctions.wakeActions,
  ...invokeActions,
];

describe('what the gateways may do', () => {
  it('is what they declare: every command sent has its action declared', () => {
    const declared = new Set<string>([...reads, ...OWN, ...rotation]);
    const undeclared = gateways.flatMap((file) => sent(file)).filter((action) => !declared.has(action));
    expect(undeclared).toEqual([]);
    expect(gateways.flatMap((file) => sent(file)).length).toBeGreaterThan(8);
  });

  it('and declares no more than it sends', () => {
    const commands = new Set(gateways.flatMap((file) => sent(file)));
    expect(reads.filter((action) => !commands.has(action))).toEqual([]);
    // CreateUser with tags asks for it.
    const needed = new Set([...commands, 'iam:TagUser']);
    expect(rotation.filter((action) => !needed.has(action))).toEqual([]);
  });

  it('is only reads in a sweep, and never a secret value', () => {
    const writes = reads.filter(
      (action) => !/:(GET$|Get|List|Describe|BatchGetProjects|Lookup|Generate)/.test(action),
    );
    expect(writes).toEqual([]);
    expect(reads).not.toContain('secretsmanager:GetSecretValue');
    expect(reads).not.toContain('secretsmanager:BatchGetSecretValue');
  });

  it('lets a role of a rotation do its own part, and none of the others', () => {
    const does = (action: string) =>
      Object.entries(ROLE_ACTIONS).flatMap(([role, actions]) => (actions.includes(action) ? [role] : []));
    expect(does('iam:CreateAccessKey')).toEqual(['issuer']);
    expect(does('iam:UpdateAccessKey')).toEqual(['switcher']);
    expect(does('iam:DeleteAccessKey')).toEqual(['issuer', 'reaper']);
    expect(does('secretsmanager:GetSecretValue')).toEqual(['issuer', 'publisher', 'prober']);
    // The issuer stores the new value; the publisher puts it into a declared copy that is a secret.
    expect(does('secretsmanager:PutSecretValue')).toEqual(['issuer', 'publisher']);
    const isWrite = (action: string) => !/:(Get|List|Describe|Lookup|Simulate)|:InvokeFunction$/.test(action);
    expect([...ROLE_ACTIONS.observer, ...ROLE_ACTIONS.prober].filter(isWrite)).toEqual([]);
    expect(ROLE_ACTIONS.observer.filter((action) => /Value|GetParameter|Configuration/.test(action))).toEqual(
      [],
    );
  });
});
