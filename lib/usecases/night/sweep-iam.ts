import type { Manifest, Part } from '../../ports/account-export.ts';
import { silent } from '../../ports/progress.ts';
import { ACCOUNT_SOURCES } from '../../sources/account-sources.ts';
import { hintsOf } from '../../sources/iam/hints.ts';
import { readIam } from '../../sources/iam/live.ts';
import { cleanerOf } from '../clean-part.ts';
import { readSources } from '../read-sources.ts';
import { turnsOf } from '../turns.ts';
import { writeJson } from './json.ts';
import { keepParts } from './keep.ts';
import { GLOBAL_PLACE, manifestKey } from './layout.ts';
import type { Reading, Target, Told } from './target.ts';
import { toldOf } from './told.ts';

/** Reads what an account has once: IAM, the credential report, keys, and the registered sources that lie in no Region. */
export async function sweepIam(target: Target, reading: Reading): Promise<Told> {
  const { run, account, partition, home, regions } = target;
  const { connection, store, policy, watched, now, sleep } = reading;
  const memory = reading.memory(GLOBAL_PLACE);
  const aws = connection.gateways(home);
  const iam = await readIam({
    account,
    partition,
    gateway: aws.iam,
    watched,
    keyMemory: { memory, events: aws.keyEvents, deep: false },
    progress: silent,
    now,
    sleep,
  });
  const manifest: Manifest = {
    account,
    partition,
    takenAt: now().toISOString(),
    regions,
    ...(iam.credentialReportAt === undefined ? {} : { credentialReportAt: iam.credentialReportAt }),
  };
  const { clients } = connection;
  const listed = await readSources(ACCOUNT_SOURCES, {
    account,
    partition,
    regions,
    home,
    clients,
    sleep,
    progress: silent,
    ...turnsOf(iam.named, { account, memory, policy, watched, now }),
    hints: hintsOf(iam, manifest),
    // They lie in Regions, and so do those who ask for them.
    secrets: [],
  });
  const parts: readonly (readonly [string, Part])[] = [
    ['authorization', iam.authorization],
    ['credentialReport', iam.credentialReport],
    ['accessKeys', iam.accessKeys],
    ...Object.entries(listed),
  ];
  await keepParts(store, { run, account, place: GLOBAL_PLACE }, parts, cleanerOf(ACCOUNT_SOURCES));
  await writeJson(store, manifestKey(run, account), manifest);
  return toldOf(parts.map(([, part]) => part));
}
