import type { AssetVersion } from '@shared/domain/version.ts';
import { type RefObject, useEffect, useRef } from 'react';
import { sourceFor } from '../viewer/picture.ts';
import { noInset } from '../viewer/stage.ts';
import { useSharedZoom } from '../viewer/use-shared-zoom.ts';
import { useZoom, type ZoomControl } from '../viewer/use-zoom.ts';
import { levelOf, type SharedZoom, type Size } from '../viewer/zoom.ts';
import { ZoomStage } from '../viewer/zoom-stage.tsx';
import styles from './version-layers.module.css';

/** How one version lies over the other. */
export interface Layer {
  readonly version: AssetVersion;
  readonly opacity?: number;
  /** Shows what differs from the layer below. */
  readonly isDifference?: boolean;
  /** Part of the stage's width that is left to the layer below, 0 to 1. */
  readonly from?: number;
}

interface VersionLayersProps {
  readonly layers: readonly Layer[];
  /** All layers fill the same box, so that the same place of each is in the same place. */
  readonly box: Size;
  readonly label: string;
  readonly shared: SharedZoom | null;
  onShare(shared: SharedZoom): void;
  /** The zoom as the buttons of the bar need it; null when the stage goes away. */
  onControl?(control: ZoomControl | null): void;
  readonly stageRef?: RefObject<HTMLDivElement | null>;
}

/** Pictures of one or two versions with zoom: previews first, originals where more pixels are asked for. */
export function VersionLayers(props: VersionLayersProps) {
  const { layers, box, label, shared, onShare, onControl } = props;
  const own = useRef<HTMLDivElement>(null);
  const ref = props.stageRef ?? own;
  const control = useZoom(ref, box, false, noInset);
  useSharedZoom(control, shared, onShare);
  useEffect(() => onControl?.(control), [control, onControl]);
  const level = control === null ? 0 : levelOf(control.zoom, control.stage);
  return (
    <ZoomStage
      ref={ref}
      control={control}
      chequered
      label={label}
      picture={
        control !== null &&
        layers.map((layer) => (
          <Picture key={layer.version.number} layer={layer} control={control} box={box} level={level} />
        ))
      }
    />
  );
}

function Picture({
  layer,
  control,
  box,
  level,
}: {
  layer: Layer;
  control: ZoomControl;
  box: Size;
  level: number;
}) {
  const { version, opacity = 1, isDifference = false, from = 0 } = layer;
  const { zoom, stage } = control;
  // The box is as large as the larger of both: a smaller picture is enlarged in it all the time.
  const enlarged = version.width === null ? level : (level * box.width) / Math.max(1, version.width);
  const source = sourceFor(version, enlarged);
  const url = source === 'original' ? (version.originalUrl ?? version.previewUrl) : version.previewUrl;
  const under = version.previewUrl ?? version.thumbnailUrl;
  const left = stage.view.width / 2 + zoom.x - (box.width * zoom.scale) / 2;
  const hidden = from === 0 ? 0 : Math.max(0, from * stage.view.width - left);
  return (
    <div
      className={styles.layer}
      data-difference={isDifference || undefined}
      style={{ opacity, ...(from > 0 && { clipPath: `inset(0 0 0 ${hidden}px)` }) }}
    >
      {under !== null && <img src={under} alt="" draggable={false} decoding="async" />}
      {url !== null && url !== under && <img key={url} src={url} alt="" draggable={false} decoding="async" />}
    </div>
  );
}
