import type { Key, Row, Table } from '../../aws/dynamodb.ts';
import type { AccountOutcome, Run } from '../../core/nights/run.ts';
import type { Summary } from '../../core/nights/summary.ts';
import type { CredentialRecord, FindingRecord, Latest, NightState } from '../../ports/night-state.ts';

export interface Retention {
  /** Seconds since 1970 after which a run's rows may go. */
  readonly runsUntil: (startedAt: string) => number;
}

const RUNS = 'RUNS';

/**
 * The state between nights in one table:
 * `RUNS / RUN#…` a run · `RUN#… / ACCOUNT#…` what came of an account in it, `SUMMARY` of all · `ACCOUNT#… / LATEST`, `FINDING#…`,
 * `CREDENTIAL#…` what stands. Only runs expire.
 */
export function stateTable(table: Table, { runsUntil }: Retention): NightState {
  return {
    async begin(run) {
      const row = runRow(run, runsUntil);
      if (await table.create(row)) return run;
      return runOf(await table.get(row)) ?? run;
    },
    async run(id) {
      return runOf(await table.get(runKey(id)));
    },
    async recent(limit) {
      const rows = await table.query(RUNS, 'RUN#', { newestFirst: true, limit });
      return rows.flatMap((row) => runOf(row) ?? []);
    },
    async end(run) {
      await table.put(runRow(run, runsUntil));
    },
    async told(run, outcome) {
      const expiresAt = runsUntil(outcome.at);
      await table.put({ pk: `RUN#${run}`, sk: `ACCOUNT#${outcome.account}`, outcome, expiresAt });
    },
    async outcomes(run) {
      const rows = await table.query(`RUN#${run}`, 'ACCOUNT#');
      return rows.map(({ outcome }) => outcome as AccountOutcome);
    },
    async addedUp(summary) {
      const { run } = summary;
      await table.put({ ...summaryKey(run.id), summary, expiresAt: runsUntil(run.startedAt) });
    },
    async summary(run) {
      return (await table.get(summaryKey(run)))?.summary as Summary | undefined;
    },
    async latest(account) {
      return latestOf(await table.get(latestKey(account)));
    },
    async advance(account, run, reach) {
      const key = latestKey(account);
      const known = latestOf(await table.get(key));
      if (known?.run === run) return known;
      const next: Latest = {
        run,
        previous: known?.run ?? null,
        full: reach === 'all' ? run : (known?.full ?? null),
      };
      const isMine = await table.set(key, { ...next }, { expected: { run: known?.run ?? null } });
      // Another run was quicker: its row is the newer one, and this run's comparison still stands.
      return isMine ? next : (latestOf(await table.get(key)) ?? next);
    },
    saveFindings: (account, records) => saveAll(table, `ACCOUNT#${account}`, 'FINDING#', records),
    saveCredentials: (account, records) => saveAll(table, `ACCOUNT#${account}`, 'CREDENTIAL#', records),
  };
}

/** At once; more would meet the table's own limits on a new partition. */
const AT_ONCE = 25;

async function saveAll(
  table: Table,
  pk: string,
  prefix: string,
  records: readonly (FindingRecord | CredentialRecord)[],
): Promise<void> {
  for (let at = 0; at < records.length; at += AT_ONCE) {
    await Promise.all(
      records
        .slice(at, at + AT_ONCE)
        .map(({ firstSeenAt, ...record }) =>
          table.set({ pk, sk: `${prefix}${record.id}` }, record, { first: { firstSeenAt } }),
        ),
    );
  }
}

function runKey(id: string): Key {
  return { pk: RUNS, sk: `RUN#${id}` };
}

function summaryKey(run: string): Key {
  return { pk: `RUN#${run}`, sk: 'SUMMARY' };
}

function runRow(run: Run, until: Retention['runsUntil']): Row {
  return { ...runKey(run.id), run, expiresAt: until(run.startedAt) };
}

function runOf(row: Row | undefined): Run | undefined {
  return row?.run as Run | undefined;
}

function latestKey(account: string): Key {
  return { pk: `ACCOUNT#${account}`, sk: 'LATEST' };
}

function latestOf(row: Row | undefined): Latest | undefined {
  if (row === undefined) return undefined;
  const { run, previous, full } = row as unknown as Latest;
  return { run, previous: previous ?? null, full: full ?? null };
}
