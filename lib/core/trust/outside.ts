import type { Credential } from '../model/credential.ts';
import type { Principal } from '../model/principal.ts';
import type { Usage } from '../model/usage.ts';
import { assumers } from '../policy/assumers.ts';

/** From so many public networks on, a credential is told to be used from several: an office and a server are two. */
const SEVERAL_NETWORKS = 3;

/**
 * What shows that a credential reaches beyond its account: calls from several public networks, or other accounts that
 * its role trusts. Which public addresses are AWS's own is not known here, so a single one says nothing.
 * The texts name no numbers that change from night to night.
 */
export function outsideOf(
  { kind, account }: Credential,
  principal: Principal | undefined,
  usage: Usage | undefined,
): readonly string[] {
  const networks = new Set(usage?.sourceIps.flatMap((source) => publicNetwork(source) ?? []));
  const used = networks.size >= SEVERAL_NETWORKS ? ['used from several public networks'] : [];
  return kind === 'role-session' && principal?.type === 'role'
    ? [...used, ...trusted(principal.trust, account)]
    : used;
}

function trusted(trust: unknown, own: string): readonly string[] {
  const accounts = assumers(trust, own)?.accounts ?? [];
  return accounts.map((account) =>
    account === '*' ? 'anyone is trusted to assume it' : `account ${account} is trusted to assume it`,
  );
}

/**
 * The network of a public address, as its owners are usually given them: /24 of IPv4, /48 of IPv6.
 * @param source what CloudTrail gives as sourceIPAddress
 * @returns undefined for an address of a private network, for an AWS service, and for what is no address
 */
export function publicNetwork(source: string): string | undefined {
  const v4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.\d{1,3}$/.exec(source);
  if (v4 !== null) return isPrivate(Number(v4[1]), Number(v4[2])) ? undefined : v4.slice(1).join('.');
  if (!/^[\da-f:]+(%\w+)?$/i.test(source) || !source.includes(':')) return undefined;
  const groups = source.toLowerCase().split('::', 1)[0]?.split(':') ?? [];
  // Unique local (fc00::/7), link-local (fe80::/10), loopback and unspecified.
  if (/^(f[cd]..|fe[89ab].)$/.test(groups[0] ?? '') || source.startsWith('::')) return undefined;
  return [0, 1, 2].map((at) => groups[at]?.replace(/^0+(?=.)/, '') ?? '0').join(':');
}

/** RFC 1918, loopback, link-local, and the carriers' shared space (RFC 6598). */
function isPrivate(first: number, second: number): boolean {
  return (
    first === 0 ||
    first === 10 ||
    first === 127 ||
    (first === 100 && second >= 64 && second <= 127) ||
    (first === 169 && second === 254) ||
    (first === 172 && second >= 16 && second <= 31) ||
    (first === 192 && second === 168)
  );
}
