import { plaintextIn } from '../plaintext.ts';

export const plaintextParameter = plaintextIn({
  id: 'ssm.plaintext-parameter',
  title: 'Credential lies in a parameter that is not encrypted',
  reads: ['parameters'],
  workloads: ['AWS::SSM::Parameter'],
  noun: 'value',
  remedy:
    'Rotate it, for everybody who may read the parameter has had it; keep the new one in Secrets Manager or in a SecureString of another name, and delete this parameter, for its history keeps what it held.',
});
