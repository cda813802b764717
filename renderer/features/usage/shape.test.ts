import { brandIdSchema, projectIdSchema } from '@shared/domain/ids.ts';
import { describe, expect, it } from 'vitest';
import {
  brandShares,
  byteTicks,
  dayTicks,
  growth,
  projectTiles,
  splitUnit,
  visibleThresholds,
} from './shape.ts';

const brandId = (n: number) => brandIdSchema.parse(`00000000-0000-4000-8000-${String(n).padStart(12, '0')}`);
const projectId = (n: number) =>
  projectIdSchema.parse(`10000000-0000-4000-8000-${String(n).padStart(12, '0')}`);

describe('the growth line', () => {
  it('adds up what was stored day by day, from zero to today', () => {
    const points = growth(
      [
        { day: '2026-01-02', assets: 2, bytes: 100 },
        { day: '2026-01-05', assets: 1, bytes: 50 },
      ],
      '2026-01-09',
    );
    expect(points.map((point) => [new Date(point.time).toISOString().slice(0, 10), point.bytes])).toEqual([
      ['2026-01-01', 0],
      ['2026-01-02', 100],
      ['2026-01-05', 150],
      ['2026-01-09', 150],
    ]);
    expect(points.at(-1)?.assets).toBe(3);
  });

  it('thins years of days without losing a byte', () => {
    const days = Array.from({ length: 2000 }, (_, index) => ({
      day: new Date(Date.UTC(2021, 0, 1 + index)).toISOString().slice(0, 10),
      assets: 1,
      bytes: 10,
    }));
    const points = growth(days, '2026-12-31');
    expect(points.length).toBeLessThan(260);
    expect(points.at(-1)?.bytes).toBe(20_000);
    expect(points.reduce((sum, point) => sum + point.addedBytes, 0)).toBe(20_000);
  });

  it('is empty for an empty library', () => {
    expect(growth([], '2026-01-01')).toEqual([]);
  });

  it('shows a threshold once it comes near', () => {
    expect(visibleThresholds(3e9)).toEqual([]);
    expect(visibleThresholds(100e9)).toEqual([200e9]);
    expect(visibleThresholds(312e9)).toEqual([200e9, 500e9]);
  });
});

describe('shares of brands', () => {
  const brands = [5, 1, 0, 3, 1].map((bytes, index) => ({
    brandId: brandId(index),
    name: `brand ${index}`,
    color: '#112233',
    assets: bytes,
    bytes: bytes * 1000,
  }));

  it('are sorted, sum to the whole, and leave out what is empty', () => {
    const shares = brandShares(brands, 10, '#888888');
    expect(shares.map((share) => share.bytes)).toEqual([5000, 3000, 1000, 1000]);
    expect(shares.reduce((sum, share) => sum + share.share, 0)).toBeCloseTo(1);
  });

  it('joins the smallest when there are many', () => {
    const shares = brandShares(brands, 3, '#888888');
    expect(shares.map((share) => [share.key === 'others', share.bytes])).toEqual([
      [false, 5000],
      [false, 3000],
      [true, 2000],
    ]);
  });

  it('is empty when nothing is stored', () => {
    expect(brandShares([], 5, '#888888')).toEqual([]);
    expect(brandShares(brands.slice(2, 3), 5, '#888888')).toEqual([]);
  });
});

describe('tiles of projects', () => {
  it('groups projects under brands and joins those too small to see', () => {
    const groups = projectTiles(
      {
        byBrand: [
          { brandId: brandId(1), name: 'Small', color: '#aa0000', assets: 1, bytes: 500 },
          { brandId: brandId(2), name: 'Large', color: '#00aa00', assets: 9, bytes: 9500 },
        ],
        byProject: [
          { brandId: brandId(1), projectId: null, name: null, assets: 1, bytes: 500 },
          { brandId: brandId(2), projectId: projectId(1), name: 'A', assets: 5, bytes: 9000 },
          { brandId: brandId(2), projectId: projectId(2), name: 'B', assets: 2, bytes: 480 },
          { brandId: brandId(2), projectId: projectId(3), name: 'C', assets: 1, bytes: 12 },
          { brandId: brandId(2), projectId: projectId(4), name: 'D', assets: 1, bytes: 8 },
          { brandId: brandId(2), projectId: projectId(5), name: 'E', assets: 0, bytes: 0 },
        ],
      },
      0.01,
    );
    expect(groups.map((group) => group.name)).toEqual(['Large', 'Small']);
    expect(groups[0]?.tiles.map((tile) => [tile.name, tile.joined, tile.bytes])).toEqual([
      ['A', 1, 9000],
      ['B', 1, 480],
      [null, 2, 20],
    ]);
    expect(groups[1]?.tiles[0]?.target).toEqual({ brandId: brandId(1), projectId: null });
  });
});

it('puts round numbers on the byte axis', () => {
  expect(byteTicks(312e9)).toEqual([0, 100e9, 200e9, 300e9, 400e9]);
  expect(byteTicks(0)).toEqual([0]);
  expect(byteTicks(7)).toEqual([0, 2, 4, 6, 8]);
});

it('names whole days of the time axis, each once', () => {
  const day = 86_400_000;
  expect(dayTicks(0, day, 5)).toEqual([0, day]);
  expect(dayTicks(0, 8 * day, 5)).toEqual([0, 2 * day, 4 * day, 6 * day, 8 * day]);
  expect(dayTicks(0, 0, 5)).toEqual([0]);
  expect(dayTicks(0, 1000 * day, 5).length).toBeLessThanOrEqual(5);
});

it('takes figure and unit apart', () => {
  expect(splitUnit('1,204 GB')).toEqual(['1,204', 'GB']);
  expect(splitUnit('0')).toEqual(['0', '']);
});
