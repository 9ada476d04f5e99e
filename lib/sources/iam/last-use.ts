import type { LastUse } from '../../core/model/credential.ts';
import { latest } from '../../core/model/time.ts';

/**
 * Joins what two sources say of one credential. The later use holds; "never" holds only when no source saw
 * a use; what neither knows stays unknown.
 */
export function laterUse(a: LastUse, b: LastUse): LastUse {
  if (a.state === 'unknown') return b;
  if (b.state === 'unknown') return a;
  if (a.state === 'used' && b.state === 'used') {
    const later = a.at >= b.at ? a : b;
    return { ...later, asOf: latest(a.asOf, b.asOf) ?? later.asOf };
  }
  if (a.state === 'used') return a;
  if (b.state === 'used') return b;
  return a.asOf >= b.asOf ? a : b;
}
