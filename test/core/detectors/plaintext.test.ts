import { describe, expect, it } from 'vitest';
import { DETECTORS } from '../../../lib/core/detectors/index.ts';
import { judge } from '../../../lib/core/detectors/judge.ts';
import type { PlaintextCredential } from '../../../lib/core/model/credential.ts';
import { FACT_SOURCES, type Fact } from '../../../lib/core/model/facts.ts';
import { DEFAULT_POLICY } from '../../../lib/core/model/policy.ts';
import { WORKLOAD_TYPES, type WorkloadType } from '../../../lib/core/model/workload.ts';
import { enrich } from '../../../lib/core/trust/enrich.ts';
import { ACCOUNT, ADMIN, aKey, aPlaintext, aSnapshot, aUser, evaluate, KEY, verdicts } from './build.ts';

interface Place {
  readonly id: string;
  readonly workload: WorkloadType;
  readonly arn: string;
  readonly name: string;
  readonly variable: string;
  readonly title: string;
  /** The variable as the reason calls it. */
  readonly told: string;
  readonly fact: Fact;
}

const at = (service: string, rest: string) => `arn:aws:${service}:eu-west-1:${ACCOUNT}:${rest}`;

/** The detectors differ by their place alone: each is held to the same cases. */
const PLACES: readonly Place[] = [
  {
    id: 'lambda.plaintext-credential',
    workload: 'AWS::Lambda::Function',
    arn: at('lambda', 'function:checkout'),
    name: 'checkout',
    variable: 'DB_PASSWORD',
    title: 'Environment of function checkout holds a credential in the open',
    told: 'variable DB_PASSWORD',
    fact: 'function-environments',
  },
  {
    id: 'ecs.plaintext-credential',
    workload: 'AWS::ECS::TaskDefinition',
    arn: at('ecs', 'task-definition/web:7'),
    name: 'web',
    variable: 'app/DB_PASSWORD',
    title: 'Environment of task definition web holds a credential in the open',
    told: 'variable app/DB_PASSWORD',
    fact: 'task-definitions',
  },
  {
    id: 'cloudformation.plaintext-credential',
    workload: 'AWS::CloudFormation::Stack',
    arn: at('cloudformation', 'stack/shop/8f14e45f'),
    name: 'shop',
    variable: 'parameter DbPassword',
    title: 'Stack shop holds a credential in the open',
    told: 'parameter DbPassword',
    fact: 'stacks',
  },
  {
    id: 'ec2.plaintext-user-data',
    workload: 'AWS::EC2::Instance',
    arn: at('ec2', 'instance/i-0123456789abcdef0'),
    name: 'i-0123456789abcdef0',
    variable: 'user data',
    title: 'Instance i-0123456789abcdef0 holds a credential in the open',
    told: 'user data',
    fact: 'user-data',
  },
  {
    id: 'codebuild.plaintext-credential',
    workload: 'AWS::CodeBuild::Project',
    arn: at('codebuild', 'project/shop'),
    name: 'shop',
    variable: 'buildspec',
    title: 'Environment of build project shop holds a credential in the open',
    told: 'variable buildspec',
    fact: 'build-projects',
  },
  {
    id: 'ssm.plaintext-parameter',
    workload: 'AWS::SSM::Parameter',
    arn: at('ssm', 'parameter/shop/db'),
    name: '/shop/db',
    variable: '/shop/db',
    title: 'Parameter /shop/db holds a credential in the open',
    told: 'value /shop/db',
    fact: 'parameters',
  },
  {
    id: 'apigateway.plaintext-stage-variable',
    workload: 'AWS::ApiGateway::Stage',
    arn: 'arn:aws:apigateway:eu-west-1::/restapis/a1b2c3d4e5/stages/live',
    name: 'shop/live',
    variable: 'upstreamKey',
    title: 'API stage shop/live holds a credential in the open',
    told: 'stage variable upstreamKey',
    fact: 'stage-variables',
  },
  {
    id: 'apigateway.plaintext-stage-variable',
    workload: 'AWS::ApiGatewayV2::Stage',
    arn: 'arn:aws:apigateway:eu-west-1::/apis/a1b2c3d4e5/stages/live',
    name: 'events/live',
    variable: 'upstreamKey',
    title: 'API stage events/live holds a credential in the open',
    told: 'stage variable upstreamKey',
    fact: 'stage-variables',
  },
  {
    id: 'glue.plaintext-argument',
    workload: 'AWS::Glue::Job',
    arn: at('glue', 'job/lake'),
    name: 'lake',
    variable: '--jdbc_password',
    title: 'Glue job lake holds a credential in the open',
    told: 'argument --jdbc_password',
    fact: 'glue-jobs',
  },
  {
    id: 'states.plaintext-definition',
    workload: 'AWS::StepFunctions::StateMachine',
    arn: at('states', 'stateMachine:orders'),
    name: 'orders',
    variable: '$.States.Call.Parameters.Headers.Authorization',
    title: 'State machine orders holds a credential in the open',
    told: '$.States.Call.Parameters.Headers.Authorization',
    fact: 'state-machines',
  },
];

