import * as z from 'zod/mini';
import { topic } from '../../lib/aws/sns.ts';
import { summaryText } from '../../lib/core/nights/summary.ts';
import { figures, summarise } from '../../lib/usecases/night/summarise.ts';
import { tellFigures } from '../_shared/metrics.ts';
import { home, now } from '../_shared/wiring.ts';
import { worker } from '../_shared/worker.ts';

const here = home();
const input = z.object({ run: z.string(), accounts: z.array(z.string()) });

/** Adds up a run, tells whoever subscribed, and leaves figures for the alarms. */
export const handler = worker(input, async ({ run, accounts }) => {
  const { settings, clients } = here;
  const summary = await summarise(run, accounts, { ...here, now });
  tellFigures(figures(summary));
  if (settings.NIGHTWARDEN_TOPIC !== undefined && !summary.isRepeated) {
    const text = summaryText(summary);
    const [subject = run] = text.split('\n');
    await topic(clients, settings.AWS_REGION, settings.NIGHTWARDEN_TOPIC).send(subject, text);
  }
  const { assessed, unread, failedPercent } = summary;
  return { run, state: summary.run.state, assessed, unread: unread.length, failedPercent };
});
