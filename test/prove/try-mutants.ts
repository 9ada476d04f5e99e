import { explore, type Explored } from './explore.ts';
import { mutants, type Mutant } from './mutants.ts';
import { containStarts, retireStarts, ROTATE, rotateStarts, worldOf } from './scenarios.ts';
import { scripted } from './scripts.ts';
import type { World } from './world.ts';
const level = Number(process.argv[2] ?? 1);
const pattern = new RegExp(process.argv[3] ?? '.');
const most = Number(process.argv[4] ?? 4e5);
function worldsFor({ table, tables }: Mutant, faults: number): (() => World[])[] {
  const rotate = () => rotateStarts(faults, tables).map((w, i) => (i === 1 || i === 2 ? { ...w, faults: 0, budget: 0 } : w));
  const leak = () => [{ ...worldOf(ROTATE, Math.max(0, faults - 1), tables), leaky: true }];
  const contain = () => containStarts(faults, tables);
  const retire = () => retireStarts(faults, tables);
  if (table === 'contain') return [contain, leak];
  if (table === 'retire' || table === 'restore') return [retire];
  if (table === 'all') return [rotate, leak, contain];
  return [rotate, () => scripted(tables)];
}
for (const mutant of mutants()) {
  if (!pattern.test(mutant.id)) continue;
  const at = Date.now();
  let found: Explored | undefined;
  let states = 0;
  try {
  for (const worlds of worldsFor(mutant, level)) {
    found = explore(worlds(), { tables: mutant.tables }, { firstOnly: true, most, graph: level < 2 });
    states += found.states;
    if (found.violations.length > 0) break;
  }
  const [first] = found?.violations ?? [];
  console.log(`${first ? 'killed  ' : 'SURVIVED'} ${mutant.id.padEnd(45)} ${states} ${Date.now() - at}ms ${first?.wrong ?? ''} (${first?.trace.length ?? ''})`);
  } catch (error) { console.log('killed by crash', mutant.id, (error as Error).message); }
}
