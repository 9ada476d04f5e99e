import { randomSchedule } from './random.ts';
const n = Number(process.argv[2]), faults = Number(process.argv[3]);
const at = Date.now(); const found = new Map<string, [number, string[]]>();
for (let s = 1; s <= n; s++) { const v = randomSchedule(s, faults); if (v) { const o = found.get(v.wrong); found.set(v.wrong, [(o?.[0] ?? 0) + 1, o && o[1].length < v.trace.length ? o[1] : [...v.trace]]); } }
console.log(n, Date.now() - at, 'ms'); for (const [w, [c, t]] of found) console.log(`\n${c}x ${w}\n  ` + t.join('\n  '));
