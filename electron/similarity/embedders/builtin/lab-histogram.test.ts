import { describe, expect, it } from 'vitest';
import { cosine } from '../../vectors.ts';
import { toLab } from './lab.ts';
import { HISTOGRAM_SIZE, labHistogram } from './lab-histogram.ts';

type Rgba = readonly [number, number, number, number];
const square = (colors: readonly Rgba[]) => ({ side: 2, rgba: Uint8Array.from(colors.flat()) });
const filled = (color: Rgba) => square([color, color, color, color]);

describe('toLab', () => {
  it.each([
    ['white', [255, 255, 255, 255], [100, 0, 0]],
    ['black', [0, 0, 0, 255], [0, 0, 0]],
    ['red', [255, 0, 0, 255], [53.2, 80.1, 67.2]],
    ['blue', [0, 0, 255, 255], [32.3, 79.2, -107.9]],
    ['nothing, which is white paper', [10, 20, 30, 0], [100, 0, 0]],
  ] as const)('gives the known values of %s', (_name, color, [l, a, b]) => {
    const lab = toLab(filled(color));
    expect(Math.abs((lab.l[0] ?? 0) - l)).toBeLessThan(0.3);
    expect(Math.abs((lab.a[0] ?? 0) - a)).toBeLessThan(0.3);
    expect(Math.abs((lab.b[0] ?? 0) - b)).toBeLessThan(0.3);
  });
});

describe('labHistogram', () => {
  const red: Rgba = [220, 30, 40, 255];
  const blue: Rgba = [30, 60, 220, 255];
  const histogram = (colors: readonly Rgba[]) => labHistogram(toLab(square(colors)));

  it('does not care where a colour is', () => {
    expect([...histogram([red, red, blue, blue])]).toEqual([...histogram([blue, red, blue, red])]);
  });

  it('puts close colours closer than far ones', () => {
    const nearlyRed: Rgba = [205, 45, 45, 255];
    const base = labHistogram(toLab(filled(red)));
    expect(base).toHaveLength(HISTOGRAM_SIZE);
    const near = cosine(base, labHistogram(toLab(filled(nearlyRed))));
    expect(near).toBeGreaterThan(cosine(base, labHistogram(toLab(filled(blue)))));
    expect(near).toBeGreaterThan(0.9);
  });

  it('leaves transparent pixels out', () => {
    const clear: Rgba = [0, 255, 0, 0];
    const withClear = histogram([red, red, clear, clear]);
    expect(cosine(withClear, histogram([red, red, red, red]))).toBeCloseTo(1, 6);
  });
});
