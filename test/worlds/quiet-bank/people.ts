import type { WorldPerson } from '../../lab/world.ts';

/** Every team runs an API, a worker and a nightly batch, and the platform they need. */
export const TEAMS = [
  'cards',
  'payments',
  'ledger',
  'lending',
  'onboarding',
  'fraud',
  'mobile',
  'branches',
  'treasury',
  'reporting',
  'platform',
  'security',
] as const;
export type Team = (typeof TEAMS)[number];

/** The lead answers for what the team runs. */
export function leadOf(team: Team): string {
  return `lead.${team}@quietbank.example`;
}

export const people: readonly WorldPerson[] = [
  ...TEAMS.flatMap((team) => [
    { email: leadOf(team), team },
    { email: `deputy.${team}@quietbank.example`, team },
  ]),
  // Gone, and so is all that was theirs.
  { email: 'former.cards@quietbank.example', team: 'cards', leftDaysAgo: 200 },
  { email: 'former.fraud@quietbank.example', team: 'fraud', leftDaysAgo: 12 },
];
