import { describe, expect, it } from 'vitest';
import { dominantColors } from './colors.ts';

/** RGBA pixels: so many of each colour. */
function pixels(...parts: [count: number, r: number, g: number, b: number, a: number][]): Uint8Array {
  return Uint8Array.from(
    parts.flatMap(([count, ...rgba]) => Array.from({ length: count }, () => rgba).flat()),
  );
}

describe('dominant colours', () => {
  it('come most frequent first with their shares', () => {
    const colors = dominantColors(
      pixels([600, 200, 16, 16, 255], [300, 16, 16, 200, 255], [100, 250, 250, 250, 255]),
    );
    expect(colors).toEqual([
      { hex: '#c81010', share: 0.6 },
      { hex: '#1010c8', share: 0.3 },
      { hex: '#fafafa', share: 0.1 },
    ]);
  });

  it('take shades of one colour together', () => {
    const shades = Array.from({ length: 8 }, (_, i): [number, number, number, number, number] => [
      50,
      100 + i,
      60,
      60,
      255,
    ]);
    expect(dominantColors(pixels(...shades))).toHaveLength(1);
  });

  it('leave out what is transparent', () => {
    const colors = dominantColors(pixels([10, 0, 128, 0, 255], [990, 255, 255, 255, 0]));
    expect(colors).toEqual([{ hex: '#008000', share: 1 }]);
  });

  it('are none for a picture that is transparent all over', () => {
    expect(dominantColors(pixels([100, 1, 2, 3, 0]))).toEqual([]);
  });

  it('are at most five', () => {
    const rainbow = [0, 80, 160, 240].flatMap((r) =>
      [0, 120, 240].map((g): [number, number, number, number, number] => [20, r, g, 255 - r, 255]),
    );
    const colors = dominantColors(pixels(...rainbow));
    expect(colors).toHaveLength(5);
    expect(colors.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 1);
  });
});
