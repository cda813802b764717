import { Button, IconButton, Menu, Slider } from '@renderer/components/index.ts';
import type { ScrubStrip } from '@shared/domain/asset.ts';
import { formatPlayTime } from '@shared/format/duration.ts';
import { formatPercent } from '@shared/format/number.ts';
import { Maximize, Minimize, Pause, Play, Volume1, Volume2, VolumeX } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './media-controls.module.css';
import { SeekPreview } from './seek-preview.tsx';
import { type Media, runMediaCommand, speeds } from './use-media.ts';

interface MediaControlsProps {
  media: Media;
  element: HTMLMediaElement | null;
  /** What goes full screen; null for sound. */
  frame: HTMLElement | null;
  /** Play time that the library knows before the file is read. */
  knownMs: number | null;
  /** What is seen along a film; null where there is none. */
  strip: ScrubStrip | null;
}

export function MediaControls({ media, element, frame, knownMs, strip }: MediaControlsProps) {
  const { t, i18n } = useTranslation('viewer');
  const [sought, setSought] = useState<number | null>(null);
  const duration = media.duration > 0 ? media.duration : (knownMs ?? 0) / 1000;
  const time = sought ?? media.time;
  const run = (command: Parameters<typeof runMediaCommand>[0]) => () => {
    runMediaCommand(command, element, frame);
  };
  const loudness = media.muted ? 0 : media.volume;
  const speedLabel = (speed: number): string => `${speed.toLocaleString(i18n.language)}×`;
  return (
    <fieldset className={styles.controls} aria-label={t('media.controls')} data-chrome>
      <IconButton
        icon={media.playing ? Pause : Play}
        label={media.playing ? t('media.pause') : t('media.play')}
        shortcut="K"
        tooltipSide="top"
        onClick={run({ do: 'play' })}
      />
      <time className={styles.time}>{formatPlayTime(time * 1000)}</time>
      <SeekPreview strip={strip} duration={duration}>
        <span
          className={styles.buffered}
          style={{ width: duration === 0 ? 0 : `${Math.min(1, media.buffered / duration) * 100}%` }}
        />
        <Slider
          label={t('media.seek')}
          min={0}
          max={Math.max(duration, 0.1)}
          step={0.1}
          value={Math.min(time, duration)}
          valueText={t('media.position', {
            time: formatPlayTime(time * 1000),
            duration: formatPlayTime(duration * 1000),
          })}
          onChange={(value) => {
            setSought(value);
            if (element !== null) element.currentTime = value;
          }}
          onCommit={() => setSought(null)}
        />
      </SeekPreview>
      <time className={styles.time}>{formatPlayTime(duration * 1000)}</time>
      <IconButton
        icon={loudness === 0 ? VolumeX : loudness < 0.5 ? Volume1 : Volume2}
        label={media.muted ? t('media.unmute') : t('media.mute')}
        shortcut="M"
        tooltipSide="top"
        onClick={run({ do: 'mute' })}
      />
      <Slider
        className={styles.volume}
        label={t('media.volume')}
        min={0}
        max={1}
        step={0.05}
        value={loudness}
        valueText={formatPercent(loudness, i18n.language)}
        onChange={(value) => {
          if (element === null) return;
          element.muted = value === 0;
          element.volume = value;
        }}
      />
      <Menu
        side="top"
        align="end"
        trigger={
          <Button variant="ghost" size="s" className={styles.speed} aria-label={t('media.speed')}>
            {speedLabel(media.speed)}
          </Button>
        }
        items={speeds.map((speed) => ({
          label: speedLabel(speed),
          checked: media.speed === speed,
          onSelect: () => {
            if (element !== null) element.playbackRate = speed;
          },
        }))}
      />
      {frame !== null && (
        <IconButton
          icon={media.fullscreen ? Minimize : Maximize}
          label={media.fullscreen ? t('media.exitFullscreen') : t('media.fullscreen')}
          shortcut="F"
          tooltipSide="top"
          onClick={run({ do: 'fullscreen' })}
        />
      )}
    </fieldset>
  );
}
