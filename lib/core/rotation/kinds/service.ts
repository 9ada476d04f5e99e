/** The service that a credential of a user is for, and what is needed to ask it. */
export interface ServiceUse {
  /** As IAM names it: `codecommit.amazonaws.com`. */
  readonly name: string;
  /** A repository that the user may pull, by which a Git credential is proved; null: none is declared. */
  readonly repository: string | null;
  /** Days after which a new one ends: as declared, else as the old one was made; null: it has no end. */
  readonly days: number | null;
}

/** Services whose credentials can be proved, and so be rotated. */
export const PROVABLE = ['codecommit.amazonaws.com', 'bedrock.amazonaws.com'] as const;
export type ProvableService = (typeof PROVABLE)[number];

export function isProvable(name: string): name is ProvableService {
  return (PROVABLE as readonly string[]).includes(name);
}

/**
 * The address that a credential is proved at: made of Region, partition and the reviewed repository alone, never of
 * anything that a secret says.
 * https://docs.aws.amazon.com/codecommit/latest/userguide/regions.html
 * https://docs.aws.amazon.com/general/latest/gr/bedrock.html
 * https://git-scm.com/docs/http-protocol (smart clients)
 * @returns undefined for a service that can't be asked, or a Region or repository that can't stand in an address
 */
export function proofAddress(
  { name, repository }: ServiceUse,
  region: string,
  partition: string,
): string | undefined {
  const suffix = SUFFIXES[partition];
  if (suffix === undefined || !/^[a-z0-9-]+$/.test(region)) return undefined;
  if (name === 'bedrock.amazonaws.com') return `https://bedrock.${region}.${suffix}/foundation-models`;
  if (name !== 'codecommit.amazonaws.com' || repository === null || !REPOSITORY.test(repository))
    return undefined;
  return `https://git-codecommit.${region}.${suffix}/v1/repos/${repository}/info/refs?service=git-upload-pack`;
}

const SUFFIXES: Readonly<Record<string, string>> = {
  aws: 'amazonaws.com',
  'aws-us-gov': 'amazonaws.com',
  'aws-cn': 'amazonaws.com.cn',
};

/** As CodeCommit takes names; none that a path would take for one of its own parts. */
export const REPOSITORY = /^(?!\.{1,2}$)[\w.-]{1,100}$/;
