import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { main } from '../../lib/cli/program.ts';
import type { DetectorId } from '../../lib/core/detectors/ids.ts';
import { DETECTORS } from '../../lib/core/detectors/index.ts';
import { judge } from '../../lib/core/detectors/judge.ts';
import type { Finding } from '../../lib/core/model/finding.ts';
import { DEFAULT_POLICY } from '../../lib/core/model/policy.ts';
import type { PolicyDocument } from '../../lib/core/model/principal.ts';
import type { Snapshot } from '../../lib/core/model/snapshot.ts';
import { administrator } from '../../lib/core/policy/administrator.ts';
import { enrich } from '../../lib/core/trust/enrich.ts';
import { silent } from '../../lib/ports/progress.ts';
import { publish } from '../../lib/usecases/publish.ts';
import { aUser, verdicts } from '../core/detectors/build.ts';
import * as made from '../core/evidence/made.ts';
import { MemoryHub } from '../usecases/memory-hub.ts';

const SHOP = join(import.meta.dirname, '..', 'worlds', 'small-shop');

export function findings(snapshot: Snapshot): readonly Finding[] {
  return judge(enrich(snapshot, DEFAULT_POLICY), DEFAULT_POLICY).findings;
}

/** Credentials that a detector finds, in the order of their ids. */
export function foundBy(id: DetectorId, snapshot: Snapshot): readonly string[] {
  return findings(snapshot)
    .filter(({ detector }) => detector === id)
    .map(({ subject }) => subject)
    .toSorted();
}

/** `pass`, `fail high`, `unknown iam:…`: one a credential. */
export function verdictsOf(id: DetectorId, snapshot: Snapshot): readonly string[] {
  const detector = DETECTORS.find((each) => each.id === id);
  if (detector === undefined) throw new RangeError(`expected a registered detector, got ${id}`);
  return verdicts(detector, snapshot);
}

/** Whether a user with these policies of its own, and these of its group, is an administrator. */
export function isAdministrator(
  own: readonly PolicyDocument[],
  groups: readonly PolicyDocument[] = [],
): string {
  const group = { arn: 'arn:aws:iam::111122223333:group/team', name: 'team', policies: groups };
  const user = aUser({ policies: own, groups: ['team'] });
  return administrator(user, new Map([['team', group]])).verdict;
}

/** States in the hub after a night in which a key is gone, and secrets could not be read. */
export async function afterPartialNight(): Promise<unknown> {
  const hubs = new Map<string, MemoryHub>();
  const hubOf = (region: string) => {
    const hub = hubs.get(region) ?? new MemoryHub();
    hubs.set(region, hub);
    return hub;
  };
  const night = (parts: Partial<Parameters<typeof publish>[0]>) =>
    publish({
      findings: [],
      gaps: [],
      unknown: new Set<string>(),
      snapshot: made.aSnapshot(),
      subjects: [made.aSubject()],
      detectors: made.DETECTORS,
      homeRegion: 'us-east-1',
      gatewayFor: hubOf,
      now: () => new Date(made.NOW),
      progress: silent,
      ...parts,
    });
  await night({ findings: [made.aFinding(), made.aSecretFinding()] });
  const missing = 'secretsmanager:ListSecrets';
  const scope = { account: made.ACCOUNT, region: 'eu-west-1' };
  await night({
    gaps: [made.aGap({ scope, missing, detectors: ['secrets.unused-secret'] })],
    snapshot: made.aSnapshot({
      gaps: [{ scope, missing, reason: 'AccessDenied', remedy: 'allow it', facts: ['secrets'] }],
    }),
    subjects: [],
    now: () => new Date('2026-11-23T03:00:00.000Z'),
  });
  return {
    'the key, gone': hubOf('us-east-1').states()[`nightwarden/${made.aFinding().id}`],
    'the secret, unread': hubOf('eu-west-1').states()[`nightwarden/${made.aSecretFinding().id}`],
  };
}

/** What a sweep does when it is handed a filter that can't be read: exit code, and whether it judged anything. */
export async function withUnreadable(option: string, content: string): Promise<unknown> {
  const folder = await mkdtemp(join(tmpdir(), 'nightwarden-conformance-'));
  try {
    const file = join(folder, 'handed-over');
    await writeFile(file, content);
    let told = '';
    const code = await main(['sweep', '--from', SHOP, option, file, '--format', 'json', '--strict'], {
      stdout: {
        write: (text) => {
          told += text;
        },
      },
      stderr: { write: () => true },
      now: () => new Date(made.NOW),
    });
    return { code, leavers: told.split('"iam.leaver-access-key:').length - 1, judged: told !== '' };
  } finally {
    await rm(folder, { recursive: true });
  }
}
