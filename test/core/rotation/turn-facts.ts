import type { PlanFacts } from '../../../lib/core/rotation/build/index.ts';
import type { Database } from '../../../lib/core/rotation/kinds/database.ts';
import type { TurnFacts } from '../../../lib/core/rotation/kinds/turns.ts';
import { aSecret, NOW } from '../detectors/build.ts';
import { aDeclaration, aDependent, factsOf, SECRET, STORE_FACTS } from './facts.ts';

export const ADMIN = SECRET.replace('app', 'admin');
export const DATABASE: Database = {
  engine: 'postgres',
  host: 'db.example.com',
  port: 5432,
  dbname: 'orders',
  users: ['app', 'app_clone'],
  secret: SECRET,
  admin: ADMIN,
  tls: { verify: 'ca', file: '/opt/rds.pem' },
};
export const DECLARED = aDeclaration({
  credential: SECRET,
  store: { secret: SECRET, shape: { as: 'database', host: DATABASE.host, port: 5432 }, replicas: [] },
  database: DATABASE,
  copies: [],
  dependents: [aDependent()],
});
export const TURNS: TurnFacts = {
  users: [
    { name: 'app', standing: 'Active', sessions: [{ source: '203.0.113.9', application: 'reports' }] },
    { name: 'app_clone', standing: 'free', sessions: [] },
  ],
  faults: [],
  endable: true,
};
export const LEAK = { credential: SECRET, at: NOW, source: 'scanner' };

/** Facts of a database user that can be rotated, but for what is given. */
export function turned(change: Partial<PlanFacts> = {}): PlanFacts {
  const facts = factsOf({
    credential: aSecret({ id: SECRET, tags: { owner: 'payments' } }),
    declared: DECLARED,
  });
  return {
    ...facts,
    slots: [{ id: 'app', status: 'Active', lastUsed: { state: 'unknown', missing: 'its server' } }],
    store: STORE_FACTS,
    turns: TURNS,
    ...change,
  };
}
