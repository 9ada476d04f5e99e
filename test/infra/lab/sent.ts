import { IAMClient } from '@aws-sdk/client-iam';
import { actionOf } from '../../meta/iam-action.ts';

/** One call of AWS as it was made. */
export interface Sent {
  /** By IAM's name: `s3:PutObject`. */
  readonly action: string;
  /** ARN of what the call names, where a policy can narrow it; undefined: it names nothing of that kind. */
  readonly resource: string | undefined;
}

interface Command {
  readonly input: Readonly<Record<string, unknown>>;
}
interface Sender {
  readonly config: { readonly serviceId?: string; readonly customUserAgent?: unknown };
  send: (this: Sender, command: Command, ...rest: unknown[]) => unknown;
}

/**
 * Notes every call that Nightwarden's own clients make in this process. All clients of the SDK share one class.
 * @returns takes the calls that were noted since the last time, and ends it
 */
export function noteCalls(): { take(): readonly Sent[]; stop(): void } {
  const shared = Object.getPrototypeOf(IAMClient.prototype) as Sender;
  const { send } = shared;
  let noted: Sent[] = [];
  shared.send = function note(this: Sender, command, ...rest) {
    // The lab's gateway lives in this process too, and has clients of its own.
    if (!JSON.stringify(this.config.customUserAgent ?? '').includes('nightwarden'))
      return send.call(this, command, ...rest);
    const client = (this.config.serviceId ?? '').toLowerCase().replaceAll(' ', '-');
    const action = actionOf(client, command.constructor.name.replace(/Command$/, ''));
    noted.push({ action, resource: resourceOf(action, command.input) });
    return send.call(this, command, ...rest);
  };
  return {
    take() {
      const taken = noted;
      noted = [];
      return taken;
    },
    stop() {
      shared.send = send;
    },
  };
}

function resourceOf(action: string, { Bucket, Key, TableName, TopicArn, stateMachineArn }: Command['input']) {
  if (action === 's3:ListBucket') return `arn:aws:s3:::${String(Bucket)}`;
  if (action.startsWith('s3:')) return `arn:aws:s3:::${String(Bucket)}/${String(Key)}`;
  if (action.startsWith('dynamodb:')) return `table/${String(TableName)}`;
  const named = TopicArn ?? stateMachineArn;
  return action === 'sns:Publish' || action === 'states:StartExecution' ? String(named) : undefined;
}
