import * as z from 'zod/mini';
import type { Issuer } from '../../../../core/rotation/kinds/issuer.ts';
import { RemoteError } from '../../../../remote/call.ts';
import { type IssuerGateway, webhookIssuer } from '../../../../remote/webhook-issuer.ts';

const access = z.object({
  // What a header takes.
  token: z.string().check(z.regex(/^[\x21-\x7e]{1,1024}$/)),
  signingKey: z.string().check(z.minLength(32), z.maxLength(1024)),
});

/**
 * The bridge that the reviewed configuration names, and no other, with what its secret holds.
 * @param value reads the current value of a secret
 * @throws {RemoteError} when what is stored there opens nothing; none of it is in the error
 */
export async function bridgeOf(
  { api, principal, access: arn }: Issuer,
  value: (arn: string) => Promise<string>,
): Promise<IssuerGateway> {
  const held = access.safeParse(parsed(await value(arn)));
  if (held.success) return webhookIssuer({ api, principal, ...held.data });
  throw new RemoteError(
    'failed',
    null,
    'the secret of the bridge does not hold what opens it: store {"token": …, "signingKey": …} in it, the key with 32 characters or more (docs/webhook-issuer.md)',
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
