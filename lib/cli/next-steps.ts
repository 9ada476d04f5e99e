import type { SweepResult } from '../usecases/sweep.ts';

/** What a person would do now, most useful first. */
export function nextSteps({ estate, judged, published, live }: SweepResult): readonly string[] {
  const { findings, gaps } = judged;
  const steps: string[] = [];
  const [worst] = findings;
  if (worst !== undefined) steps.push(`start with ${worst.subject}: ${worst.remedy}`);
  if (gaps.length > 0)
    steps.push('close the gaps above: until then nothing that they hide is known to be clean');
  if (estate.snapshot.roster === undefined)
    steps.push(
      'say who works here, so that leavers are found: --roster people.csv (email,team,status,leftOn)',
    );
  if (live && published === undefined && findings.length > 0)
    steps.push('send the findings to Security Hub: the same command with --publish');
  if (findings.length === 0 && gaps.length === 0)
    steps.push('run it every night: what is clean today may leak tomorrow');
  return steps;
}
