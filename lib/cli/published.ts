import { count } from '../core/reports/text.ts';
import type { PublishResult } from '../usecases/publish-told.ts';

/** What publishing did, a line a Region, then what went wrong. */
export function publishedLines({ regions, problems }: PublishResult): readonly string[] {
  const lines = regions.map(({ region, created, updated, refreshed, unchanged, archived, kept, failed }) => {
    const parts = [
      count(created, 'new finding'),
      updated > 0 ? `${updated} changed` : '',
      refreshed > 0 ? `${refreshed} refreshed` : '',
      unchanged > 0 ? `${unchanged} unchanged` : '',
      archived > 0 ? `${archived} archived` : '',
      kept.length > 0 ? `${kept.length} kept open, as not all could be read` : '',
      failed.length > 0 ? `${failed.length} refused` : '',
    ];
    return `Security Hub ${region}: ${parts.filter((part) => part !== '').join(', ')}`;
  });
  return [...lines, ...problems];
}
