import { useEffect, useState } from 'react';
import type { ViewerCommand } from './keys.ts';

/** Times in seconds. */
export interface Media {
  playing: boolean;
  waiting: boolean;
  time: number;
  duration: number;
  /** End of what has been fetched around the present time. */
  buffered: number;
  volume: number;
  muted: boolean;
  speed: number;
  fullscreen: boolean;
}

export const speeds = [0.5, 0.75, 1, 1.25, 1.5, 2] as const;

/** Loudness and speed stay from one asset to the next while the app runs. */
const remembered = { volume: 1, muted: false, speed: 1 };

const still: Media = {
  playing: false,
  waiting: false,
  time: 0,
  duration: 0,
  buffered: 0,
  volume: 1,
  muted: false,
  speed: 1,
  fullscreen: false,
};

function read(element: HTMLMediaElement): Media {
  const { currentTime, duration, buffered } = element;
  let end = 0;
  for (let i = 0; i < buffered.length; i++) {
    if (buffered.start(i) <= currentTime + 0.5) end = Math.max(end, buffered.end(i));
  }
  return {
    playing: !element.paused && !element.ended,
    waiting: !element.paused && element.readyState < HTMLMediaElement.HAVE_FUTURE_DATA,
    time: currentTime,
    duration: Number.isFinite(duration) ? duration : 0,
    buffered: end,
    volume: element.volume,
    muted: element.muted,
    speed: element.playbackRate,
    fullscreen: document.fullscreenElement?.contains(element) ?? false,
  };
}

const events = [
  'play',
  'pause',
  'ended',
  'timeupdate',
  'seeking',
  'seeked',
  'durationchange',
  'progress',
  'volumechange',
  'ratechange',
  'waiting',
  'canplay',
  'playing',
];

/** The state of a media element, followed by its events. */
export function useMedia(element: HTMLMediaElement | null): Media {
  const [media, setMedia] = useState(still);
  useEffect(() => {
    if (element === null) return;
    element.volume = remembered.volume;
    element.muted = remembered.muted;
    element.playbackRate = remembered.speed;
    const update = (): void => {
      const now = read(element);
      remembered.volume = now.volume;
      remembered.muted = now.muted;
      remembered.speed = now.speed;
      setMedia(now);
    };
    update();
    for (const name of events) element.addEventListener(name, update);
    document.addEventListener('fullscreenchange', update);
    return () => {
      for (const name of events) element.removeEventListener(name, update);
      document.removeEventListener('fullscreenchange', update);
      // A removed element would keep its connection and go on playing.
      element.pause();
    };
  }, [element]);
  return media;
}

function nextSpeed(speed: number, by: 1 | -1): number {
  const next = by === 1 ? speeds.find((s) => s > speed) : speeds.findLast((s) => s < speed);
  return next ?? speed;
}

/** Carries a command out on the element; `frame` can go full screen. Answers whether it was one for media. */
export function runMediaCommand(
  command: ViewerCommand,
  element: HTMLMediaElement | null,
  frame: HTMLElement | null,
): boolean {
  if (element === null) return false;
  switch (command.do) {
    case 'play':
      // Refused where the source can't be played; its error event says so.
      if (element.paused) element.play().catch(() => undefined);
      else element.pause();
      return true;
    case 'seek':
      element.currentTime = Math.min(
        Math.max(0, element.currentTime + command.seconds),
        Number.isFinite(element.duration) ? element.duration : element.currentTime,
      );
      return true;
    case 'speed':
      element.playbackRate = nextSpeed(element.playbackRate, command.by);
      return true;
    case 'mute':
      element.muted = !element.muted;
      return true;
    case 'fullscreen':
      if (frame === null) return false;
      if (document.fullscreenElement === frame) void document.exitFullscreen();
      else void frame.requestFullscreen().catch(() => undefined);
      return true;
    default:
      return false;
  }
}
