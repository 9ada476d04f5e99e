import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { faultOf } from '../errors.ts';
import type { NewKey } from './iam-keys.ts';

/** What a key answers for itself: nothing of the role that asks, so it needs no permission. */
export interface SignInGateway {
  /** Signs one call with a key. It is never a watched one: the call is a use of the key. */
  signIn(key: NewKey, region: string): Promise<'works' | 'refused' | 'unknown'>;
}

const SIGN_IN_MS = 5_000;

export const signInGateway: SignInGateway = {
  async signIn({ accessKeyId, secretAccessKey }, region) {
    const client = new STSClient({
      region,
      credentials: { accessKeyId, secretAccessKey },
      maxAttempts: 1,
      requestHandler: {
        connectionTimeout: SIGN_IN_MS,
        requestTimeout: SIGN_IN_MS,
        throwOnRequestTimeout: true,
      },
    });
    client.middlewareStack.remove('loggerMiddleware');
    try {
      await client.send(new GetCallerIdentityCommand({}), { abortSignal: AbortSignal.timeout(SIGN_IN_MS) });
      return 'works';
    } catch (error) {
      const { kind } = faultOf(error, { action: 'sts:GetCallerIdentity' });
      return kind === 'invalid-credentials' || kind === 'denied' ? 'refused' : 'unknown';
    } finally {
      client.destroy();
    }
  },
};
