import type { Proof } from '../core/rotation/live.ts';

/** What a service answers to a credential of its own. */
export interface ServiceProofGateway {
  /**
   * @param address https, of AWS's own host
   * @param authorization the header, which holds the credential: it goes to that address alone
   */
  proves(address: string, authorization: string): Promise<Proof>;
}

const PROOF_MS = 5_000;

/**
 * A cheap read with the credential. Its status is all that is looked at: what it says goes nowhere.
 * @param route where it is sent instead: for tests, which have no certificate of AWS's
 */
export function serviceProofs(route: (address: URL) => URL = (address) => address): ServiceProofGateway {
  return {
    async proves(address, authorization) {
      const url = new URL(address);
      return url.protocol === 'https:' ? asked(route(url), authorization) : 'unknown';
    },
  };
}

async function asked(url: URL, authorization: string): Promise<Proof> {
  try {
    const answer = await fetch(url, {
      redirect: 'manual',
      signal: AbortSignal.timeout(PROOF_MS),
      headers: { authorization, 'user-agent': 'nightwarden' },
    });
    await answer.body?.cancel().catch(() => undefined);
    if (answer.status === 200) return 'works';
    return answer.status === 401 || answer.status === 403 ? 'refused' : 'unknown';
  } catch {
    return 'unknown';
  }
}
