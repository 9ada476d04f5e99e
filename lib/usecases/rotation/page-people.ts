import type { OpenExposures } from '../../core/rotation/exposure/open.ts';
import { exposurePages } from '../../core/rotation/exposure/pages.ts';
import { type Page, stillWorksPage, switchPages } from '../../core/rotation/pages.ts';
import type { SwitchTold } from '../../core/rotation/switch-change.ts';
import type { RotationClock, SwitchId } from '../../ports/rotation.ts';
import { known } from './known.ts';
import type { Reconciled } from './reconcile.ts';

export interface PagePorts {
  /** When people were paged for something last, in milliseconds since the epoch; undefined: never. */
  readonly pages: {
    read(id: string): Promise<number | undefined>;
    keep(id: string, at: number): Promise<void>;
  };
  /** Fails where it can't be read. */
  readonly switches: (which: SwitchId) => Promise<SwitchTold>;
  /** Leaks that were contained, and that nobody has seen closed. */
  readonly exposures: () => Promise<OpenExposures>;
  readonly clock: RotationClock;
  readonly tell: (subject: string, text: string) => Promise<void>;
}

/** Pages whoever subscribed for what the reconciler met and can't mend: once, and again as long as it lasts. */
export async function pagePeople(
  { rows, rested }: Pick<Reconciled, 'rows' | 'rested'>,
  ports: PagePorts,
): Promise<number> {
  const now = ports.clock.now();
  const [rotate, contain, open] = await Promise.all([
    known(() => ports.switches('rotate')),
    known(() => ports.switches('contain')),
    known(() => ports.exposures()),
  ]);
  const leaks = exposurePages(open, now);
  const works = rows.flatMap((row) => {
    const answer = rested.find(({ rotation }) => rotation === row.rotation);
    return stillWorksPage(row, answer, now) ?? [];
  });
  const due: Page[] = [];
  for (const page of [...switchPages({ rotate, contain }), ...works, ...leaks]) {
    const toldAt = await ports.pages.read(page.id);
    if (toldAt === undefined || now >= toldAt + page.every) due.push(page);
  }
  for (const { id, subject, text } of due) {
    await ports.tell(subject, text);
    await ports.pages.keep(id, now);
  }
  return due.length;
}
