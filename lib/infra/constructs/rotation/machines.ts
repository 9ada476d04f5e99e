import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { DefinitionBody, LogLevel, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { invokeActions } from '../../../aws/invoke.ts';
import type { PlanKind } from '../../../core/rotation/plan.ts';
import { PROTOCOL_TABLES } from '../../../core/rotation/tables.ts';
import { type Grant, grantAll } from '../../grants.ts';
import { logRetention } from '../../log-retention.ts';
import { CALLER_PATH } from '../../roles.ts';
import type { Definition } from '../../rotation/asl.ts';
import { planMachine } from '../../rotation/plan-machine.ts';
import { waitMachine } from '../../rotation/wait-machine.ts';
import { ownMachines, stackId, tracesOfMachine } from '../sweep-grants.ts';
import { type Callees, callGrant } from './callees.ts';
import type { RotationShared } from './workers.ts';

export interface RotationMachinesProps extends Pick<RotationShared, 'config' | 'storage' | 'notices'> {
  readonly callees: Callees;
  readonly ask: IFunction;
}

interface Made {
  readonly substitutions: Readonly<Record<string, string>>;
  readonly grants: readonly Grant[];
  /** IAM path of its role; undefined: none of its own. */
  readonly path: string | undefined;
}

/** A machine for each kind of plan, and one in which all of them wait. */
export class RotationMachines extends Construct {
  readonly plans: Readonly<Record<PlanKind, StateMachine>>;
  readonly waiting: StateMachine;

  constructor(scope: Construct, id: string, props: RotationMachinesProps) {
    super(scope, id);
    const { callees, ask, notices } = props;
    const { workers } = callees;
    const log = this.log(props);
    const { partition, region } = Stack.of(this);
    const shared = { ...arnsOf(callees), partition, region };
    const path = workers === 'own' ? undefined : CALLER_PATH;
    this.waiting = this.machine('Wait', waitMachine(workers), log, {
      substitutions: { ...shared, ask: ask.functionArn },
      grants: [
        callGrant(this, callees, ['observer']),
        { sid: 'Ask', actions: invokeActions, resources: [ask.functionArn] },
        ...tracesOfMachine(),
      ],
      path,
    });
    const plan = (kind: PlanKind, name: string): StateMachine =>
      this.machine(name, planMachine(PROTOCOL_TABLES, kind, workers), log, {
        substitutions: {
          ...shared,
          topic: notices.topic.topicArn,
          waiting: this.waiting.stateMachineArn,
        },
        path,
        grants: [
          callGrant(this, callees),
          ...tracesOfMachine(),
          { sid: 'Tell', actions: ['sns:Publish'], resources: [notices.topic.topicArn] },
          {
            sid: 'TellKey',
            actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
            resources: [notices.key.keyArn],
          },
          ...waits(this.waiting),
        ],
      });
    this.plans = {
      rotate: plan('rotate', 'Rotate'),
      retire: plan('retire', 'Retire'),
      contain: plan('contain', 'Contain'),
    };
  }

  private machine(
    id: string,
    definition: Definition,
    destination: LogGroup,
    { substitutions, grants, path }: Made,
  ): StateMachine {
    const role = new Role(this, `${id}Role`, {
      ...(path === undefined ? {} : { path }),
      assumedBy: new ServicePrincipal('states.amazonaws.com', { conditions: ownMachines(this) }),
      description: `Nightwarden: ${definition.Comment}`,
    });
    const policy = grantAll(this, `${id}Policy`, role, grants);
    const machine = new StateMachine(this, id, {
      comment: definition.Comment,
      definitionBody: DefinitionBody.fromString(JSON.stringify(definition)),
      definitionSubstitutions: used(definition, substitutions),
      role: role.withoutPolicyUpdates(),
      tracingEnabled: true,
      logs: { level: LogLevel.ALL, includeExecutionData: false, destination },
    });
    // Step Functions tries to write to its log when it is made.
    machine.node.addDependency(policy);
    return machine;
  }

  private log({ config: { retention }, storage: { key } }: RotationMachinesProps): LogGroup {
    return new LogGroup(this, 'Log', {
      logGroupName: `/aws/vendedlogs/states/nightwarden-rotation-${stackId(this)}`,
      retention: logRetention(retention.logDays),
      removalPolicy: retention.keepOnDestroy ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
      ...(key === undefined ? {} : { encryptionKey: key }),
    });
  }
}

/** ARNs of the workers beside the machines; those of other accounts stand in the definition by name. */
function arnsOf(callees: Callees): Readonly<Record<string, string>> {
  if (callees.workers === 'accounts') return {};
  return Object.fromEntries(
    Object.entries(callees.functions).map(([role, { functionArn }]) => [role, functionArn]),
  );
}

/** CloudFormation refuses a substitution that no placeholder asks for. */
function used(
  definition: Definition,
  substitutions: Readonly<Record<string, string>>,
): Record<string, string> {
  const text = JSON.stringify(definition);
  return Object.fromEntries(Object.entries(substitutions).filter(([name]) => text.includes(`\${${name}}`)));
}

/** An execution that is waited for is told of by a rule that Step Functions makes. https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html */
function waits({ stateMachineArn, stateMachineName, stack }: StateMachine): readonly Grant[] {
  const { partition, region, account } = stack;
  return [
    { sid: 'Wait', actions: ['states:StartExecution'], resources: [stateMachineArn] },
    {
      sid: 'WatchWait',
      actions: ['states:DescribeExecution', 'states:StopExecution'],
      resources: [`arn:${partition}:states:${region}:${account}:execution:${stateMachineName}:*`],
      why: 'Executions of the waiting machine, which have other names each time',
    },
    {
      sid: 'HearOfWait',
      actions: ['events:PutTargets', 'events:PutRule', 'events:DescribeRule'],
      resources: [
        `arn:${partition}:events:${region}:${account}:rule/StepFunctionsGetEventsForStepFunctionsExecutionRule`,
      ],
    },
  ];
}
