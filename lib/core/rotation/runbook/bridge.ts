import type { Issuer } from '../kinds/issuer.ts';
import type { CredentialCommands } from './commands.ts';
import { word } from './commands.ts';
import { type Hint, hint } from './markdown.ts';

/**
 * What a person asks a bridge by hand. Its secret goes from AWS's command line into a program by a pipe: it stands in no
 * command, file or process list. The new value of `create` goes into a file.
 */
const ASK = [
  'let t = "";',
  'process.stdin.on("data", (d) => (t += d)).on("end", async () => {',
  'const { token, signingKey } = JSON.parse(t);',
  'const [api, principal, action, id, status] = process.argv.slice(1);',
  'const more = action === "create" ? { idempotencyKey: id } : { ...(id && { id }), ...(status && { status }) };',
  'const body = JSON.stringify({ schema: "nightwarden.webhook-issuer/1", action, principal, ...more });',
  'const at = String(Math.floor(Date.now() / 1000));',
  'const mac = require("crypto").createHmac("sha256", signingKey).update(at + "." + body).digest("hex");',
  'const headers = { authorization: "Bearer " + token, "content-type": "application/json", "x-nightwarden-timestamp": at, "x-nightwarden-signature": "v1=" + mac };',
  'const answer = await fetch(api + "/" + action, { method: "POST", redirect: "manual", headers, body });',
  'console.error(answer.status); if (answer.ok) console.log(await answer.text());',
  '});',
].join(' ');

/** The shell function that the other lines call, to be given to the shell first. */
function defined({ api, principal, access }: Issuer): string {
  const region = access.split(':')[3] ?? '';
  const get = `aws secretsmanager get-secret-value --secret-id ${word(access)} --query SecretString --output text --region ${word(region)}`;
  return `bridge() { ${get} | node -e ${word(ASK)} ${word(api)} ${word(principal)} "$@"; }`;
}

/** Every line can be pasted by itself: whoever is paged reads no further. */
export function bridgeCommands(issuer: Issuer): CredentialCommands {
  return {
    list: 'bridge list',
    setStatus: (id, status) => `bridge set-status ${word(id)} ${status}`,
    remove: (id) => `bridge remove ${word(id)}`,
    create: (file) => `(umask 077; bridge create "by-hand.$(date +%s)" > ${word(file)})`,
    lastUsed: (id) => (issuer.abilities.lastUsedSignal === 'kept' ? [`bridge use ${word(id)}`] : []),
    uses: () => [],
  };
}

export function bridgeFirst(issuer: Issuer): Hint {
  return hint(
    'How a bridge is asked by hand: give this to the shell first (Node 18 or newer, and whoever may read its secret). Where the bridge itself does not answer, do the same in the console of the third party.',
    defined(issuer),
  );
}

/** Deactivates one, with all that it needs. */
export function quellByBridge(issuer: Issuer, id: string): readonly string[] {
  return [defined(issuer), bridgeCommands(issuer).setStatus(id, 'Inactive')];
}
