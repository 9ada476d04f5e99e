import { IAMClient, SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import { DescribeKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import type { RotationClients } from './limits.ts';
import type { RoleActions } from './role-actions.ts';

export const roleActions = {
  observer: ['iam:SimulatePrincipalPolicy', 'kms:DescribeKey'],
} as const satisfies RoleActions;

export interface StoreAccessGateway {
  /**
   * Whether a role's own policies and boundary allow these actions on a resource. What the resource's policy or an
   * organisation's denies, AWS's simulator does not see for a role: that shows when it is written, and is rolled back.
   */
  allows(roleArn: string, actions: readonly string[], resource: string): Promise<boolean>;
  isKeyEnabled(region: string, key: string): Promise<boolean>;
}

/** @param main the partition's main Region */
export function storeAccessGateway({ reads }: RotationClients, main: string): StoreAccessGateway {
  return {
    async allows(PolicySourceArn, actions, resource) {
      const client = reads.client(IAMClient, 'iam', main);
      const { EvaluationResults = [] } = await client.send(
        new SimulatePrincipalPolicyCommand({
          PolicySourceArn,
          ActionNames: [...actions],
          ResourceArns: [resource],
        }),
      );
      const allowed = EvaluationResults.filter(({ EvalDecision }) => EvalDecision === 'allowed');
      return actions.every((action) => allowed.some(({ EvalActionName }) => EvalActionName === action));
    },
    async isKeyEnabled(region, KeyId) {
      const client = reads.client(KMSClient, 'kms', region);
      const { KeyMetadata } = await client.send(new DescribeKeyCommand({ KeyId }));
      return KeyMetadata?.KeyState === 'Enabled';
    },
  };
}
