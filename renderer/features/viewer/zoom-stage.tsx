import type { ReactNode, RefObject } from 'react';
import type { ViewerCommand } from './keys.ts';
import type { ZoomControl } from './use-zoom.ts';
import { canPan, fitted, stepped, toggled, zoomedTo } from './zoom.ts';
import styles from './zoom-stage.module.css';

interface ZoomStageProps {
  /** The element that `useZoom` measures and listens on. */
  ref: RefObject<HTMLDivElement | null>;
  /** Null until the stage was measured; its picture comes then. */
  control: ZoomControl | null;
  /** What fills the box that is zoomed and moved. */
  picture: ReactNode;
  /** A chequered ground, which shows through where the picture is transparent. */
  chequered: boolean;
  /** Makes the stage one picture of this name to screen readers. */
  label?: string;
  /** Stays in place over the picture. */
  children?: ReactNode;
}

/** The stage of a picture that can be zoomed and moved. */
export function ZoomStage({ ref, control, picture, chequered, label, children }: ZoomStageProps) {
  return (
    <div
      ref={ref}
      className={styles.stage}
      {...(label !== undefined && { role: 'img', 'aria-label': label })}
      data-movable={(control !== null && canPan(control.zoom, control.stage)) || undefined}
      data-dragging={control?.dragging || undefined}
    >
      {control !== null && (
        <div
          className={styles.picture}
          data-chequered={chequered || undefined}
          style={{
            width: control.stage.image.width * control.zoom.scale,
            height: control.stage.image.height * control.zoom.scale,
            transform: `translate(calc(-50% + ${control.zoom.x}px), calc(-50% + ${control.zoom.y}px))`,
          }}
        >
          {picture}
        </div>
      )}
      {children}
    </div>
  );
}

/** Carries a command out if it is one of zooming; answers whether it was. */
export function runZoom(control: ZoomControl | null, command: ViewerCommand): boolean {
  if (control === null) return false;
  switch (command.do) {
    case 'zoom':
      control.set((zoom, stage) => stepped(zoom, stage, command.by));
      return true;
    case 'zoom-fit':
      control.set((_zoom, stage) => fitted(stage));
      return true;
    case 'zoom-full':
      control.set((zoom, stage) => zoomedTo(zoom, stage, 1 / stage.pixelRatio));
      return true;
    case 'zoom-toggle':
      control.set((zoom, stage) => toggled(zoom, stage));
      return true;
    default:
      return false;
  }
}
