import { plaintextIn } from '../plaintext.ts';

export const plaintextInFunction = plaintextIn({
  id: 'lambda.plaintext-credential',
  title: "Credential lies in the open in a function's environment",
  reads: ['functions', 'function-environments'],
  workloads: ['AWS::Lambda::Function'],
  noun: 'variable',
  remedy:
    'Rotate it, for everybody who may read the function has had it; read it at run time from Secrets Manager, or use the execution role in its place.',
});
