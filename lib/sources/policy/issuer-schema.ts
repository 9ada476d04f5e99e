import * as z from 'zod';
import { api, name, secretArn } from './fields.ts';

const yesOrNo = z.boolean({ error: 'true or false' });
const aCount = '2: the number of credentials that may work beside each other, of which no more are used';
const signals = 'kept (the bridge tells the last use) or none (nothing tells)';

/** A bridge to a third party, and what it can do: every ability is said, for plans rely on each (docs/webhook-issuer.md). */
export const issuer = z.strictObject(
  {
    api: api.transform((text) => text.replace(/\/+$/, '')),
    principal: name.regex(/^[\w.@:+/=-]+$/, { error: 'a name of letters, digits and ._:@+/=-' }),
    access: secretArn,
    abilities: z.strictObject(
      {
        slots: z.literal([1, 2], { error: aCount }),
        revertible: yesOrNo,
        oldUsableAfter: yesOrNo,
        retrySafe: yesOrNo,
        lastUsedSignal: z.enum(['kept', 'none'], { error: signals }),
      },
      { error: 'slots, revertible, oldUsableAfter, retrySafe and lastUsedSignal' },
    ),
  },
  { error: 'api, principal, access and abilities of a bridge' },
);
