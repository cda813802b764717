import type { ScrubStrip } from '@shared/domain/asset.ts';
import styles from './strip-frame.module.css';
import { stripPlace } from './strip-place.ts';

interface StripFrameProps {
  strip: ScrubStrip;
  frame: number;
  /** Px of the box that the frame fills. */
  width: number;
  height: number;
  /** The strip could not be loaded: its address may have expired. */
  onError?: (() => void) | undefined;
}

/** One frame of a film, out of the picture that holds all of them; nothing until that is there. */
export function StripFrame({ strip, frame, width, height, onError }: StripFrameProps) {
  const { left, top, ...size } = stripPlace(strip, frame, { width, height });
  return (
    <span className={styles.frame} style={{ width, height }} data-frame={frame}>
      <img
        key={strip.url}
        className={styles.frames}
        src={strip.url}
        alt=""
        draggable={false}
        style={{ ...size, transform: `translate(${left}px, ${top}px)` }}
        onLoad={(event) => event.currentTarget.setAttribute('data-loaded', '')}
        onError={onError}
      />
    </span>
  );
}
