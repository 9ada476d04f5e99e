import * as z from 'zod/mini';
import { topic } from '../../lib/aws/sns.ts';
import { summarise, summaryText } from '../../lib/usecases/night/summarise.ts';
import { home, now } from '../_shared/wiring.ts';
import { metrics, worker } from '../_shared/worker.ts';

const here = home();
const input = z.object({ run: z.string(), accounts: z.array(z.string()) });

/** Adds up a run, tells whoever subscribed, and leaves figures for the alarms. */
export const handler = worker(input, async ({ run, accounts }) => {
  const { settings, clients } = here;
  const summary = await summarise(run, accounts, { ...here, now });
  metrics.addMetric('AccountsUnread', 'Count', summary.unread.length);
  metrics.addMetric('Gaps', 'Count', summary.gaps);
  metrics.addMetric('FindingsNew', 'Count', summary.new);
  metrics.addMetric('PublishProblems', 'Count', summary.problems.length);
  if (summary.run.state === 'complete') metrics.addMetric('NightsComplete', 'Count', 1);
  if (settings.NIGHTWARDEN_TOPIC !== undefined) {
    const text = summaryText(summary);
    const [subject = run] = text.split('\n');
    await topic(clients, settings.AWS_REGION, settings.NIGHTWARDEN_TOPIC).send(subject, text);
  }
  return { run, state: summary.run.state, assessed: summary.assessed, unread: summary.unread.length };
});
