import { Stack } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { invokeActions } from '../../../aws/invoke.ts';
import { INVOKE_ROLE } from '../../../core/rotation/accounts.ts';
import type { Config } from '../../config.ts';
import type { Grant } from '../../grants.ts';
import { namedWorkers } from './named.ts';
import type { Stepping } from './workers.ts';

/** Whom machines and reconciler call: workers beside them, or those of the accounts that opted in. */
export type Callees =
  | { readonly workers: 'own'; readonly functions: Readonly<Record<Stepping, IFunction>> }
  | { readonly workers: 'accounts'; readonly accounts: Config['rotation']['accounts'] };

/** What it takes to call some of them, or all. */
export function callGrant(scope: Construct, callees: Callees, roles?: readonly Stepping[]): Grant {
  if (callees.workers === 'own') {
    const all = Object.entries(callees.functions) as [Stepping, IFunction][];
    const asked = all.filter(([role]) => roles === undefined || roles.includes(role));
    return {
      sid: 'Workers',
      actions: invokeActions,
      resources: asked.map(([, { functionArn }]) => functionArn),
    };
  }
  const { partition } = Stack.of(scope);
  return {
    sid: 'WorkersOfAccounts',
    actions: ['sts:AssumeRole'],
    resources: callees.accounts.map((account) => `arn:${partition}:iam::${account}:role/${INVOKE_ROLE}`),
  };
}

/** By which a function finds its workers: their ARNs, or that they lie in the accounts that rotations name. */
export function workersOf(callees: Callees): Readonly<Record<string, string>> {
  if (callees.workers === 'accounts') return { NIGHTWARDEN_WORKERS: 'accounts' };
  return namedWorkers(callees.functions);
}
