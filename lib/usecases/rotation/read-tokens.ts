import type { Connection } from '../../aws/connect.ts';
import { secretVersionsGateway } from '../../aws/rotation/secret-versions.ts';
import type { LastUse } from '../../core/model/credential.ts';
import type { SlotFact } from '../../core/rotation/build/facts.ts';
import { hostOf, type Issuer, TELLS_WITHIN_MS } from '../../core/rotation/kinds/issuer.ts';
import type { Known } from '../../core/rotation/live.ts';
import type { Progress } from '../../ports/progress.ts';
import type { IssuerGateway } from '../../remote/webhook-issuer.ts';
import { reasonOf } from './hands/reading.ts';
import { bridgeOf } from './kinds/third-party-token/bridge.ts';

/**
 * Asks a bridge which tokens there are, by the secret that the reviewed configuration names: the one value that is read to
 * plan, and it goes no further. `unknown`: it could not be read, or the bridge could not be asked.
 */
export async function readTokens(
  connection: Connection,
  issuer: Issuer,
  { progress, now }: { readonly progress: Progress; readonly now: () => Date },
): Promise<Known<readonly SlotFact[]>> {
  const clients = { reads: connection.clients, writes: connection.clients };
  const secrets = secretVersionsGateway(clients, issuer.secret.split(':')[3] ?? '');
  const asOf = new Date(now().getTime() - TELLS_WITHIN_MS).toISOString();
  progress.step(`asking ${hostOf(issuer.api)}`);
  try {
    const bridge = await bridgeOf(issuer, (arn) => secrets.value(arn, null));
    const listed = await bridge.list();
    const slots = listed.map(async ({ id, status }) => {
      return { id, status, lastUsed: await lastUse(bridge, issuer, id, asOf) };
    });
    const found = await Promise.all(slots);
    progress.done(`${found.length} tokens`);
    return found;
  } catch (error) {
    progress.done(`not asked: ${reasonOf(error)}`);
    return 'unknown';
  }
}

async function lastUse(
  bridge: IssuerGateway,
  { api, abilities }: Issuer,
  id: string,
  asOf: string,
): Promise<LastUse> {
  const unknown = { state: 'unknown', missing: `its bridge ${hostOf(api)}` } as const;
  if (abilities.lastUsedSignal !== 'kept') return unknown;
  try {
    const at = await bridge.lastUse(id);
    return at === null ? { state: 'never', asOf } : { state: 'used', at: at.toISOString(), asOf };
  } catch {
    return unknown;
  }
}
