import { Metrics } from '@aws-lambda-powertools/metrics';

const metrics = new Metrics({ namespace: 'Nightwarden' });

/** Leaves figures for the alarms, in the log. Most workers have none, and do without the library. */
export function tellFigures(figures: Readonly<Record<string, number>>): void {
  for (const [name, figure] of Object.entries(figures)) metrics.addMetric(name, 'Count', figure);
  metrics.publishStoredMetrics();
}
