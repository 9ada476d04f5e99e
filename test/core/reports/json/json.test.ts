import { describe, expect, it } from 'vitest';
import type { User } from '../../../../lib/core/model/principal.ts';
import { toSweepJson } from '../../../../lib/core/reports/json/index.ts';
import { ACCOUNT, aFinding, aGap, aKey, aSnapshot, aSubject, KEY, NOW, USER } from '../../evidence/made.ts';

const user: User = {
  type: 'user',
  arn: USER,
  name: 'ci-deploy',
  path: '/',
  createdAt: null,
  tags: {},
  policies: [],
  groups: [],
};
const usage = {
  accessKeyId: KEY,
  calls: 12,
  firstSeen: '2026-11-01T00:00:00.000Z',
  lastSeen: '2026-11-02T00:00:00.000Z',
  sourceIps: ['192.0.2.1'],
  userAgents: ['aws-cli'],
  events: ['GetObject'],
  regions: ['eu-west-1'],
  counts: { sourceIps: 1, userAgents: 1, events: 1, regions: 1, errors: 3 },
};

describe('toSweepJson', () => {
  const snapshot = aSnapshot({
    principals: [user, { type: 'root', arn: `arn:aws:iam::${ACCOUNT}:root`, mfa: 'yes' }],
  });
  const document = (subject = aSubject()) =>
    JSON.parse(
      JSON.stringify(
        toSweepJson(
          { snapshot, subjects: [subject], knownAccounts: [] },
          { findings: [aFinding()], gaps: [aGap()] },
        ),
      ),
    );

  it('has the parts of the contract', () => {
    expect(document()).toMatchObject({ schema: 'nightwarden.sweep/1', account: ACCOUNT, takenAt: NOW });
    for (const part of ['gaps', 'credentials', 'principals', 'findings'])
      expect(document()[part]).toBeInstanceOf(Array);
  });

  it('tells a credential by the contract', () => {
    expect(document().credentials[0]).toMatchObject({
      id: KEY,
      kind: 'access-key',
      principal: USER,
      account: ACCOUNT,
      region: null,
      status: 'Active',
      createdAt: '2024-01-02T00:00:00.000Z',
      lastUsed: { state: 'used', at: '2026-01-02T00:00:00.000Z', service: 's3', region: 'eu-west-1' },
      owner: { name: 'maya@example.com', evidence: 'tag owner on user ci-deploy', confidence: 'high' },
      environment: 'prod',
      tags: { owner: 'maya@example.com' },
    });
  });

  it('says null where nobody owns it, and leaves usage out where none was seen', () => {
    const orphan = document(
      aSubject({ ownership: { owner: null, leads: [], leaver: null }, environment: null }),
    ).credentials[0];
    expect(orphan).toMatchObject({ owner: null, environment: null });
    for (const absent of ['usage', 'leads', 'leaver', 'exposures', 'dependents'])
      expect(orphan).not.toHaveProperty(absent);
  });

  it('gives usage as counts, with the values under another name', () => {
    expect(document(aSubject({ usage })).credentials[0].usage).toMatchObject({
      accessKeyId: KEY,
      calls: 12,
      sourceIps: 1,
      userAgents: 1,
      events: 1,
      regions: 1,
      errors: 3,
      samples: {
        sourceIps: ['192.0.2.1'],
        userAgents: ['aws-cli'],
        events: ['GetObject'],
        regions: ['eu-west-1'],
      },
    });
  });

  it.each`
    verdict                                                                  | admin
    ${{ verdict: 'yes', because: ['policy AdministratorAccess'] }}           | ${'yes'}
    ${{ verdict: 'no', because: [] }}                                        | ${'no'}
    ${{ verdict: 'conditional', because: ['policy P with a condition'] }}    | ${'conditional'}
    ${{ verdict: 'unknown', missing: 'iam:GetAccountAuthorizationDetails' }} | ${undefined}
  `('says admin $admin and never paths', ({ verdict, admin }) => {
    const [principal] = document(aSubject({ administrator: verdict })).principals;
    expect(principal).toMatchObject({ arn: USER, type: 'user' });
    expect(principal.admin).toBe(admin);
    expect(principal).not.toHaveProperty('paths');
  });

  it('judges a principal without a credential too', () => {
    expect(document().principals[1]).toMatchObject({ type: 'root', admin: 'yes' });
    const keyless = document(aSubject({ credential: aKey({ principal: 'arn:other' }) }));
    expect(keyless.principals[0]).toMatchObject({ arn: USER, admin: 'no' });
  });

  it('tells findings and gaps by the contract', () => {
    const { findings, gaps } = document();
    expect(findings[0]).toEqual(JSON.parse(JSON.stringify(aFinding())));
    expect(gaps[0]).toEqual(aGap());
    expect(gaps[0]).not.toHaveProperty('badInput');
  });
});
