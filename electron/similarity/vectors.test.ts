import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cosine, normalize, padVector, parseSqlVector, toSqlVector, VectorError } from './vectors.ts';

const lengthOf = (vector: Float32Array): number => Math.hypot(...vector);
const numbers = fc
  .array(fc.float({ noNaN: true, noDefaultInfinity: true, min: -1000, max: 1000 }), {
    minLength: 2,
    maxLength: 40,
  })
  .filter((values) => values.some((value) => Math.abs(value) > 1e-3))
  .map((values) => Float32Array.from(values));

describe('padVector', () => {
  it('gives length 1 and zeros up to the size of the column', () => {
    const padded = padVector(Float32Array.of(3, 4));
    expect(padded).toHaveLength(1536);
    expect(padded[0]).toBeCloseTo(0.6);
    expect(padded[1]).toBeCloseTo(0.8);
    expect(padded.subarray(2).every((value) => value === 0)).toBe(true);
  });

  it('leaves the angle between any two vectors as it was', () => {
    fc.assert(
      fc.property(numbers, numbers, (a, b) => {
        const size = Math.min(a.length, b.length);
        const [left, right] = [a.slice(0, size), b.slice(0, size)];
        fc.pre(left.some((v) => v !== 0) && right.some((v) => v !== 0));
        expect(cosine(padVector(left, 64), padVector(right, 64))).toBeCloseTo(cosine(left, right), 4);
      }),
    );
  });

  it('does not change the vector it was given', () => {
    const vector = Float32Array.of(3, 4);
    padVector(vector, 4);
    expect([...vector]).toEqual([3, 4]);
  });

  it('takes a vector that fills the column exactly and refuses a longer one', () => {
    expect(padVector(Float32Array.of(1, 0, 0), 3)).toHaveLength(3);
    expect(() => padVector(Float32Array.of(1, 0, 0), 2)).toThrow(VectorError);
  });

  it.each([
    ['a NaN', [1, Number.NaN]],
    ['an infinity', [1, Number.POSITIVE_INFINITY]],
    ['only zeros', [0, 0]],
    ['nothing', []],
  ])('refuses a vector with %s', (_what, values) => {
    expect(() => padVector(Float32Array.from(values))).toThrow(VectorError);
  });
});

describe('normalize', () => {
  it('keeps the direction of numbers whose squares are too small or too large for a float', () => {
    for (const scale of [1e-30, 1e30]) {
      const unit = normalize(Float32Array.of(3 * scale, 4 * scale));
      expect(lengthOf(unit)).toBeCloseTo(1);
      expect(unit[0]).toBeCloseTo(0.6);
    }
  });
});

describe('cosine', () => {
  it('is 1 for the same direction, 0 at a right angle and −1 for the opposite', () => {
    expect(cosine(Float32Array.of(1, 2), Float32Array.of(10, 20))).toBeCloseTo(1);
    expect(cosine(Float32Array.of(1, 0), Float32Array.of(0, 5))).toBeCloseTo(0);
    expect(cosine(Float32Array.of(1, 1), Float32Array.of(-2, -2))).toBeCloseTo(-1);
  });

  it('refuses vectors of different models’ lengths', () => {
    expect(() => cosine(Float32Array.of(1, 0), Float32Array.of(1, 0, 0))).toThrow(VectorError);
  });
});

it('writes a vector the way pgvector reads it', () => {
  expect(toSqlVector(Float32Array.of(0.5, -0.25, 0))).toBe('[0.5,-0.25,0]');
});

describe('parseSqlVector', () => {
  it('reads back what was written, to the last bit', () => {
    fc.assert(
      fc.property(numbers, (vector) => {
        expect([...parseSqlVector(toSqlVector(vector))]).toEqual([...vector.map((value) => value + 0)]);
      }),
    );
  });

  it.each(['', '[]', '1,2', '[1,,2]', '[1,x]', '[NaN]'])('refuses %j', (text) => {
    expect(() => parseSqlVector(text)).toThrow(VectorError);
  });
});
