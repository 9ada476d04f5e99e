import { PROTOCOL_TABLES } from '../../lib/core/rotation/tables.ts';
import { scripted } from './scripts.ts';
import { explore } from './explore.ts';
import { containStarts, retireStarts, ROTATE, rotateStarts, worldOf } from './scenarios.ts';
const faults = Number(process.argv[2] ?? 0);
const started = Date.now();
const rules = { tables: PROTOCOL_TABLES };
const found = explore([{rotate: () => worldOf(ROTATE, faults), leak: () => ({...worldOf(ROTATE, faults), leaky: true}), scripts: () => scripted(PROTOCOL_TABLES), contain: () => containStarts(faults), starts: () => rotateStarts(faults), retire: () => retireStarts(faults)}[process.argv[5] ?? 'rotate']!()].flat(), rules, { graph: true, firstOnly: false, most: Number(process.argv[3] ?? 2e6) });
console.log({ ...found, violations: found.violations.length, ms: Date.now() - started });
for (const { wrong, trace } of found.violations.slice(-Number(process.argv[4] ?? 3))) console.log(`\n${wrong}\n  ${short(trace).join('\n  ')}`);
for (const { wrong, trace } of found.violations) console.log(wrong, trace.length);

function short(trace: readonly string[]): string[] { return trace.filter((x) => !/^commit|looks again, sends/.test(x)); }
