import ipaddr from 'ipaddr.js';

/**
 * Whether an address lies in one of these addresses or CIDR blocks. What is no address (CloudTrail names an AWS
 * service by its host name) lies in none.
 */
export function isWithin(source: string, networks: readonly string[]): boolean {
  if (!ipaddr.isValid(source)) return false;
  const address = ipaddr.process(source);
  return networks.some((network) => contains(network, address));
}

function contains(network: string, address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  if (ipaddr.isValidCIDR(network)) {
    const [base, bits] = ipaddr.parseCIDR(network);
    return base.kind() === address.kind() && address.match(base, bits);
  }
  return ipaddr.isValid(network) && ipaddr.process(network).toString() === address.toString();
}
