import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';

/** Prints, as JSON lines, what DuckDB makes of the folder of trail files that the first argument names. */
const [folder = '.'] = process.argv.slice(2);
const query = await readFile(join(import.meta.dirname, '..', 'duckdb-cloudtrail.sql'), 'utf8');
const instance = await DuckDBInstance.create(':memory:');
const connection = await instance.connect();
await connection.run('set threads=2; set preserve_insertion_order=false');
const result = await connection.runAndReadAll(query.replaceAll(':dir', () => folder.replaceAll("'", "''")));
for (const row of result.getRowObjectsJson()) {
  const numbers = Object.entries(row).map(([name, value]) => [name, isCount(name) ? Number(value) : value]);
  process.stdout.write(`${JSON.stringify(Object.fromEntries(numbers))}\n`);
}
connection.closeSync();

/** DuckDB counts in 64 bits, and writes those as text. */
function isCount(name: string): boolean {
  return !['accessKeyId', 'firstSeen', 'lastSeen'].includes(name);
}