it('each kind of workload has its place', () => {
  expect(PLACES.map(({ workload }) => workload).toSorted()).toEqual(WORKLOAD_TYPES.toSorted());
});

describe.each(PLACES)('$id in $workload', ({ id, workload, arn, name, variable, title, told, fact }) => {
  const found = DETECTORS.find((each) => each.id === id);
  if (found === undefined) throw new Error(`expected a detector ${id}`);
  const detector = found;

  function inTheOpen(facts: Partial<PlaintextCredential> = {}): PlaintextCredential {
    const variables = [{ name: variable, length: 24, rules: ['secret-named-value'] }];
    return aPlaintext({ workload, name, id: arn, variables, ...facts });
  }
  const key = inTheOpen({
    variables: [{ name: variable, length: 60, rules: ['aws-secret-access-key'], keyId: KEY }],
  });
  const elsewhere = aPlaintext({
    workload: workload === 'AWS::SSM::Parameter' ? 'AWS::EC2::Instance' : 'AWS::SSM::Parameter',
  });

  it.each`
    why                                       | credentials                            | admin    | expected
    ${'a credential in the open is high'}     | ${[inTheOpen()]}                       | ${false} | ${['fail high']}
    ${'one nobody answers for is high'}       | ${[inTheOpen({ tags: {} })]}           | ${false} | ${['fail high']}
    ${'a key that is not known here is high'} | ${[key]}                               | ${true}  | ${['fail high']}
    ${"an administrator's key is critical"}   | ${[key, aKey()]}                       | ${true}  | ${['fail critical']}
    ${'unless it is inactive'}                | ${[key, aKey({ status: 'Inactive' })]} | ${true}  | ${['fail high']}
    ${'what lies elsewhere is not its own'}   | ${[elsewhere]}                         | ${false} | ${[]}
    ${'an account without any says nothing'}  | ${[aKey()]}                            | ${true}  | ${[]}
  `('$why', ({ credentials, admin, expected }) => {
    const principals = [aUser({ policies: admin ? [ADMIN] : [] })];
    expect(verdicts(detector, aSnapshot({ credentials, principals }))).toEqual(expected);
  });

  it('tells the place, the rule and the key, and no more of the value', () => {
    const [verdict] = evaluate(detector, aSnapshot({ credentials: [key, aKey()] }));
    expect(verdict).toMatchObject({
      title,
      reasons: [{ points: 70, text: `in the open in ${told}` }],
      evidence: {
        variables: [{ name: variable, rules: ['aws-secret-access-key'], keyId: KEY }],
        accessKeys: [{ id: KEY, status: 'Active' }],
      },
    });
  });

  it('is named by the gap of what could not be read', () => {
    const gap = {
      scope: { account: ACCOUNT, region: 'eu-west-1' },
      missing: FACT_SOURCES[fact],
      reason: 'access denied',
      remedy: 'allow it',
      facts: [fact],
    };
    const { gaps } = judge(enrich(aSnapshot({ gaps: [gap] }), DEFAULT_POLICY), DEFAULT_POLICY);
    expect(gaps[0]?.detectors).toContain(id);
  });
});
