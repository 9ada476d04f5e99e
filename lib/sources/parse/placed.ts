import { regionOf } from '../../core/model/arn.ts';
import type { Manifest } from '../../ports/account-export.ts';

/**
 * The Region of an item that AWS answers without one: by the ARN or the Region that was put beside it, or the only
 * Region of the manifest.
 * @returns undefined when none of them tells it
 */
export function placed(
  { Arn, Region }: { readonly Arn?: string | undefined; readonly Region?: string | undefined },
  { regions }: Manifest,
): string | undefined {
  const region =
    Arn === undefined ? (Region ?? (regions.length === 1 ? regions[0] : undefined)) : regionOf(Arn);
  return region !== undefined && /^[a-z0-9-]+$/.test(region) ? region : undefined;
}
