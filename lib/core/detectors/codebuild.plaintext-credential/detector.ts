import { plaintextIn } from '../plaintext.ts';

export const plaintextInBuildProject = plaintextIn({
  id: 'codebuild.plaintext-credential',
  title: "Credential lies in the open in a build project's configuration",
  reads: ['build-projects'],
  workloads: ['AWS::CodeBuild::Project'],
  noun: 'variable',
  remedy:
    'Rotate it, for everybody who may read the project or its past builds has had it; let the build use its service role, or name the secret by a variable of type SECRETS_MANAGER or PARAMETER_STORE.',
});
