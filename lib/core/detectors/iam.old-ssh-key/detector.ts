import { agedCredential } from '../age-of-user-credential.ts';

export const oldSshKey = agedCredential({
  id: 'iam.old-ssh-key',
  title: 'Active SSH key is past its rotation age',
  kind: 'ssh-key',
  fact: 'ssh-keys',
  noun: 'the SSH key',
  maxAgeDays: 365,
  remedy:
    'Have its holder upload a new key and move every clone and pipeline to it; deactivate the old one, which can be undone, and delete it when nothing has missed it.',
});
