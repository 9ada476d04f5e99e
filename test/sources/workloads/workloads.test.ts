import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY } from '../../../lib/core/model/policy.ts';
import { enrich } from '../../../lib/core/trust/enrich.ts';
import { plaintextCredentials } from '../../../lib/sources/parse/plaintext.ts';
import { workloads } from '../../../lib/sources/workloads/index.ts';
import { aRole, aRoleSession, aSnapshot, FUNCTION } from '../../core/detectors/build.ts';
import { ACCOUNT, part } from '../files/export-builder.ts';
import { liveContext, MANIFEST } from '../live-context.ts';

const CANARY = 'canary-hunter2-x9';
const MACHINE = `arn:aws:states:eu-west-1:${ACCOUNT}:stateMachine:orders`;
const ROLE = `arn:aws:iam::${ACCOUNT}:role/worker`;
const item = { arn: MACHINE, type: 'AWS::StepFunctions::StateMachine', roleArn: ROLE };

async function parsed(...items: readonly object[]) {
  const kept = await Promise.all(items.map((each) => workloads.keep(each as Record<string, unknown>)));
  expect(JSON.stringify(kept)).not.toContain('canary');
  return workloads.parse(part('workloads.json', kept), MANIFEST);
}

describe('what runs with a role', () => {
  it('is a workload of any type, of which nothing but the role is known', async () => {
    const { workloads: found = [], gaps } = await parsed({ ...item, environment: CANARY });
    expect(gaps).toEqual([]);
    expect(found).toEqual([
      {
        arn: MACHINE,
        type: 'AWS::StepFunctions::StateMachine',
        name: 'orders',
        region: 'eu-west-1',
        role: ROLE,
        tags: {},
        environment: { state: 'not-asked' },
      },
    ]);
    expect(plaintextCredentials(found, ACCOUNT)).toEqual([]);
  });

  it.each`
    change                         | reason
    ${{ arn: 'orders' }}           | ${'[0].arn: expected an ARN, got string'}
    ${{ type: 'a state machine' }} | ${'[0].type: expected the name of a CloudFormation type, got string'}
    ${{ roleArn: { a: CANARY } }}  | ${'[0].roleArn: expected text, got object'}
    ${{ roleArn: undefined }}      | ${'[0].roleArn: expected text, got nothing'}
  `('with $change is a gap', async ({ change, reason }) => {
    const { workloads: found, gaps } = await parsed({ ...item, ...change });
    expect(found).toEqual([]);
    expect(gaps).toMatchObject([{ reason: `workloads.json: ${reason}`, badInput: true }]);
  });

  it('holds the sessions of its role, once', async () => {
    const role = aRole();
    const known = {
      arn: FUNCTION,
      type: 'AWS::Lambda::Function',
      name: 'checkout',
      region: 'eu-west-1',
      role: role.arn,
      tags: {},
      environment: { state: 'read', variables: [] },
    } as const;
    const listed = (await parsed(item, { ...item, arn: FUNCTION, type: known.type })).workloads ?? [];
    const snapshot = aSnapshot({
      credentials: [aRoleSession(role)],
      principals: [role],
      workloads: [known, ...listed],
    });
    const [subject] = enrich(snapshot, DEFAULT_POLICY).subjects;
    expect(
      subject?.dependents.flatMap(({ role: as, name, evidence }) =>
        as === 'holder' ? [[name, evidence]] : [],
      ),
    ).toEqual([
      [FUNCTION, 'execution role'],
      [MACHINE, 'execution role'],
    ]);
  });

  it('live is told by the sources that read it, without a call', async () => {
    expect(await workloads.read(liveContext())).toMatchObject({ items: [], status: 'complete', gaps: [] });
  });
});
