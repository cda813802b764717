import clsx from 'clsx';
import { type PointerEvent, useMemo } from 'react';
import styles from './waveform.module.css';

interface WaveformProps {
  /** Loudness from the beginning to the end, 0–100. */
  values: readonly number[];
  /** How much was played, 0–1. */
  played: number;
  onSeek: (share: number) => void;
}

/**
 * The whole of a sound at a glance; where one presses, it goes on. Keyboards and screen readers have the slider below,
 * which says the same in seconds.
 */
export function Waveform({ values, played, onSeek }: WaveformProps) {
  const outline = useMemo(() => outlineOf(values), [values]);
  const seek = (event: PointerEvent<HTMLDivElement>): void => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    onSeek(Math.min(1, Math.max(0, (event.clientX - left) / width)));
  };
  return (
    <div
      className={styles.waveform}
      aria-hidden
      data-waveform
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        seek(event);
      }}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) seek(event);
      }}
    >
      <Bars outline={outline} width={values.length} shown={1} />
      <Bars outline={outline} width={values.length} shown={played} className={styles.played} />
    </div>
  );
}

/** All bars as one outline. */
function outlineOf(values: readonly number[]): string {
  return values
    .map((value, i) => {
      const height = Math.max(2, value * 0.96);
      return `M${i + 0.2} ${(100 - height) / 2}h.6v${height}h-.6z`;
    })
    .join('');
}

interface BarsProps {
  outline: string;
  width: number;
  className?: string | undefined;
  /** How much of it is to be seen, 0–1. */
  shown: number;
}

/** Playing on moves an edge; the outline is drawn once. */
function Bars({ outline, width, className, shown }: BarsProps) {
  return (
    <svg
      className={clsx(styles.bars, className)}
      viewBox={`0 0 ${width} 100`}
      preserveAspectRatio="none"
      aria-hidden="true"
      style={{ clipPath: `inset(0 ${((1 - shown) * 100).toFixed(3)}% 0 0)` }}
    >
      <path d={outline} />
    </svg>
  );
}
