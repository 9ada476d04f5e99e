import type { Source } from '../source.ts';
import { keepSshKey } from './keep.ts';
import { parseSshKeys } from './parse.ts';

const FACTS = ['ssh-keys'] as const;

/** SSH public keys of IAM users, with which they sign in to CodeCommit. */
export const sshKeys: Source = {
  part: 'sshKeys',
  file: 'ssh-public-keys.json',
  list: 'SSHPublicKeys',
  marks: ['SSHPublicKeyId'],
  listing: ({ UserName }) => String(UserName),
  arn: () => undefined,
  facts: FACTS,
  keep: keepSshKey,
  // Loaded when it is called: reading files needs no SDK.
  read: async (live) => (await import('./live.ts')).readLive(live),
  parse: parseSshKeys,
};
