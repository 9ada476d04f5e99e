import type { WorldPerson } from '../../lab/world.ts';

/** Who works at the shop, and who no longer does. */
export const people: readonly WorldPerson[] = [
  { email: 'lena.fischer@smallshop.example', team: 'platform' },
  { email: 'amir.haddad@smallshop.example', team: 'platform' },
  { email: 'sofia.rossi@smallshop.example', team: 'checkout' },
  { email: 'daniel.kim@smallshop.example', team: 'checkout' },
  { email: 'noah.jensen@smallshop.example', team: 'data' },
  { email: 'priya.nair@smallshop.example', team: 'data' },
  { email: 'clara.dubois@smallshop.example', team: 'payments' },
  { email: 'mateo.silva@smallshop.example', team: 'payments' },
  { email: 'maya.ortega@smallshop.example', team: 'marketing' },
  { email: 'hugo.lind@smallshop.example', team: 'logistics' },
  { email: 'maya.ortiz@smallshop.example', team: 'marketing', leftDaysAgo: 30 },
  { email: 'tom.baker@smallshop.example', team: 'data', leftDaysAgo: 120 },
];
