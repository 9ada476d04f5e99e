/** Which events were counted: a set of texts that remembers 64 bits of each. */
export interface EventIds {
  /** @returns false when it was there already */
  add(id: string): boolean;
  has(id: string): boolean;
  /** Two words an id, in no order: what {@link eventIds} takes to begin with. */
  words(): Uint32Array;
}

/**
 * A JavaScript Set ends at 16.7 million, and keeps every text; this one takes about 16 bytes for each.
 * @param known two words an id, as `words` gives them
 */
export function eventIds(known: Uint32Array = new Uint32Array(0)): EventIds {
  let slots = new Uint32Array(2 ** 11);
  let size = 0;
  // The id that was hashed last: this runs for every event, and would otherwise make an array each time.
  let high = 0;
  let low = 0;

  /** Two multiplicative hashes side by side, each stirred into the other at the end (as in MurmurHash3's finish). */
  function hash(id: string): void {
    let a = 0xdeadbeef;
    let b = 0x41c6ce57;
    for (let i = 0; i < id.length; i += 1) {
      const unit = id.charCodeAt(i);
      a = Math.imul(a ^ unit, 0x85ebca77);
      b = Math.imul(b ^ unit, 0xc2b2ae3d);
    }
    a = Math.imul(a ^ (a >>> 16), 0x85ebca6b) ^ Math.imul(b ^ (b >>> 13), 0xc2b2ae35);
    b = Math.imul(b ^ (b >>> 16), 0x85ebca6b) ^ Math.imul(a ^ (a >>> 13), 0xc2b2ae35);
    high = a >>> 0;
    // All zero marks an empty slot.
    low = b >>> 0 || 1;
  }

  /** @returns where the id lies, or the empty slot that it would take */
  function slot(): number {
    const mask = slots.length / 2 - 1;
    for (let at = low & mask; ; at = (at + 1) & mask) {
      const there = slots[2 * at];
      const thereToo = slots[2 * at + 1];
      if ((there === high && thereToo === low) || (there === 0 && thereToo === 0)) return at;
    }
  }

  /** @returns false when it was there already */
  function insert(): boolean {
    const at = slot();
    if (slots[2 * at + 1] !== 0) return false;
    slots[2 * at] = high;
    slots[2 * at + 1] = low;
    return true;
  }

  function insertAll(words: Uint32Array): void {
    for (let i = 0; i + 1 < words.length; i += 2) {
      high = words[i] ?? 0;
      low = words[i + 1] ?? 0;
      if (low !== 0) take();
    }
  }

  function take(): boolean {
    if (!insert()) return false;
    size += 1;
    if (size * 8 > slots.length * 3) grow();
    return true;
  }

  function grow(): void {
    const old = slots;
    slots = new Uint32Array(old.length * 2);
    size = 0;
    insertAll(old);
  }

  insertAll(known);
  return {
    add(id) {
      hash(id);
      return take();
    },
    has(id) {
      hash(id);
      return slots[2 * slot() + 1] !== 0;
    },
    words: () => packed(slots, size),
  };
}

/** Without the empty slots. */
function packed(slots: Uint32Array, size: number): Uint32Array {
  const words = new Uint32Array(2 * size);
  let end = 0;
  for (let i = 0; i + 1 < slots.length; i += 2) {
    if (slots[i + 1] === 0) continue;
    words[end] = slots[i] ?? 0;
    words[end + 1] = slots[i + 1] ?? 0;
    end += 2;
  }
  return words;
}
