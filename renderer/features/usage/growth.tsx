import { useFormat } from '@renderer/app/use-format.ts';
import type { UsageSummary } from '@shared/contract/usage.ts';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import {
  Area,
  AreaChart,
  CartesianGrid,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import { Card, FigureTable } from './card.tsx';
import styles from './growth.module.css';
import { byteTicks, dayTicks, type GrowthPoint, growth, visibleThresholds } from './shape.ts';

const dayMs = 86_400_000;

/** The total over time, with the sizes at which storage has to grow. */
export function Growth({ byDay }: { byDay: UsageSummary['byDay'] }) {
  const { t } = useTranslation('usage');
  const format = useFormat();
  const points = useMemo(() => growth(byDay, new Date().toISOString().slice(0, 10)), [byDay]);
  const last = points.at(-1);
  const from = points[0]?.time ?? 0;
  const to = last?.time ?? 0;
  const limits = visibleThresholds(last?.bytes ?? 0);
  const ticks = byteTicks(Math.max(last?.bytes ?? 0, ...limits, 1));
  const days = useMemo(() => {
    const long = to - from > 300 * dayMs;
    const axis = new Intl.DateTimeFormat(format.locale, {
      timeZone: 'UTC',
      ...(long ? { year: 'numeric', month: 'short' } : { month: 'short', day: 'numeric' }),
    });
    const full = new Intl.DateTimeFormat(format.locale, { timeZone: 'UTC', dateStyle: 'medium' });
    return { axis: (time: number) => axis.format(time), full: (time: number) => full.format(time) };
  }, [format.locale, from, to]);

  return (
    <Card
      title={t('growth.title')}
      table={
        <FigureTable
          caption={t('growth.title')}
          columns={[t('column.day'), t('column.assets'), t('column.added'), t('column.size')]}
          rows={points.toReversed().map((point) => ({
            key: String(point.time),
            cells: [
              days.full(point.time),
              format.number(point.assets),
              format.bytes(point.addedBytes),
              format.bytes(point.bytes),
            ],
          }))}
        />
      }
    >
      {last === undefined ? (
        <p className={styles.none}>{t('growth.none')}</p>
      ) : (
        <div
          className={styles.chart}
          role="img"
          aria-label={t('growth.label', { from: days.full(from), size: format.bytes(last.bytes) })}
        >
          <ResponsiveContainer width="100%" height="100%">
            <AreaChart
              data={points}
              margin={{ top: 12, right: 8, bottom: 0, left: 0 }}
              accessibilityLayer={false}
            >
              <defs>
                <linearGradient id="growth-fill" x1="0" y1="0" x2="0" y2="1">
                  <stop offset="0%" stopColor="var(--accent)" stopOpacity={0.22} />
                  <stop offset="100%" stopColor="var(--accent)" stopOpacity={0.02} />
                </linearGradient>
              </defs>
              <CartesianGrid vertical={false} stroke="var(--line)" />
              <XAxis
                dataKey="time"
                type="number"
                domain={[from, to]}
                ticks={dayTicks(from, to, 5)}
                tickFormatter={days.axis}
                tick={{ fill: 'var(--text-dim)', fontSize: 11 }}
                axisLine={{ stroke: 'var(--line-2)' }}
                tickLine={false}
                tickMargin={8}
                padding={{ left: 0, right: 24 }}
              />
              <YAxis
                width={64}
                domain={[0, ticks.at(-1) ?? 1]}
                ticks={ticks}
                tickFormatter={format.bytes}
                tick={{ fill: 'var(--text-dim)', fontSize: 11 }}
                axisLine={false}
                tickLine={false}
              />
              {limits.map((limit) => (
                <ReferenceLine
                  key={limit}
                  y={limit}
                  stroke="var(--warn)"
                  strokeDasharray="4 4"
                  label={{
                    value: t('growth.limit', { size: format.bytes(limit) }),
                    position: 'insideBottomLeft',
                    fill: 'var(--warn-text)',
                    fontSize: 11,
                  }}
                />
              ))}
              <Tooltip
                isAnimationActive={false}
                cursor={{ stroke: 'var(--line-strong)' }}
                content={({ active, label }) => {
                  const point = active ? points.find(({ time }) => time === Number(label)) : undefined;
                  return point === undefined ? null : (
                    <PointFacts point={point} day={days.full(point.time)} />
                  );
                }}
              />
              <Area
                dataKey="bytes"
                type="linear"
                stroke="var(--accent)"
                strokeWidth={2}
                fill="url(#growth-fill)"
                isAnimationActive={false}
                activeDot={{ r: 4, fill: 'var(--accent)', stroke: 'var(--surface-1)', strokeWidth: 2 }}
              />
            </AreaChart>
          </ResponsiveContainer>
        </div>
      )}
    </Card>
  );
}

function PointFacts({ point, day }: { point: GrowthPoint; day: string }) {
  const { t } = useTranslation('usage');
  const format = useFormat();
  return (
    <div className={styles.tooltip}>
      <strong>{day}</strong>
      <span>
        {format.bytes(point.bytes)} · {t('overview.assets', { count: point.assets })}
      </span>
      {point.addedBytes > 0 && <span>{t('growth.added', { size: format.bytes(point.addedBytes) })}</span>}
    </div>
  );
}
