// https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
import { type EvaluationResult, SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import { type Answer, iamAnswer } from '../answer.ts';
import type { Call } from '../call.ts';
import type { Imitation } from '../imitation.ts';
import type { Upstream } from '../upstream.ts';
import { element, leaf, type XmlElement } from '../xml.ts';
import { withoutPath } from './last-used.ts';

/**
 * What a principal may do, also when its name has a path, which ministack takes for a part of the name. It asks as the
 * account's root: ministack does not see whom the caller's own permission names.
 */
export function simulation(upstream: Upstream): Imitation {
  return {
    async answer(call: Call): Promise<Answer | undefined> {
      if (call.service !== 'iam' || call.action !== 'SimulatePrincipalPolicy') return undefined;
      const source = call.form.get('PolicySourceArn') ?? '';
      if (source === withoutPath(source)) return undefined;
      // A principal's policies are simulated in its own account alone.
      const account = source.split(':')[4] ?? '';
      const { EvaluationResults = [] } = await upstream.iam(account).send(
        new SimulatePrincipalPolicyCommand({
          PolicySourceArn: withoutPath(source),
          ActionNames: members(call, 'ActionNames'),
          ResourceArns: members(call, 'ResourceArns'),
        }),
      );
      return iamAnswer(call.action, [
        element('EvaluationResults', EvaluationResults.map(resultOf)),
        leaf('IsTruncated', 'false'),
      ]);
    },
  };
}

function resultOf({
  EvalActionName = '',
  EvalDecision = 'implicitDeny',
  EvalResourceName = '*',
}: EvaluationResult): XmlElement {
  return element('member', [
    leaf('EvalActionName', EvalActionName),
    leaf('EvalDecision', EvalDecision),
    leaf('EvalResourceName', EvalResourceName),
  ]);
}

function members({ form }: Call, name: string): string[] {
  return [...form].filter(([key]) => key.startsWith(`${name}.member.`)).map(([, value]) => value);
}
