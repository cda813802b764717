import { describe, expect, it } from 'vitest';
import { dayGroups, layOutGrid } from './lay-out.ts';

const byDate = { by: 'created', direction: 'desc' } as const;
const days = [
  { day: '2026-11-20', count: 3 },
  { day: '2026-11-18', count: 2 },
];

describe('groups by day', () => {
  it('follow the days of the result', () => {
    expect(dayGroups(days, byDate, 0, '2026-11-20')).toEqual([
      { key: '2026-11-20', count: 3 },
      { key: '2026-11-18', count: 2 },
    ]);
  });

  it('count uploads in flight to today', () => {
    expect(dayGroups(days, byDate, 4, '2026-11-20')[0]).toEqual({ key: '2026-11-20', count: 7 });
    expect(dayGroups(days, byDate, 4, '2026-11-21').slice(0, 2)).toEqual([
      { key: '2026-11-21', count: 4 },
      { key: '2026-11-20', count: 3 },
    ]);
  });

  it('are none when the result is sorted by name', () => {
    expect(dayGroups(days, { by: 'name', direction: 'asc' }, 2, '2026-11-20')).toEqual([]);
  });
});

describe('the grid', () => {
  it.each(['rows', 'squares', 'list'] as const)('holds uploads and assets as %s', (kind) => {
    const layout = layOutGrid({
      kind,
      width: 900,
      size: 186,
      ratios: new Uint8Array(5).fill(128),
      groups: [],
      lead: 3,
    });
    expect(layout.count).toBe(8);
    expect(layout.rowStart.at(-1)).toBe(8);
  });
});
