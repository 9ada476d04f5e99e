import { plaintextIn } from '../plaintext.ts';

export const plaintextInStack = plaintextIn({
  id: 'cloudformation.plaintext-credential',
  title: 'Credential lies in the open in a parameter or an output of a stack',
  reads: ['stacks'],
  workloads: ['AWS::CloudFormation::Stack'],
  remedy:
    'Rotate it, for everybody who may read the stack has had it; pass a dynamic reference to Secrets Manager in place of the value, and output the ARN of a secret in place of the secret. NoEcho hides a parameter only.',
});
