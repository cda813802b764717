import { useView } from '@renderer/app/view-store.ts';
import { Button, Spinner } from '@renderer/components/index.ts';
import { thumbhashUrl } from '@renderer/features/library/cells/thumbhash.ts';
import clsx from 'clsx';
import { RotateCw, SearchCheck } from 'lucide-react';
import { type Ref, useEffect, useImperativeHandle, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { imageSize, isVector, sourceFor } from './picture.ts';
import styles from './picture-stage.module.css';
import type { StageHandle, StageProps } from './stage.ts';
import { useIsMissing, useRecovery } from './use-details.ts';
import { useSharedZoom } from './use-shared-zoom.ts';
import { useZoom, type ZoomControl } from './use-zoom.ts';
import { levelOf, type SharedZoom } from './zoom.ts';
import { runZoom, ZoomStage } from './zoom-stage.tsx';

/** Passing quickly through pictures must not fetch every original. */
const settleMs = 220;

interface PictureStageProps extends StageProps {
  /** Zoom and place in common with the pictures that are compared beside this one. */
  shared?: SharedZoom | null;
  onShare?: (shared: SharedZoom) => void;
}

/** A picture with zoom: blur and thumbnail at once, then the preview, and the original when more pixels are asked for. */
export function PictureStage({ ref, asset, details, onZoom, inset, shared, onShare }: PictureStageProps) {
  const { t } = useTranslation('viewer');
  const stageRef = useRef<HTMLDivElement>(null);
  const facts = { ...asset, previewUrl: details?.previewUrl ?? null };
  const control = useZoom(stageRef, imageSize(asset), isVector(asset), inset);
  useHandle(ref, control);
  useZoomStatus(control, onZoom);
  useSharedZoom(control, shared, onShare);

  const level = control === null ? 0 : levelOf(control.zoom, control.stage);
  const source = details === undefined ? 'preview' : sourceFor(facts, level);
  const wanted = useSettled(source === 'original' ? (details?.originalUrl ?? null) : null);
  const recovery = useRecovery(asset.id);
  const missing = useIsMissing(asset.id, recovery.failed);
  const [shown, setShown] = useState<{ url: string; rank: number } | null>(null);
  const arrived = (url: string, rank: number): void =>
    setShown((current) => (current !== null && current.rank > rank ? current : { url, rank }));

  const layers = [
    { rank: -1, url: asset.thumbhash === null ? null : thumbhashUrl(asset.thumbhash) },
    { rank: 0, url: asset.thumbnailUrl },
    { rank: 1, url: details?.previewUrl ?? null },
    { rank: 2, url: wanted },
  ].flatMap((layer) => (layer.url === null ? [] : [{ ...layer, url: layer.url }]));
  // What is covered is taken away once the layer above has its pixels: transparent pictures would show it.
  const visible = layers.filter(
    (layer) => shown === null || layer.rank >= shown.rank || layer.url === shown.url,
  );
  const nothing = shown === null && layers.every((layer) => layer.rank <= 0);

  return (
    <ZoomStage
      ref={stageRef}
      control={control}
      chequered={shown !== null && asset.mime !== 'image/jpeg'}
      picture={visible.map(({ url, rank }) => (
        <img
          key={`${rank} ${url} ${recovery.attempt}`}
          src={url}
          alt={rank === 1 || visible.length === 1 ? asset.name : ''}
          draggable={false}
          decoding="async"
          className={clsx(
            styles.layer,
            rank > Math.max(0, shown?.rank ?? 0) && styles.coming,
            shown?.rank === rank && level >= 6 && styles.pixelated,
          )}
          onLoad={() => rank >= 0 && arrived(url, rank)}
          onError={() => rank > 0 && recovery.onError()}
        />
      ))}
    >
      {nothing && details === undefined && (
        <div className={styles.middle}>
          <Spinner size={20} label={t('loading')} />
        </div>
      )}
      {asset.rendition === 'pending' && shown === null && details !== undefined && (
        <p className={styles.note}>{t('picture.pending')}</p>
      )}
      {source === 'too-large' && <p className={styles.note}>{t('picture.tooLarge')}</p>}
      {recovery.failed && (
        <div className={styles.note} role="alert">
          {shown === null && (missing ? t('missing.gone') : t('missing.title'))}
          {shown !== null && (missing ? t('picture.originalGone') : t('picture.originalMissing'))}
          {missing && (
            <Button
              size="s"
              variant="ghost"
              icon={SearchCheck}
              onClick={() => useView.getState().showCheck()}
            >
              {t('check')}
            </Button>
          )}
          <Button size="s" variant="ghost" icon={RotateCw} onClick={recovery.retry}>
            {t('retry')}
          </Button>
        </div>
      )}
    </ZoomStage>
  );
}

/** The value once it stood still for a moment; null at once. */
function useSettled(value: string | null): string | null {
  const [settled, setSettled] = useState<string | null>(null);
  useEffect(() => {
    if (value === null) return setSettled(null);
    const timer = setTimeout(() => setSettled(value), settleMs);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}

function useHandle(ref: Ref<StageHandle>, control: ZoomControl | null): void {
  useImperativeHandle(ref, () => ({ run: (command) => runZoom(control, command) }), [control]);
}

function useZoomStatus(control: ZoomControl | null, onZoom: StageProps['onZoom']): void {
  const level = control === null ? null : levelOf(control.zoom, control.stage);
  const fit = control?.zoom.fit ?? true;
  useEffect(() => {
    onZoom(level === null ? null : { level, fit });
  }, [level, fit, onZoom]);
  useEffect(() => () => onZoom(null), [onZoom]);
}
