import { plaintextIn } from '../plaintext.ts';

export const plaintextInUserData = plaintextIn({
  id: 'ec2.plaintext-user-data',
  title: 'Credential lies in the open in the user data of an instance',
  reads: ['user-data'],
  workloads: ['AWS::EC2::Instance'],
  remedy:
    'Rotate it, for everybody who may read the instance, and every process on it, has had it; read it at boot from Secrets Manager by the instance role, and take it out of the launch template too.',
});
