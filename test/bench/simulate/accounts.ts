/** What an account holds. */
export interface AccountSize {
  readonly name: string;
  /** Of a thousand accounts, how many are so. */
  readonly share: number;
  readonly users: number;
  readonly keys: number;
  readonly roles: number;
  readonly secrets: number;
  readonly functions: number;
  /** Regions in which secrets, functions and the use of keys lie; the others are empty. */
  readonly busyRegions: number;
  readonly findings: number;
}

/** Assumed, not measured: most accounts of an organisation are small, and a few are very large. */
export const SIZES: readonly AccountSize[] = [
  {
    name: 'small',
    share: 700,
    users: 3,
    keys: 3,
    roles: 60,
    secrets: 10,
    functions: 20,
    busyRegions: 2,
    findings: 8,
  },
  {
    name: 'medium',
    share: 270,
    users: 40,
    keys: 50,
    roles: 250,
    secrets: 150,
    functions: 150,
    busyRegions: 3,
    findings: 60,
  },
  {
    name: 'large',
    share: 29,
    users: 400,
    keys: 500,
    roles: 800,
    secrets: 1_000,
    functions: 800,
    busyRegions: 5,
    findings: 500,
  },
  {
    name: 'largest',
    share: 1,
    users: 2_000,
    keys: 3_000,
    roles: 2_000,
    secrets: 2_000,
    functions: 2_000,
    busyRegions: 8,
    findings: 3_000,
  },
];

/** Accounts by number: sizes are spread evenly over them, so that every run is the same. */
export function sizeOf(index: number): AccountSize {
  // 619 has no factor in common with 1,000, so that each remainder comes once in a thousand.
  let place = (index * 619) % 1000;
  for (const size of SIZES) {
    if (place < size.share) return size;
    place -= size.share;
  }
  return SIZES[0] as AccountSize;
}

/** Users, keys, roles and secrets. */
export function credentialsOf({ keys, roles, secrets }: AccountSize): number {
  return keys + roles + secrets;
}
