import { plaintextIn } from '../plaintext.ts';

export const plaintextInJob = plaintextIn({
  id: 'glue.plaintext-argument',
  title: 'Credential lies in the open in the arguments of a Glue job',
  reads: ['glue-jobs'],
  workloads: ['AWS::Glue::Job'],
  noun: 'argument',
  remedy:
    "Rotate it, for everybody who may read the job or its past runs has had it; use a connection whose password lies in Secrets Manager, or pass the name of the secret and read it in the script by the job's role.",
});
