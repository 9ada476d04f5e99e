import { asked, unread } from './items.ts';
import type { ExposureFacts, Found } from './judge.ts';

/** Every place that still has what leaked, and everybody who was cut off and has nothing in its place. */
export function copyItems({ row, holdings, placeGaps }: ExposureFacts): readonly Found[] {
  const replaced = Object.entries(row.contain?.replaced ?? {});
  return [
    ...replaced
      .filter(([, key]) => key === null)
      .map(([id]) =>
        asked(
          `dependent ${id}`,
          `${id} was cut off, and nothing is known to be in its place`,
          `give ${id} something else, then attest`,
        ),
      ),
    ...holdings.map(({ arn, where }) =>
      asked(
        `${arn} ${where}`,
        `${arn} still holds it (${where})`,
        'take it out there: it works no more, and whoever reads it fails',
      ),
    ),
    ...placeGaps.map((what) =>
      unread(
        `place ${what}`,
        `a copy may lie in what could not be read: ${what}`,
        true,
        'look there by hand and attest, or grant it and ask again',
      ),
    ),
  ];
}
