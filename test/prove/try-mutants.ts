import { hunt } from './hunt.ts';
import { mutants, together } from './mutants.ts';
const pattern = new RegExp(process.argv[2] ?? '.');
const all = mutants();
for (const mutant of all) {
  if (!pattern.test(mutant.id)) continue;
  const cover = process.argv[3] === undefined ? undefined : all.find(({ id }) => id === process.argv[3]);
  const at = Date.now();
  try {
    const { violation, states } = hunt(cover === undefined ? mutant : together(mutant, cover), 2);
    console.log(`${violation ? 'killed  ' : 'SURVIVED'} ${mutant.id.padEnd(45)} ${states} ${Date.now() - at}ms ${violation?.wrong ?? ''} (${violation?.trace.length ?? ''})`);
  } catch (error) { console.log('killed by crash', mutant.id, (error as Error).message); }
}
