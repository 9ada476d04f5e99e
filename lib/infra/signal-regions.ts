import { CfnCondition, Fn, type Stack, Token } from 'aws-cdk-lib';
import { mainRegion } from '../aws/clients.ts';
import type { Config } from './config.ts';
import type { ForwardingProps } from './constructs/forwarding.ts';

type Placed = Pick<Config, 'homeRegion' | 'regions' | 'guardDutyRegions'>;

/** Where the deployment lies. */
export function homeOf({ homeRegion }: Placed): string {
  return homeRegion ?? 'us-east-1';
}

/** The only Region of the partition in which EventBridge is told of IAM, wherever the deployment lies. */
export function mainRegionOf(config: Placed): string {
  return mainRegion(homeOf(config));
}

/** Regions in which something can happen that can't wait for the night. */
export function signalRegions(config: Placed): readonly string[] {
  return [...new Set([homeOf(config), mainRegionOf(config), ...config.guardDutyRegions])];
}

/** Regions of a spoke: those of its signals, and those that are swept. */
export function spokeRegions(config: Placed): readonly string[] {
  return [...new Set([...signalRegions(config), ...config.regions])];
}

/** What can be heard in a stack's Region, each with its condition where the Region is known only when it is deployed. */
export function signalsIn(stack: Stack, config: Placed): ForwardingProps['of'] {
  const everywhere = { health: undefined, guardDuty: undefined, guardDutySequence: undefined };
  const main = mainRegionOf(config);
  if (stack.region === main) return { iam: undefined, ...everywhere };
  return Token.isUnresolved(stack.region)
    ? { iam: inRegion(stack, 'IsMain', main), ...everywhere }
    : everywhere;
}

/** @returns undefined where the stack's Region is known to be that one */
export function inRegion(stack: Stack, id: string, region: string): CfnCondition | undefined {
  if (stack.region === region) return undefined;
  return new CfnCondition(stack, id, { expression: Fn.conditionEquals(stack.region, region) });
}
