import sodium from 'libsodium-wrappers';
import * as z from 'zod';
import { type Answer, type Asked, type Service, startService } from './server.ts';

/** Bodies as GitHub publishes them. https://github.com/github/rest-api-description */
const putBody = z.strictObject({
  encrypted_value: z.string().regex(/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/),
  key_id: z.string(),
});
const publicKey = z.strictObject({ key_id: z.string(), key: z.string() });
const shown = z.strictObject({
  name: z.string(),
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
});

export interface Github extends Service {
  /** What each secret holds, opened with the repository's private key. */
  readonly secrets: Map<string, string>;
  /** Somebody else writes a secret. */
  change(name: string, value: string): void;
}

export const REPOSITORY = 'acme/shop';
export const TOKEN = 'github_pat_NIGHTWARDENCANARYtoken';

/** A repository's Actions secrets: written sealed, never read. Each change shows a second later than the one before. */
export async function startGithub(names: readonly string[]): Promise<Github> {
  await sodium.ready;
  const pair = sodium.crypto_box_keypair();
  const secrets = new Map(names.map((name) => [name, 'at first']));
  const changed = new Map<string, string>();
  let clock = Date.parse('2026-11-26T10:00:00Z');
  const change = (name: string, value: string): void => {
    clock += 1_000;
    secrets.set(name, value);
    changed.set(name, new Date(clock).toISOString().replace('.000', ''));
  };
  for (const name of names) change(name, 'at first');

  function answer({ method, path, headers, body }: Asked): Answer {
    if (headers.authorization !== `Bearer ${TOKEN}`)
      return { status: 401, body: { message: 'Bad credentials' } };
    if (headers['x-github-api-version'] !== '2022-11-28') return { status: 400 };
    const [repos, owner, repository, actions, kind, name = ''] = path;
    const isHere =
      `${repos}/${owner}/${repository}/${actions}/${kind}` === `repos/${REPOSITORY}/actions/secrets`;
    if (!isHere) return { status: 404, body: { message: 'Not Found' } };
    if (method === 'GET' && name === 'public-key') {
      const key = sodium.to_base64(pair.publicKey, sodium.base64_variants.ORIGINAL);
      return { status: 200, body: publicKey.parse({ key_id: '568250167242549743', key }) };
    }
    if (method === 'GET') {
      const at = changed.get(name);
      if (at === undefined) return { status: 404, body: { message: 'Not Found' } };
      return { status: 200, body: shown.parse({ name, created_at: '2024-01-10T14:59:22Z', updated_at: at }) };
    }
    const parsed = putBody.safeParse(body);
    if (method !== 'PUT' || !parsed.success || parsed.data.key_id !== '568250167242549743')
      return { status: 422 };
    const box = sodium.from_base64(parsed.data.encrypted_value, sodium.base64_variants.ORIGINAL);
    const value = sodium.to_string(sodium.crypto_box_seal_open(box, pair.publicKey, pair.privateKey));
    const status = secrets.has(name) ? 204 : 201;
    change(name, value);
    return status === 204 ? { status } : { status, body: {} };
  }

  const service = await startService(answer);
  return Object.assign(service, { secrets, change });
}
