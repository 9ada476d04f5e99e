import { freezePages, type Page, stillWorksPage } from '../../core/rotation/pages.ts';
import type { SwitchTold } from '../../core/rotation/switch-change.ts';
import type { RotationClock, SwitchId } from '../../ports/rotation.ts';
import type { Reconciled } from './reconcile.ts';

export interface PagePorts {
  /** When people were paged for something last, in milliseconds since the epoch; undefined: never. */
  readonly pages: {
    read(id: string): Promise<number | undefined>;
    keep(id: string, at: number): Promise<void>;
  };
  /** Fails where it can't be read. */
  readonly switches: (which: SwitchId) => Promise<SwitchTold>;
  readonly clock: RotationClock;
  readonly tell: (subject: string, text: string) => Promise<void>;
}

const DAY = 86_400_000;

/** Pages whoever subscribed for what the reconciler met and can't mend: once, and again each day that it lasts. */
export async function pagePeople(
  { rows, rested }: Pick<Reconciled, 'rows' | 'rested'>,
  ports: PagePorts,
): Promise<number> {
  const now = ports.clock.now();
  const [rotate, contain] = await Promise.all([ports.switches('rotate'), ports.switches('contain')]);
  const works = rows.flatMap((row) => {
    const answer = rested.find(({ rotation }) => rotation === row.rotation);
    return stillWorksPage(row, answer, now) ?? [];
  });
  const due: Page[] = [];
  for (const page of [...freezePages({ rotate, contain }), ...works]) {
    const toldAt = await ports.pages.read(page.id);
    if (toldAt === undefined || now >= toldAt + DAY) due.push(page);
  }
  for (const { id, subject, text } of due) {
    await ports.tell(subject, text);
    await ports.pages.keep(id, now);
  }
  return due.length;
}
