/** Slots that may be taken before the table grows. */
const fullest = 0.7;
const smallest = 1024;

/** 64 bits of a text in two halves; quick, and enough that among millions of keys no two meet by chance. */
export function hashKey(text: string): readonly [number, number] {
  let low = 0x9e3779b1;
  let high = 0x85ebca77;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    low = Math.imul(low ^ unit, 0x9e3779b1);
    low ^= low >>> 15;
    high = Math.imul(high ^ unit, 0xc2b2ae3d);
    high ^= high >>> 13;
  }
  low = Math.imul(low ^ (low >>> 16), 0x85ebca6b) ^ Math.imul(high ^ (high >>> 13), 0xc2b2ae35);
  high = Math.imul(high ^ (high >>> 16), 0x27d4eb2f) ^ Math.imul(low ^ (low >>> 13), 0x165667b1);
  return [low >>> 0, high >>> 0];
}

/**
 * Millions of keys in little memory: their hashes with a number each, and whether they were seen. A key is told by
 * its hash alone, so whatever is concluded from here has to be looked at once more.
 */
export class KeySet {
  #low: Uint32Array;
  #high: Uint32Array;
  #value: Float64Array;
  /** 0 free, 1 there, 2 seen, 3 seen and flagged. */
  #mark: Uint8Array;
  #count = 0;

  /** @param expected number of keys to have room for from the start */
  constructor(expected = 0) {
    let slots = smallest;
    while (slots * fullest < expected) slots *= 2;
    this.#low = new Uint32Array(slots);
    this.#high = new Uint32Array(slots);
    this.#value = new Float64Array(slots);
    this.#mark = new Uint8Array(slots);
  }

  get size(): number {
    return this.#count;
  }

  /** Adds a key with its number; one that is there keeps the number that it has. */
  add(key: string, value: number): void {
    if (this.#count + 1 > this.#mark.length * fullest) this.#grow();
    const [low, high] = hashKey(key);
    this.#put(low, high, value, 1);
  }

  has(key: string): boolean {
    return this.#mark[this.#slotOf(key)] !== 0;
  }

  wasSeen(key: string): boolean {
    return (this.#mark[this.#slotOf(key)] ?? 0) >= 2;
  }

  /** Of a key that was seen: that something about it is to be remembered. */
  flag(key: string): void {
    const slot = this.#slotOf(key);
    if (this.#mark[slot] !== 0) this.#mark[slot] = 3;
  }

  isFlagged(key: string): boolean {
    return this.#mark[this.#slotOf(key)] === 3;
  }

  /** Notes that a key was met. Its number, or null when it is not one of these. */
  see(key: string): number | null {
    const slot = this.#slotOf(key);
    if (this.#mark[slot] === 0) return null;
    if (this.#mark[slot] === 1) this.#mark[slot] = 2;
    return this.#value[slot] ?? null;
  }

  #slotOf(key: string): number {
    const [low, high] = hashKey(key);
    return this.#find(low, high);
  }

  /** The slot of a hash, or the free one where it would be. */
  #find(low: number, high: number): number {
    const last = this.#mark.length - 1;
    let slot = low & last;
    while (this.#mark[slot] !== 0 && (this.#low[slot] !== low || this.#high[slot] !== high)) {
      slot = (slot + 1) & last;
    }
    return slot;
  }

  #put(low: number, high: number, value: number, mark: number): void {
    const slot = this.#find(low, high);
    if (this.#mark[slot] !== 0) return;
    this.#low[slot] = low;
    this.#high[slot] = high;
    this.#value[slot] = value;
    this.#mark[slot] = mark;
    this.#count += 1;
  }

  #grow(): void {
    const [lows, highs, values, marks] = [this.#low, this.#high, this.#value, this.#mark];
    const slots = marks.length * 2;
    this.#low = new Uint32Array(slots);
    this.#high = new Uint32Array(slots);
    this.#value = new Float64Array(slots);
    this.#mark = new Uint8Array(slots);
    this.#count = 0;
    for (const [slot, mark] of marks.entries()) {
      if (mark !== 0) this.#put(lows[slot] ?? 0, highs[slot] ?? 0, values[slot] ?? 0, mark);
    }
  }
}
