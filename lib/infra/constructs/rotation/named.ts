import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { PlanKind } from '../../../core/rotation/plan.ts';
import type { Config } from '../../config.ts';
import type { Stepping } from './workers.ts';

/** Workers as a function is told of them: `NIGHTWARDEN_ISSUER`. */
export function namedWorkers(
  functions: Readonly<Record<Stepping, IFunction>>,
): Readonly<Record<string, string>> {
  return named(functions, ({ functionArn }) => functionArn, '');
}

/** Machines as a function is told of them: `NIGHTWARDEN_ROTATE_MACHINE`. */
export function namedMachines(
  machines: Readonly<Partial<Record<PlanKind, StateMachine>>>,
): Readonly<Record<string, string>> {
  return named(machines, ({ stateMachineArn }) => stateMachineArn, '_MACHINE');
}

/** Services that plans may redeploy, and task definitions that they may run. */
export function arnsOnEcs({ services, ownCommands }: Config['rotation']): readonly string[] {
  return [...services, ...ownCommands.map(({ taskDefinition }) => taskDefinition)];
}

/** The same, as whoever begins a plan is told. */
export function redeploysTold({ rotation }: Config): Readonly<Record<string, string>> {
  const arns = arnsOnEcs(rotation);
  return arns.length === 0 ? {} : { NIGHTWARDEN_REDEPLOYS: arns.join(',') };
}

export function machineArns(machines: Readonly<Record<PlanKind, StateMachine>>): string[] {
  return Object.values(machines).map(({ stateMachineArn }) => stateMachineArn);
}

function named<T>(
  all: Readonly<Record<string, T>>,
  arnOf: (one: T) => string,
  suffix: string,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(all).map(([name, one]) => [`NIGHTWARDEN_${name.toUpperCase()}${suffix}`, arnOf(one)]),
  );
}
