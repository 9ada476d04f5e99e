import type { Connection } from '../../aws/connect.ts';
import { secretVersionsGateway } from '../../aws/rotation/secret-versions.ts';
import type { Subject } from '../../core/model/estate.ts';
import type { Snapshot } from '../../core/model/snapshot.ts';
import type { PlanFacts, SlotFact } from '../../core/rotation/build/facts.ts';
import type { Database } from '../../core/rotation/kinds/database.ts';
import { strangeSessions, type TurnFacts } from '../../core/rotation/kinds/turns.ts';
import { slotsIn } from '../../core/rotation/known-facts.ts';
import type { Known } from '../../core/rotation/live.ts';
import type { DeclaredCredential } from '../../core/rotation/policy.ts';
import { usersGateway } from '../../databases/postgres/users.ts';
import type { Progress } from '../../ports/progress.ts';
import { reasonOf } from './hands/reading.ts';
import { adminOf } from './kinds/database-user/admin.ts';
import { standing, turnFaults } from './kinds/database-user/rights.ts';
import { readTokens } from './read-tokens.ts';

/** The slots of the credential, and who is seen using it beyond what AWS tells. */
export async function slotsAndUses(
  snapshot: Snapshot,
  subject: Subject,
  declared: DeclaredCredential | undefined,
  {
    connection,
    progress,
    now,
  }: { readonly connection: Connection; readonly progress: Progress; readonly now: () => Date },
): Promise<Pick<PlanFacts, 'slots' | 'turns'> & { readonly strangers: readonly string[] }> {
  if (declared?.issuer !== undefined)
    return { slots: await readTokens(connection, declared.issuer, { progress, now }), strangers: [] };
  if (declared?.database === undefined) return { slots: slotsIn(snapshot, subject), strangers: [] };
  const turns = await readTurns(connection, declared.database, progress);
  const strangers = turns === 'unknown' ? [] : strangeSessions(turns, declared.dependents);
  return { slots: slotsOfTurns(turns), turns, strangers };
}

/**
 * Asks a server of its two users, as the admin whose secret the reviewed configuration names: the one value that is read
 * to plan, and it goes no further. `unknown`: it could not be read, or the server could not be asked.
 */
async function readTurns(
  connection: Connection,
  database: Database,
  progress: Progress,
): Promise<Known<TurnFacts>> {
  const clients = { reads: connection.clients, writes: connection.clients };
  const region = database.secret.split(':')[3] ?? '';
  const secrets = secretVersionsGateway(clients, region);
  progress.step(`asking ${database.host}`);
  try {
    const admin = await adminOf(database, (arn) => secrets.value(arn, null));
    const seen = await usersGateway(database, admin, database.users).look();
    const { roles, sessions } = seen;
    progress.done(`${roles.length} users, ${sessions.length} sessions`);
    return {
      users: roles.map((role) => ({
        name: role.name,
        standing: standing(role),
        sessions: sessions.filter(({ name }) => name === role.name),
      })),
      faults: turnFaults(database, seen),
      endable: roles.every(({ endable }) => endable),
    };
  } catch (error) {
    progress.done(`not asked: ${reasonOf(error)}`);
    return 'unknown';
  }
}

/** The users that hold something, as slots; whether one is used is told by its sessions alone. */
function slotsOfTurns(turns: Known<TurnFacts>): Known<readonly SlotFact[]> {
  if (turns === 'unknown') return 'unknown';
  return turns.users.flatMap(({ name, standing: status }) =>
    status === 'free' ? [] : [{ id: name, status, lastUsed: { state: 'unknown', missing: 'its server' } }],
  );
}
