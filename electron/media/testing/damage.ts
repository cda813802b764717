import { writeFile } from 'node:fs/promises';
import { expect } from 'vitest';
import { toMediaError } from '../errors.ts';
import { probeFile } from '../probe.ts';
import { readerFor } from '../readers/registry.ts';
import { fileWith } from './fixtures.ts';

/** Numbers from 0 to 1 that are the same in every run (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Every kind of damage in turn: cut, bits turned over, bytes overwritten, the beginning hit hardest. */
export function damaged(whole: Buffer, count: number, seed = 1): Buffer[] {
  const random = seeded(seed);
  const place = (): number => Math.floor(random() ** 2 * whole.length);
  return Array.from({ length: count }, (_, i) => {
    if (i % 3 === 0) return whole.subarray(0, 1 + Math.floor((whole.length - 1) * random()));
    const bytes = Buffer.from(whole);
    if (i % 3 === 1) {
      const flips = 1 + Math.floor(random() * 8);
      for (let n = 0; n < flips; n++) {
        const at = place();
        bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(random() * 8));
      }
    } else {
      const at = place();
      const value = random() < 0.5 ? 0xff : Math.floor(random() * 256);
      bytes.fill(value, at, Math.min(bytes.length, at + 1 + Math.floor(random() * 8)));
    }
    return bytes;
  });
}

/**
 * Reads damaged copies of a file one after another: each must be answered, in time, whatever the answer is. Readers
 * that break off what goes round in circles have little time here, since that is an answer too.
 */
export async function expectSurvival(name: string, whole: Buffer, count = 50, seed = 1): Promise<void> {
  const { signal } = new AbortController();
  const path = await fileWith(name, '');
  for (const bytes of damaged(whole, count, seed)) {
    await writeFile(path, bytes);
    const probe = await probeFile(path, name, signal);
    const reader = await readerFor(probe);
    if (reader === undefined) continue;
    const input = { path, probe, signal, limits: { seconds: 2, pixels: 100_000_000 } };
    const { problem } = await reader(input).catch((error: unknown) => ({ problem: toMediaError(error) }));
    if (problem !== undefined) expect(aboutTheFile).toContain(problem.code);
  }
}

const aboutTheFile = [
  'corrupt',
  'truncated',
  'unsupported',
  'image_too_large',
  'password_protected',
  'timeout',
];
