import { Fn, Stack } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { type Grant, OWN_TRACES } from '../grants.ts';

/** The last part of the stack's ARN: another one each time that a stack is made. */
export function stackId(scope: Construct): string {
  return Fn.select(2, Fn.split('/', Stack.of(scope).stackId));
}

/** Conditions by which only state machines of this account become the role. */
export function ownMachines(scope: Construct): Readonly<Record<string, object>> {
  const { partition, region, account } = Stack.of(scope);
  return {
    StringEquals: { 'aws:SourceAccount': account },
    ArnLike: { 'aws:SourceArn': `arn:${partition}:states:${region}:${account}:stateMachine:*` },
  };
}

/** The workers by their own ARNs, not by versions that nobody makes; and what AWS asks for to write a log and traces. */
export function calls(workers: readonly IFunction[]): readonly Grant[] {
  return [
    {
      sid: 'Workers',
      actions: ['lambda:InvokeFunction'],
      resources: workers.map(({ functionArn }) => functionArn),
    },
    ...tracesOfMachine(),
  ];
}

/** What AWS asks of a machine that writes a log and traces. */
export function tracesOfMachine(): readonly Grant[] {
  return [
    {
      sid: 'DeliverLog',
      actions: [
        'logs:CreateLogDelivery',
        'logs:GetLogDelivery',
        'logs:UpdateLogDelivery',
        'logs:DeleteLogDelivery',
        'logs:ListLogDeliveries',
        'logs:PutResourcePolicy',
        'logs:DescribeResourcePolicies',
        'logs:DescribeLogGroups',
      ],
      resources: ['*'],
      why: 'Deliveries of logs take no resource: https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html',
    },
    OWN_TRACES,
    {
      sid: 'Sampling',
      actions: ['xray:GetSamplingRules', 'xray:GetSamplingTargets'],
      resources: ['*'],
      why: 'X-Ray takes no resource',
    },
  ];
}

/** Each account is an execution of its own. https://docs.aws.amazon.com/step-functions/latest/dg/iam-policies-eg-dist-map.html */
export function children({ stateMachineArn, stateMachineName, stack }: StateMachine): readonly Grant[] {
  const { partition, region, account } = stack;
  const executions = `arn:${partition}:states:${region}:${account}:execution:${stateMachineName}`;
  const why = 'Executions of the sweep itself, which have other names each night';
  return [
    { sid: 'Accounts', actions: ['states:StartExecution'], resources: [stateMachineArn] },
    {
      sid: 'WatchAccounts',
      actions: ['states:DescribeExecution', 'states:StopExecution'],
      resources: [`${executions}:*`],
      why,
    },
    { sid: 'AgainAccounts', actions: ['states:RedriveExecution'], resources: [`${executions}/*:*`], why },
  ];
}
