import { setTimeout as sleep } from 'node:timers/promises';
import { LIMITS } from '../aws/rotation/limits.ts';
import { HalfDoneError, prepared } from '../aws/rotation/outcome.ts';
import { type RemoteCall, RemoteError, remoteCall } from './call.ts';

/** Where the secrets of a repository's workflows are. https://docs.github.com/rest/actions/secrets */
export interface ActionsPlace {
  readonly api: string;
  /** `owner/name` */
  readonly repository: string;
  readonly token: string;
}

export interface ActionsSecretsGateway {
  /**
   * When each of them was last changed: all that can be read of it.
   * @returns null: one of them is not there
   */
  sign(names: readonly string[]): Promise<string | null>;
  /**
   * Writes each, sealed for the repository's key.
   * @returns the sign that they have from now on
   * @throws {HalfDoneError} when some may be written, or nobody knows what they show
   */
  write(values: Readonly<Record<string, string>>): Promise<string>;
}

const POLL_MS = 500;
/** A change shows in whole seconds, and on some of GitHub's servers before the others. */
const SHOWN_WITHIN_MS = 15_000;
/** Half of a pair is no credential: what follows the first is sent again, for the same write twice is one. */
const TRIES = 3;

export function githubActions(
  { api, repository, token }: ActionsPlace,
  shownWithinMs = SHOWN_WITHIN_MS,
): ActionsSecretsGateway {
  function call(method: 'GET' | 'PUT', name: string, body?: RemoteCall['body']) {
    return remoteCall({
      method,
      api,
      path: ['repos', ...repository.split('/'), 'actions', 'secrets', name],
      headers: {
        accept: 'application/vnd.github+json',
        authorization: `Bearer ${token}`,
        'x-github-api-version': '2022-11-28',
      },
      limitMs: method === 'GET' ? LIMITS.readMs : LIMITS.writeMs,
      ...(body === undefined ? {} : { body }),
    });
  }

  async function changedAt(name: string): Promise<string | null> {
    try {
      const { updated_at: at } = (await call('GET', name)).body as { readonly updated_at?: unknown };
      if (typeof at !== 'string' || Number.isNaN(Date.parse(at)))
        throw new RemoteError(
          'failed',
          200,
          'what was answered of a secret has no time: see that api is right',
        );
      return at;
    } catch (error) {
      if (error instanceof RemoteError && error.status === 404) return null;
      throw error;
    }
  }

  /** Of the repository itself a 404 says the same as of its secret, so that is asked first. */
  async function signs(names: readonly string[]): Promise<readonly (string | null)[]> {
    await publicKey();
    return Promise.all(names.map((name) => changedAt(name)));
  }

  async function publicKey(): Promise<{ readonly id: string; readonly key: string }> {
    const { key_id: id, key } = (await call('GET', 'public-key')).body as {
      readonly key_id?: unknown;
      readonly key?: unknown;
    };
    if (typeof id !== 'string' || typeof key !== 'string')
      throw new RemoteError('failed', 200, 'what was answered is no public key: see that api is right');
    return { id, key };
  }

  async function ready(values: Readonly<Record<string, string>>) {
    const { id, key } = await publicKey();
    const { sealedFor } = await import('./sealed-box.ts');
    const seal = await sealedFor(key);
    const sealed = Object.entries(values).map(
      ([name, value]) => [name, { encrypted_value: seal(value), key_id: id }] as const,
    );
    return { sealed, before: await signs(Object.keys(values)) };
  }

  async function writeAll(sealed: Awaited<ReturnType<typeof ready>>['sealed']): Promise<void> {
    const [[first, body] = [], ...others] = sealed;
    if (first === undefined) return;
    await call('PUT', first, body);
    try {
      for (const [name, each] of others) await again(() => call('PUT', name, each));
    } catch (cause) {
      throw new HalfDoneError('one secret was written, and another was not', { cause });
    }
  }

  async function shown(names: readonly string[], before: readonly (string | null)[]): Promise<string> {
    const deadline = performance.now() + shownWithinMs;
    for (;;) {
      const after = await Promise.all(names.map((name) => changedAt(name)));
      const isNew = after.every((at, index) => at !== null && at !== before[index]);
      if (isNew) return after.join(' ');
      if (performance.now() >= deadline) throw new Error('no change is shown');
      await sleep(POLL_MS);
    }
  }

  return {
    async sign(names) {
      const all = await signs(names);
      return all.includes(null) ? null : all.join(' ');
    },
    async write(values) {
      const { sealed, before } = await prepared(() => ready(values), 'the secrets could not be made ready');
      await writeAll(sealed);
      try {
        return await shown(Object.keys(values), before);
      } catch (cause) {
        throw new HalfDoneError('it was written, and nothing shows it yet', { cause });
      }
    },
  };
}

async function again<T>(send: () => Promise<T>): Promise<T> {
  for (let time = 1; ; time += 1) {
    try {
      return await send();
    } catch (error) {
      if (time >= TRIES) throw error;
      await sleep(POLL_MS);
    }
  }
}
