import { READ_ACTIONS, SECRET_READING_ACTIONS } from '../../lib/aws/actions.ts';
import { openControl } from './control.ts';
import type { Lab } from './lab.ts';

/** Denies all that a sweep reads, but who is asking: AWS answers that to everybody. */
export async function denyEveryRead({ endpoint }: Lab): Promise<void> {
  const control = openControl(endpoint);
  for (const action of [...READ_ACTIONS, ...SECRET_READING_ACTIONS]) {
    if (!action.startsWith('sts:')) await control.deny(action);
  }
}
