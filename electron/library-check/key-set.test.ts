import { describe, expect, it } from 'vitest';
import { hashKey, KeySet } from './key-set.ts';

const keyOf = (n: number): string => `bucket/images/brand/unassigned/2026/01/02/${n}.png`;

describe('a set of keys', () => {
  it('knows what was added, with its number, also after it has grown many times', () => {
    const keys = new KeySet();
    for (let n = 0; n < 50_000; n += 1) keys.add(keyOf(n), n);
    expect(keys.size).toBe(50_000);
    for (let n = 0; n < 50_000; n += 997) expect(keys.see(keyOf(n))).toBe(n);
    expect(keys.see(keyOf(50_000))).toBeNull();
  });

  it('tells what was seen, and goes on knowing it while it grows', () => {
    const keys = new KeySet();
    keys.add(keyOf(1), 1);
    keys.add(keyOf(2), 2);
    keys.see(keyOf(1));
    for (let n = 3; n < 5_000; n += 1) keys.add(keyOf(n), n);
    expect(keys.wasSeen(keyOf(1))).toBe(true);
    expect(keys.wasSeen(keyOf(2))).toBe(false);
    expect(keys.has(keyOf(2))).toBe(true);
  });

  it('keeps the first number of a key that is added twice', () => {
    const keys = new KeySet(10);
    keys.add('a', 1);
    keys.add('a', 2);
    expect(keys.size).toBe(1);
    expect(keys.see('a')).toBe(1);
  });

  it('tells keys apart that differ in one letter, their order or their end', () => {
    const hashes = new Set<string>();
    const texts = Array.from({ length: 200_000 }, (_, n) => keyOf(n));
    texts.push('', 'a', 'b', 'ab', 'ba', 'aa', 'a/', '/a', '가', '각');
    for (const text of texts) hashes.add(hashKey(text).join());
    expect(hashes.size).toBe(texts.length);
  });
});
