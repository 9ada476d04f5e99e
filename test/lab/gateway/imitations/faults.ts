// For tests: what AWS answers when it refuses, throttles, or the Region is off, in the call's own protocol.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
import * as z from 'zod';
import { type Answer, type Fault, faultAnswer } from '../answer.ts';
import type { Call } from '../call.ts';
import type { Identities } from '../identities.ts';
import type { Imitation } from '../imitation.ts';

const action = z.string().regex(/^[a-z0-9-]+:(\*|[A-Za-z0-9]+)$/, 'expected service:Action');
const denyRequest = z.strictObject({
  action,
  region: z.string().optional(),
  accessKeyId: z.string().optional(),
});
const throttleRequest = z.strictObject({ action, times: z.int().min(1) });
const regionRequest = z.strictObject({ region: z.string() });

export function faults(who: Identities): Imitation {
  let denied: readonly z.output<typeof denyRequest>[] = [];
  let off: ReadonlySet<string> = new Set();
  const throttled = new Map<string, number>();

  async function answer(call: Call): Promise<Answer | undefined> {
    const asked = actionOf(call);
    if (off.has(call.region)) return faultAnswer(call, regionOff(call));
    const left = throttled.get(asked) ?? 0;
    if (left > 0) {
      throttled.set(asked, left - 1);
      return faultAnswer(call, throttling(call));
    }
    const deny = denied.find(
      (rule) =>
        (rule.action === asked || rule.action === `${call.service}:*`) &&
        (rule.region ?? call.region) === call.region &&
        (rule.accessKeyId ?? call.accessKeyId) === call.accessKeyId,
    );
    if (deny === undefined) return undefined;
    return faultAnswer(call, denial(call, (await who.of(call.accessKeyId)).arn));
  }

  const controls = {
    deny: {
      post(body: unknown) {
        denied = [...denied, denyRequest.parse(body)];
        return { denied };
      },
      reset() {
        denied = [];
      },
    },
    throttle: {
      post(body: unknown) {
        const asked = throttleRequest.parse(body);
        throttled.set(asked.action, asked.times);
        return asked;
      },
      reset: () => throttled.clear(),
    },
    'region-off': {
      post(body: unknown) {
        off = new Set([...off, regionRequest.parse(body).region]);
        return { off: [...off] };
      },
      reset() {
        off = new Set();
      },
    },
  };
  return { answer, controls };
}

/** The IAM action of a call; API Gateway's are HTTP methods. */
function actionOf({ service, action, method }: Call): string {
  return `${service}:${service === 'apigateway' ? method : action}`;
}

function denial(call: Call, arn: string): Fault {
  const { protocol } = call;
  const asked = actionOf(call);
  const message = `User: ${arn} is not authorized to perform: ${asked} because no identity-based policy allows the ${asked} action`;
  if (protocol === 'query' || protocol === 'rest-xml') return { status: 403, code: 'AccessDenied', message };
  return { status: protocol === 'json' ? 400 : 403, code: 'AccessDeniedException', message };
}

function throttling({ protocol }: Call): Fault {
  const message = 'Rate exceeded';
  if (protocol === 'query') return { status: 400, code: 'Throttling', message };
  if (protocol === 'rest-xml')
    return { status: 503, code: 'SlowDown', message: 'Please reduce your request rate.' };
  if (protocol === 'json') return { status: 400, code: 'ThrottlingException', message };
  return { status: 429, code: 'TooManyRequestsException', message };
}

/** https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html */
function regionOff({ protocol }: Call): Fault {
  const message = 'The security token included in the request is invalid.';
  if (protocol === 'query') return { status: 403, code: 'InvalidClientTokenId', message };
  if (protocol === 'rest-xml') return { status: 403, code: 'InvalidAccessKeyId', message };
  return { status: protocol === 'json' ? 400 : 403, code: 'UnrecognizedClientException', message };
}
