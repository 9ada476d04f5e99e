import { describe, expect, it } from 'vitest';
import { outsideOf, publicNetwork } from '../../../lib/core/trust/outside.ts';
import { ago, aKey, aRole, aRoleSession, KEY, trusting, usageOf } from '../detectors/build.ts';

it.each`
  source                          | network
  ${'203.0.113.7'}                | ${'203.0.113'}
  ${'172.32.0.1'}                 | ${'172.32.0'}
  ${'100.128.0.1'}                | ${'100.128.0'}
  ${'10.1.2.3'}                   | ${undefined}
  ${'172.16.0.1'}                 | ${undefined}
  ${'192.168.1.1'}                | ${undefined}
  ${'169.254.169.254'}            | ${undefined}
  ${'100.64.0.1'}                 | ${undefined}
  ${'127.0.0.1'}                  | ${undefined}
  ${'2001:db8:1:2::7'}            | ${'2001:db8:1'}
  ${'2001:DB8:0001:ffff:1:2:3:4'} | ${'2001:db8:1'}
  ${'2001:db8::7'}                | ${'2001:db8:0'}
  ${'fd00:1:2::3'}                | ${undefined}
  ${'fe80::1'}                    | ${undefined}
  ${'::1'}                        | ${undefined}
  ${'lambda.amazonaws.com'}       | ${undefined}
  ${'AWS Internal'}               | ${undefined}
  ${''}                           | ${undefined}
`('$source lies in $network', ({ source, network }) => expect(publicNetwork(source)).toBe(network));

describe('what shows that a credential reaches beyond its account', () => {
  const from = (...sourceIps: readonly string[]) =>
    outsideOf(aKey(), undefined, { ...usageOf(KEY, ago(1)), sourceIps });

  it('is the use from three public networks, not from an office and a server', () => {
    expect(from('192.0.2.1', '192.0.2.2', '198.51.100.1', '10.0.0.1', 'lambda.amazonaws.com')).toEqual([]);
    expect(from('192.0.2.1', '198.51.100.1', '203.0.113.1')).toEqual(['used from several public networks']);
    expect(outsideOf(aKey(), undefined, undefined)).toEqual([]);
  });

  it('is the trust in other accounts, not in services or in the account itself', () => {
    const trust = (principal: Parameters<typeof trusting>[0]) => {
      const role = aRole({ trust: trusting(principal) });
      return outsideOf(aRoleSession(role), role, undefined);
    };
    expect(trust({ Service: 'lambda.amazonaws.com' })).toEqual([]);
    expect(trust({ AWS: 'arn:aws:iam::111122223333:root' })).toEqual([]);
    expect(trust({ AWS: '999988887777' })).toEqual(['account 999988887777 is trusted to assume it']);
    expect(trust('*')).toEqual(['anyone is trusted to assume it']);
  });
});
