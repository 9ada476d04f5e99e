import { setTimeout as sleep } from 'node:timers/promises';
import { LIMITS } from '../aws/rotation/limits.ts';
import { HalfDoneError, prepared } from '../aws/rotation/outcome.ts';
import { RemoteError, remoteCall } from './call.ts';

/** Where a project's CI/CD variables are. https://docs.gitlab.com/api/project_level_variables/ */
export interface VariablesPlace {
  readonly api: string;
  /** Its number, or its path. */
  readonly project: string;
  readonly token: string;
}

/** The names of the two variables, or what is in them. */
export interface Pair {
  readonly id: string;
  readonly secret: string;
}

export interface VariablesGateway {
  /** What they hold. Never kept, shown or logged. */
  values(names: Pair): Promise<Pair>;
  /**
   * The secret first: where the id is the new one, so is the secret.
   * @throws {HalfDoneError} when only the secret may be written
   */
  write(names: Pair, values: Pair): Promise<void>;
}

interface Variable {
  readonly value: string;
  readonly masked: boolean;
  readonly protected: boolean;
}

const AGAIN_MS = 500;
/** Half of a pair is no credential: the second is sent again, for the same write twice is one. */
const TRIES = 3;

export function gitlabVariables({ api, project, token }: VariablesPlace): VariablesGateway {
  const call = (method: 'GET' | 'PUT', name: string, value?: string) =>
    remoteCall({
      method,
      api,
      path: ['projects', project, 'variables', name],
      headers: { accept: 'application/json', 'private-token': token },
      limitMs: method === 'GET' ? LIMITS.readMs : LIMITS.writeMs,
      ...(value === undefined ? {} : { body: { value } }),
    });

  async function variable(name: string): Promise<Variable> {
    const told = variableIn((await call('GET', name)).body);
    if (told === undefined)
      throw new RemoteError(
        'failed',
        200,
        `variable ${name} shows no value: it is hidden, or api is not right; a variable that is masked and not hidden can be read back`,
      );
    return told;
  }

  async function ready(names: Pair): Promise<void> {
    const [, secret] = await Promise.all([variable(names.id), variable(names.secret)]);
    const lacks = [secret.masked ? '' : 'masked', secret.protected ? '' : 'protected'].filter(Boolean);
    if (lacks.length > 0)
      throw new RemoteError(
        'failed',
        200,
        `variable ${names.secret} is not ${lacks.join(' and not ')}: it would be shown in job logs, or to every branch; mask and protect it`,
      );
  }

  return {
    async values(names) {
      const [id, secret] = await Promise.all([variable(names.id), variable(names.secret)]);
      return { id: id.value, secret: secret.value };
    },
    async write(names, values) {
      await prepared(() => ready(names), 'the variables are not as they must be');
      await call('PUT', names.secret, values.secret);
      for (let time = 1; ; time += 1) {
        try {
          await call('PUT', names.id, values.id);
          return;
        } catch (cause) {
          if (time >= TRIES)
            throw new HalfDoneError('the secret was written, and its key id was not', { cause });
          await sleep(AGAIN_MS);
        }
      }
    },
  };
}

function variableIn(body: unknown): Variable | undefined {
  const { value, masked, protected: isProtected } = (body ?? {}) as Readonly<Record<string, unknown>>;
  return typeof value === 'string'
    ? { value, masked: masked === true, protected: isProtected === true }
    : undefined;
}
