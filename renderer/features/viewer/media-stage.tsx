import { Spinner } from '@renderer/components/index.ts';
import { AudioLines } from 'lucide-react';
import { useEffect, useImperativeHandle, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FileStage } from './file-stage.tsx';
import { MediaControls } from './media-controls.tsx';
import styles from './media-stage.module.css';
import type { StageProps } from './stage.ts';
import { useRecovery } from './use-details.ts';
import { runMediaCommand, useMedia } from './use-media.ts';
import { Waveform } from './waveform.tsx';

/** Video or audio from its original, with controls of our own that work by keyboard. */
export function MediaStage({ ref, asset, details, onZoom }: StageProps) {
  const { t } = useTranslation('viewer');
  const [element, setElement] = useState<HTMLVideoElement | null>(null);
  const [box, setBox] = useState<HTMLDivElement | null>(null);
  const recovery = useRecovery(asset.id);
  const url = details?.originalUrl ?? null;
  const media = useMedia(element);
  const video = asset.type === 'video';
  const frame = video ? box : null;
  const waveform = (!video && details?.metadata?.waveform) || null;
  // Without a cover the picture is the same waveform, which is shown larger below.
  const drawn = waveform !== null && details?.metadata?.cover !== true;
  useImperativeHandle(ref, () => ({
    run: (command) => runMediaCommand(command, element, frame),
  }));
  useEffect(() => onZoom(null), [onZoom]);

  if (recovery.failed) {
    return (
      <FileStage
        asset={asset}
        title={t('media.unplayable')}
        text={t('media.unplayableText')}
        onRetry={recovery.retry}
      />
    );
  }
  return (
    <div ref={setBox} className={video ? styles.video : styles.audio} data-media>
      {!video && !drawn && <Cover url={details?.previewUrl ?? asset.thumbnailUrl} />}
      {!video && (
        <div className={styles.track}>
          <strong>{details?.metadata?.title ?? asset.name}</strong>
          <span>{[details?.metadata?.artist, details?.metadata?.album].filter(Boolean).join(' · ')}</span>
        </div>
      )}
      <video
        key={`${url} ${recovery.attempt}`}
        ref={setElement}
        className={video ? styles.picture : styles.sound}
        src={url ?? undefined}
        poster={video ? (details?.previewUrl ?? asset.thumbnailUrl ?? undefined) : undefined}
        preload="metadata"
        playsInline
        aria-label={asset.name}
        onClick={() => runMediaCommand({ do: 'play' }, element, null)}
        onError={() => url !== null && recovery.onError()}
      >
        {/* Captions inside the file are found by the player; there is none beside it. */}
        <track kind="captions" />
      </video>
      {video && (details === undefined || media.waiting) && (
        <div className={styles.middle}>
          <Spinner size={24} label={t('loading')} />
        </div>
      )}
      {waveform !== null && (
        <Waveform
          values={waveform}
          played={media.duration > 0 ? Math.min(1, media.time / media.duration) : 0}
          onSeek={(share) => {
            if (element !== null && media.duration > 0) element.currentTime = share * media.duration;
          }}
        />
      )}
      <MediaControls
        media={media}
        element={element}
        frame={frame}
        knownMs={asset.durationMs}
        strip={(details ?? asset).strip}
      />
    </div>
  );
}

function Cover({ url }: { url: string | null }) {
  return url === null ? (
    <div className={styles.cover}>
      <AudioLines size={56} strokeWidth={1.2} aria-hidden />
    </div>
  ) : (
    <img className={styles.cover} src={url} alt="" draggable={false} />
  );
}
