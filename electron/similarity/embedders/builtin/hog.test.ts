import { expect, it } from 'vitest';
import { cosine } from '../../vectors.ts';
import { HOG_SIZE, mirroredHog } from './hog.ts';
import type { LabSquare } from './lab.ts';

const drawn = (lightness: (x: number, y: number) => number): LabSquare => {
  const side = 128;
  const pixels = side * side;
  return {
    side,
    l: Float32Array.from({ length: pixels }, (_, i) => lightness(i % side, Math.floor(i / side))),
    a: new Float32Array(pixels),
    b: new Float32Array(pixels),
    opacity: new Float32Array(pixels).fill(1),
  };
};
const stripes = (x: number): number => (Math.floor(x / 8) % 2) * 80;

it('gives a mirrored picture the same numbers', () => {
  const slope = (x: number, y: number): number => stripes(x + y / 2) + (x < 40 ? 15 : 0);
  const picture = mirroredHog(drawn(slope));
  const mirrored = mirroredHog(drawn((x, y) => slope(127 - x, y)));
  expect(picture).toHaveLength(HOG_SIZE);
  expect(cosine(picture, mirrored)).toBeGreaterThan(0.99);
});

it('tells upright edges from level ones, whichever side is the lighter', () => {
  const upright = mirroredHog(drawn((x) => stripes(x)));
  const level = mirroredHog(drawn((_x, y) => stripes(y)));
  const inverted = mirroredHog(drawn((x) => 80 - stripes(x)));
  expect(cosine(upright, level)).toBeLessThan(0.3);
  expect(cosine(upright, inverted)).toBeGreaterThan(0.99);
});

it('finds nothing in a blank picture', () => {
  expect(mirroredHog(drawn(() => 50)).every((value) => value === 0)).toBe(true);
});
