import { formatBytes } from '@shared/format/bytes.ts';
import { formatDate, formatDateTime, formatDayHeading } from '@shared/format/date.ts';
import { formatPlayTime, formatWait } from '@shared/format/duration.ts';
import { formatNumber, formatPercent } from '@shared/format/number.ts';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

/** Figures and dates in the present language; the same object until the language changes. */
export function useFormat() {
  const { i18n } = useTranslation();
  const locale = i18n.language;
  return useMemo(
    () => ({
      locale,
      number: (value: number) => formatNumber(value, locale),
      percent: (share: number) => formatPercent(share, locale),
      bytes: (bytes: number) => formatBytes(bytes, locale),
      date: (iso: string) => formatDate(iso, locale),
      dateTime: (iso: string) => formatDateTime(iso, locale),
      /** `day` is YYYY-MM-DD. */
      dayHeading: (day: string) => formatDayHeading(day, locale),
      playTime: (ms: number) => formatPlayTime(ms),
      wait: (ms: number) => formatWait(ms, locale),
    }),
    [locale],
  );
}
