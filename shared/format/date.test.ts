import { describe, expect, it } from 'vitest';
import { formatDate, formatDateTime, formatDayHeading } from './date.ts';

const now = new Date(2026, 10, 23, 14, 0);
/** The spaces that newer Unicode data puts before AM and PM differ between runtimes. */
const plain = (text: string): string => text.replace(/[\u202f\u00a0]/g, ' ');

describe('formatDayHeading', () => {
  it('says today and yesterday', () => {
    expect(formatDayHeading('2026-11-23', 'ko', now)).toBe('오늘');
    expect(formatDayHeading('2026-11-22', 'ko', now)).toBe('어제');
    expect(formatDayHeading('2026-11-22', 'en', now)).toBe('Yesterday');
  });

  it('writes the year only when it is another one', () => {
    expect(formatDayHeading('2026-11-20', 'ko', now)).toBe('11월 20일 금요일');
    expect(formatDayHeading('2025-11-20', 'ko', now)).toBe('2025년 11월 20일 목요일');
  });

  it('does not call a day of the future tomorrow’s yesterday', () => {
    expect(formatDayHeading('2026-11-25', 'en', now)).toBe('Wednesday, November 25');
  });
});

describe('formatDateTime', () => {
  it('puts the time to the day', () => {
    const yesterday = new Date(2026, 10, 22, 16, 12).toISOString();
    expect(plain(formatDateTime(yesterday, 'ko', now))).toBe('어제 오후 4:12');
    expect(plain(formatDateTime(yesterday, 'en', now))).toBe('Yesterday 4:12 PM');
  });

  it('writes older moments out, and nothing for what is no date', () => {
    expect(plain(formatDateTime(new Date(2026, 10, 1, 9, 5).toISOString(), 'en', now))).toBe(
      'Nov 1, 2026, 9:05 AM',
    );
    expect(formatDateTime('never', 'ko', now)).toBe('');
    expect(formatDate('', 'ko')).toBe('');
  });
});
