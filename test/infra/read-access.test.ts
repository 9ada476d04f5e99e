import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { SECRET_READING_ACTIONS } from '../../lib/aws/actions.ts';
import { ReadAccessStack } from '../../lib/infra/stacks/read-access.ts';

function template(secretReading: boolean): Template {
  return Template.fromStack(new ReadAccessStack(new App(), 'Test', { config: { secretReading } }));
}

describe('the stack with the read-only role', () => {
  it('leaves out what may show secrets when asked to', () => {
    const text = JSON.stringify(template(false).toJSON());
    for (const action of SECRET_READING_ACTIONS) expect(text).not.toContain(action);
  });

  it('trusts only its own account, and makes nothing but the role and its policy', () => {
    const stack = template(true);
    stack.resourceCountIs('AWS::IAM::Role', 1);
    stack.hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Statement: [Match.objectLike({ Effect: 'Allow', Principal: { AWS: Match.anyValue() } })],
      },
    });
    expect(Object.keys(stack.toJSON().Resources as object)).toHaveLength(2);
  });
});
