/** Where a run keeps one part of what it read of an account: gzipped JSON of a `Part`. */
export function partKey(run: string, account: string, place: string, part: string): string {
  return `${partsPrefix(run, account)}${place}/${part}.json.gz`;
}

export function partsPrefix(run: string, account: string): string {
  return `runs/${run}/${account}/parts/`;
}

/** What is known of reaching the account itself: gaps of it as a whole, and of Regions that are off. */
export const ACCOUNT_PART = 'account';

/** The place of what an account has once. */
export const GLOBAL_PLACE = 'global';

/** What was read about the account itself: a `Manifest`. */
export function manifestKey(run: string, account: string): string {
  return `runs/${run}/${account}/manifest.json.gz`;
}

/** The sweep's document, by the command line's JSON contract. */
export function sweepKey(run: string, account: string): string {
  return `runs/${run}/${account}/sweep.json.gz`;
}

/** What the sweep's document does not tell and publishing needs: a `Judged`. */
export function judgedKey(run: string, account: string): string {
  return `runs/${run}/${account}/judged.json.gz`;
}

/** The findings in brief, for the next night to compare with. */
export function briefKey(run: string, account: string): string {
  return `runs/${run}/${account}/findings.json.gz`;
}

/** What is known of each credential, for the next night to write only what changed. */
export function credentialsKey(run: string, account: string): string {
  return `runs/${run}/${account}/credentials.json.gz`;
}

export function differenceKey(run: string, account: string): string {
  return `runs/${run}/${account}/difference.json.gz`;
}

/** What should be done to which credential: `Proposal`s. */
export function proposalsKey(run: string, account: string): string {
  return `runs/${run}/${account}/proposals.json.gz`;
}

/** What came of a run in all its accounts: a `Summary`. */
export function summaryKey(run: string): string {
  return `runs/${run}/summary.json.gz`;
}

/** What people hand over: roster, exposures and policy, and the copies that a run works with. */
export const INPUTS = { roster: 'roster.csv', exposures: 'exposures.json', policy: 'policy.yaml' } as const;
export type InputName = keyof typeof INPUTS;

export function inputKey(name: InputName, run?: string): string {
  return run === undefined ? `inputs/${INPUTS[name]}` : `runs/${run}/inputs/${INPUTS[name]}`;
}

/** What a run's copies of them mean, read once when it begins: a `FrozenInputs`. */
export function frozenKey(run: string): string {
  return `runs/${run}/inputs/frozen.json.gz`;
}

/** What a worker remembers between runs; each place is written by one worker at a time. */
export function memoryPrefix(account: string, place: string): string {
  return `memory/${account}/${place}/`;
}

/** What an event said was exposed: a JSON array as `--exposures` takes it. */
export function exposedKey(account: string, event: string): string {
  return `${EXPOSED}${account}/${event}.json`;
}

/** Credentials for which somebody asked for a plan, and so for this run: a JSON array of their ids. */
export function askedKey(run: string): string {
  return `runs/${run}/asked/credentials.json.gz`;
}

/** The word of AWS itself upon which a run began: an `AwsSign`. */
export function signKey(run: string): string {
  return `runs/${run}/asked/sign.json.gz`;
}

/** What was begun without a person, or why not: `Beginning`s. */
export function begunKey(run: string, account: string): string {
  return `runs/${run}/${account}/begun.json.gz`;
}

export const EXPOSED = 'exposed/';
