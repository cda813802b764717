import { StripFrame } from '@renderer/components/strip-frame.tsx';
import { frameAt } from '@renderer/components/strip-place.ts';
import type { ScrubStrip } from '@shared/domain/asset.ts';
import { type PointerEvent, useEffect, useState } from 'react';
import styles from './scrub.module.css';

interface ScrubProps {
  strip: ScrubStrip;
  /** Px of the cell. */
  width: number;
  height: number;
  onError: () => void;
}

/** A pointer that only passes over the cell on its way loads nothing. */
const intentMs = 80;

/**
 * Lets a pointer look through a film: its place across the cell is the place in the film. It shows nothing that moves
 * by itself, and presses, drags and menus go through to the cell as they do without it.
 */
export function Scrub({ strip, width, height, onError }: ScrubProps) {
  const [share, setShare] = useState<number | null>(null);
  const [intended, setIntended] = useState(false);
  const hovered = share !== null;
  useEffect(() => {
    if (!hovered) return;
    const timer = setTimeout(() => setIntended(true), intentMs);
    return () => clearTimeout(timer);
  }, [hovered]);

  const follow = (event: PointerEvent<HTMLSpanElement>): void => {
    // A finger scrolls, and a pressed button may begin a drag.
    if (event.pointerType === 'touch' || event.buttons !== 0) return;
    setShare(Math.min(1, Math.max(0, event.nativeEvent.offsetX / width)));
  };
  const leave = (): void => {
    setShare(null);
    setIntended(false);
  };
  return (
    <span
      className={styles.scrub}
      aria-hidden
      data-scrub
      onPointerMove={follow}
      onPointerLeave={leave}
      onPointerCancel={leave}
    >
      {share !== null && intended && (
        <span className={styles.shown}>
          <StripFrame
            strip={strip}
            frame={frameAt(share, strip.frames)}
            width={width}
            height={height}
            onError={onError}
          />
          <span className={styles.line}>
            <span className={styles.passed} style={{ transform: `scaleX(${share.toFixed(4)})` }} />
          </span>
        </span>
      )}
    </span>
  );
}
