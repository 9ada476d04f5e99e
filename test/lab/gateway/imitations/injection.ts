// For tests: one account's calls go wrong as microburst says, which makes AWS's faults from the SDK's own models.
// https://pypi.org/project/microburst/
import { Agent } from 'node:http';
import * as z from 'zod';
import { type Answer, ConnectionCut } from '../answer.ts';
import type { Call } from '../call.ts';
import type { Identities } from '../identities.ts';
import type { Imitation } from '../imitation.ts';
import { send } from '../upstream.ts';

/** Header of an answer that says: nothing goes wrong with this call. */
export const PASSED = 'x-lab-passed';

const injectionRequest = z.strictObject({
  /** Where microburst listens. */
  url: z.url(),
  account: z.string().regex(/^\d{12}$/, 'expected an account of 12 digits'),
});

/** Of each call of the account microburst is asked first; a call that it lets pass goes on untouched. */
export function injection(who: Identities): Imitation {
  let asked: z.output<typeof injectionRequest> | undefined;
  // A connection of its own for each call: on one that is shared, a cut would look like an idle one's end.
  const agent = new Agent({ keepAlive: false });

  async function answer(call: Call): Promise<Answer | undefined> {
    if (asked === undefined) return undefined;
    const { accountId } = await who.of(call.accessKeyId);
    if (accountId !== asked.account) return undefined;
    const { hostname, port } = new URL(asked.url);
    try {
      const given = await send(call, { agent, hostname, port });
      const names = given.rawHeaders.filter((_, at) => at % 2 === 0);
      return names.some((name) => name.toLowerCase() === PASSED) ? undefined : given;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ECONNRESET')) throw error;
      throw new ConnectionCut({ cause: error });
    }
  }

  const controls = {
    injection: {
      post(body: unknown) {
        asked = injectionRequest.parse(body);
        return asked;
      },
      reset() {
        asked = undefined;
      },
    },
  };
  return { answer, controls };
}
