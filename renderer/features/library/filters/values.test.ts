import { filtersSchema } from '@shared/domain/query.ts';
import { describe, expect, it } from 'vitest';
import {
  datePresets,
  daysOfRange,
  filterCount,
  formatName,
  presetOf,
  presetRange,
  rangeOfDays,
  sizePresetOf,
  sizePresets,
  toggled,
  withFilter,
} from './values.ts';

const now = new Date(2026, 10, 23, 15, 30);

describe('filters', () => {
  it('are set and taken away one at a time', () => {
    const one = withFilter({ minRating: 3 }, 'types', ['image']);
    expect(one).toEqual({ minRating: 3, types: ['image'] });
    const none = withFilter(one, 'types', undefined);
    expect(none).toEqual({ minRating: 3 });
    expect(filterCount(none)).toBe(1);
  });

  it('put a value in and out of a list, and leave no empty list', () => {
    expect(toggled(undefined, 'image')).toEqual(['image']);
    expect(toggled(['image'], 'video')).toEqual(['image', 'video']);
    expect(toggled(['image', 'video'], 'image')).toEqual(['video']);
    expect(toggled(['image'], 'image')).toBeUndefined();
  });
});

describe('dates', () => {
  it('of presets begin at local midnight', () => {
    expect(presetRange('today', now)).toEqual({ from: new Date(2026, 10, 23).toISOString() });
    expect(presetRange('week', now)).toEqual({ from: new Date(2026, 10, 17).toISOString() });
    expect(presetRange('year', now)).toEqual({ from: new Date(2026, 0, 1).toISOString() });
  });

  it('are known again as a preset', () => {
    for (const preset of datePresets) expect(presetOf(presetRange(preset, now), now)).toBe(preset);
    expect(presetOf({ from: new Date(2026, 10, 2).toISOString() }, now)).toBeNull();
    expect(presetOf(undefined, now)).toBeNull();
  });

  it('of a range of days include the last day', () => {
    const range = rangeOfDays('2026-11-20', '2026-11-22');
    expect(range).toEqual({
      from: new Date(2026, 10, 20).toISOString(),
      to: new Date(2026, 10, 23).toISOString(),
    });
    expect(daysOfRange(range)).toEqual({ first: '2026-11-20', last: '2026-11-22' });
  });

  it('leave a side open where its field is empty', () => {
    expect(rangeOfDays('', '2026-11-22')).toEqual({ to: new Date(2026, 10, 23).toISOString() });
    expect(rangeOfDays('', '')).toBeUndefined();
    expect(rangeOfDays('2026', '')).toBeUndefined();
  });

  it('are what a query takes', () => {
    expect(filtersSchema.safeParse({ created: rangeOfDays('2026-11-20', '') }).success).toBe(true);
  });
});

it('sizes are known again as a preset', () => {
  for (const { id, range } of sizePresets) expect(sizePresetOf(range)).toBe(id);
  expect(sizePresetOf({ min: 5 })).toBeNull();
});

it('formats have the names that people know', () => {
  expect(formatName('image/jpeg')).toBe('JPEG');
  expect(formatName('image/svg+xml')).toBe('SVG');
  expect(formatName('audio/x-wav')).toBe('WAV');
  expect(formatName('application/vnd.openxmlformats-officedocument.wordprocessingml.document')).toBe('DOCX');
});
