import { StripFrame } from '@renderer/components/strip-frame.tsx';
import { frameAt, keptWithin } from '@renderer/components/strip-place.ts';
import type { ScrubStrip } from '@shared/domain/asset.ts';
import { formatPlayTime } from '@shared/format/duration.ts';
import { type PointerEvent, type ReactNode, useState } from 'react';
import styles from './seek-preview.module.css';

interface SeekPreviewProps {
  /** Null of a sound, and of a film without one: the time alone is shown. */
  strip: ScrubStrip | null;
  /** Seconds. */
  duration: number;
  children: ReactNode;
}

interface Pointed {
  /** Px from the left end of the bar, and the length of the bar. */
  x: number;
  room: number;
}

/** Px of the picture's long side. */
const side = 168;
const timeWidth = 52;

/** The seek bar, with what is at the place under the pointer above it: the frame and its time. */
export function SeekPreview({ strip, duration, children }: SeekPreviewProps) {
  const [pointed, setPointed] = useState<Pointed | null>(null);
  const follow = (event: PointerEvent<HTMLDivElement>): void => {
    if (event.pointerType === 'touch') return;
    const { left, width } = event.currentTarget.getBoundingClientRect();
    setPointed({ x: Math.min(width, Math.max(0, event.clientX - left)), room: width });
  };
  return (
    <div className={styles.bar} onPointerMove={follow} onPointerLeave={() => setPointed(null)} data-seek>
      {children}
      {pointed !== null && duration > 0 && pointed.room > 0 && (
        <Above strip={strip} duration={duration} {...pointed} />
      )}
    </div>
  );
}

function Above({ strip, duration, x, room }: Pointed & Pick<SeekPreviewProps, 'strip' | 'duration'>) {
  const share = x / room;
  const scale = strip === null ? 0 : side / Math.max(strip.width, strip.height);
  const size = { width: (strip?.width ?? 0) * scale, height: (strip?.height ?? 0) * scale };
  const width = Math.max(size.width, timeWidth);
  return (
    // Keyboards and screen readers have the slider, which says the time itself.
    <span className={styles.above} style={{ left: keptWithin(x, width, room), width }} aria-hidden>
      {strip !== null && (
        <span className={styles.picture}>
          <StripFrame strip={strip} frame={frameAt(share, strip.frames)} {...size} />
        </span>
      )}
      <span className={styles.time}>{formatPlayTime(share * duration * 1000)}</span>
    </span>
  );
}
