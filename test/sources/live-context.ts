import { awsClients } from '../../lib/aws/clients.ts';
import { DEFAULT_POLICY } from '../../lib/core/model/policy.ts';
import { silent } from '../../lib/ports/progress.ts';
import { everybodyTonight } from '../../lib/sources/rota.ts';
import type { LiveContext } from '../../lib/sources/source.ts';
import { ACCOUNT } from './files/export-builder.ts';

/** What a source is read with, clients to be mocked; no budget makes a test wait. */
export function liveContext(regions: readonly string[] = ['eu-west-1']): LiveContext {
  const budgets = Object.fromEntries(Object.keys(DEFAULT_POLICY.budgets).map((service) => [service, 1000]));
  return {
    account: ACCOUNT,
    partition: 'aws',
    regions,
    home: 'eu-west-1',
    clients: awsClients({ budgets, maxAttempts: 1 }),
    progress: silent,
    users: [],
    principals: [],
    hints: { certificates: new Map(), signsIn: new Map(), roles: [], everyPrincipal: true },
    sleep: async () => {},
    partOf: async () => ({ items: [], origin: '', missing: '', status: 'complete', gaps: [] }),
    secrets: [],
    rota: everybodyTonight(() => new Date(MANIFEST.takenAt)),
  };
}

/** What a manifest says in tests of a single source. */
export const MANIFEST = {
  account: ACCOUNT,
  partition: 'aws',
  takenAt: '2026-11-22T03:00:00.000Z',
  regions: ['eu-west-1', 'us-east-1'],
} as const;
