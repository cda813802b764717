import { expect } from 'vitest';
import { mediaErrorCode } from '../errors.ts';
import type { RenderOutput } from '../protocol.ts';
import { fileWith, render } from './fixtures.ts';

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
      bytes.fill(random() < 0.5 ? 0xff : Math.floor(random() * 256), at, at + 1 + Math.floor(random() * 8));
    }
    return bytes;
  });
}

/** Renders damaged copies of a file one after another: each must give an answer, and never a failure of another kind. */
export async function expectSurvival(name: string, whole: Buffer, count = 50, seed = 1): Promise<void> {
  for (const [index, bytes] of damaged(whole, count, seed).entries()) {
    const path = await fileWith(name, bytes);
    const output: RenderOutput | { code: string } = await render(path, { name }).catch((error: unknown) => {
      // What is thrown says which attempt it was about; here nothing was taken away or cut off.
      throw new Error(`Copy ${index} of ${name} was not answered`, { cause: error });
    });
    if ('problem' in output && output.problem !== undefined) {
      expect(mediaErrorCode.options).toContain(output.problem.code);
    }
  }
}
