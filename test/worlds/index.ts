import type { World } from '../lab/world.ts';
import { quietBank } from './quiet-bank/world.ts';
import { smallShop } from './small-shop/world.ts';

/** An account that the lab builds and whose files are a collect of it. */
export interface BuiltWorld {
  readonly world: World;
  /** Everything that a sweep reads is denied while it is collected. */
  readonly denied?: boolean;
}

/** By the folder's name: `npm run worlds [NAME…]` writes their files anew. */
export const BUILT_WORLDS = {
  'small-shop': { world: smallShop },
  'quiet-bank': { world: quietBank },
  'denied-everywhere': { world: smallShop, denied: true },
} as const satisfies Readonly<Record<string, BuiltWorld>>;
export type WorldName = keyof typeof BUILT_WORLDS;
