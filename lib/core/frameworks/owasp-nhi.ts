import type { DetectorId } from '../detectors/ids.ts';
import type { Mapping } from './mapping.ts';

/** OWASP Non-Human Identities Top 10, 2025. */
export const OWASP_NHI: Readonly<Record<DetectorId, readonly Mapping[]>> = {
  'iam.unused-access-key': [
    { id: 'NHI1:2025', because: 'what nothing uses any more should have been taken away' },
  ],
  'iam.never-used-access-key': [
    { id: 'NHI1:2025', because: 'what nothing ever used should have been taken away' },
  ],
  'iam.old-access-key': [{ id: 'NHI7:2025', because: 'it lives without an end' }],
  'iam.several-active-access-keys': [
    { id: 'NHI1:2025', because: 'the former key was left behind when the new one came' },
  ],
  'iam.root-access-key': [
    { id: 'NHI5:2025', because: 'nothing limits root' },
    { id: 'NHI7:2025', because: 'it lives without an end' },
  ],
  'iam.leaver-access-key': [
    { id: 'NHI1:2025', because: 'its holder left and it stayed' },
    { id: 'NHI10:2025', because: 'a person held it' },
  ],
  'iam.administrator-credential': [{ id: 'NHI5:2025', because: 'it may do more than any workload needs' }],
  'trust.ownerless-credential': [{ id: 'NHI1:2025', because: 'nobody is there who would take it away' }],
  'trust.exposed-credential': [{ id: 'NHI2:2025', because: 'it leaked' }],
  'lambda.plaintext-credential': [
    { id: 'NHI2:2025', because: 'everybody who may read the configuration has it' },
  ],
  'ecs.plaintext-credential': [
    { id: 'NHI2:2025', because: 'everybody who may read the task definition has it' },
  ],
  'cloudformation.plaintext-credential': [
    { id: 'NHI2:2025', because: 'everybody who may read the stack has it' },
  ],
  'ec2.plaintext-user-data': [
    {
      id: 'NHI2:2025',
      because: 'everybody who may read the instance has it, and everything that runs on it',
    },
  ],
  'codebuild.plaintext-credential': [
    { id: 'NHI2:2025', because: 'everybody who may read the project or its builds has it' },
    { id: 'NHI6:2025', because: 'a pipeline is given a static credential' },
  ],
  'ssm.plaintext-parameter': [{ id: 'NHI2:2025', because: 'everybody who may read the parameter has it' }],
  'secretsmanager.unused-secret': [
    { id: 'NHI1:2025', because: 'what nothing reads any more should have been taken away' },
  ],
  'secretsmanager.old-secret': [{ id: 'NHI7:2025', because: 'its value lives without an end' }],
  'secretsmanager.rotation-failing': [{ id: 'NHI7:2025', because: 'what should be short-lived is not' }],
};
