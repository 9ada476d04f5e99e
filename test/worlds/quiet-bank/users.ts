import type { WorldUser } from '../../lab/world.ts';
import { CANARY } from './canary.ts';
import { leadOf, TEAMS } from './people.ts';
import { allow, prod, REGIONS, within } from './shared.ts';

/** Staff sign in with a second factor, most days, and hold no keys. */
const staff: readonly WorldUser[] = TEAMS.map((team, i) => ({
  name: `lead.${team}`,
  age: within(i, 300, 1500),
  tags: { owner: leadOf(team), environment: 'prod' },
  groups: ['bank-staff'],
  console: { password: `${CANARY}-console-${i}!aQ`, mfa: true, usedDaysAgo: within(i, 0, 6) + 0.3 },
}));

/** Machines outside AWS that can't take a role: one key each, young and in daily use. */
const machines: readonly WorldUser[] = TEAMS.flatMap((team, i) =>
  ['branch-feed', 'partner-link'].map((purpose, j): WorldUser => {
    const n = 2 * i + j;
    return {
      name: `${team}-${purpose}`,
      age: within(n, 200, 900),
      tags: prod(team),
      inline: allow(['sqs:SendMessage'], `arn:aws:sqs:${REGIONS[j]}:222233334444:${team}-${purpose}`),
      keys: [
        {
          age: within(n, 9, 85),
          use: {
            daysAgo: 0.1 + within(n, 0, 3) / 10,
            every: 1,
            times: 5,
            region: REGIONS[j] ?? REGIONS[0],
            calls: ['sqs:GetQueueUrl'],
            ip: `203.0.113.${10 + n}`,
            agent: 'aws-sdk-java/2.33.4 ua/2.1 os/Linux#6.1.0 lang/java#21.0.4',
          },
          why: 'near miss: young, alone, in daily use, narrow, and somebody answers for it',
        },
      ],
    };
  }),
);

export const users: readonly WorldUser[] = [...staff, ...machines];
