import type { StripLayout } from '@shared/domain/asset.ts';

interface Box {
  width: number;
  height: number;
}

/** The frame of a film at a share of its duration, 0–1. */
export function frameAt(share: number, frames: number): number {
  return Math.min(frames - 1, Math.max(0, Math.floor(share * frames)));
}

/** Where the picture of all frames has to lie, and how large, for one of them to fill a box around its middle. */
export function stripPlace({ columns, frames, width, height }: StripLayout, frame: number, box: Box) {
  // A pixel more on each side, so that nothing of the next frame shines in at the edges.
  const scale = Math.max((box.width + 2) / width, (box.height + 2) / height);
  const left = (frame % columns) * width * scale + (width * scale - box.width) / 2;
  const top = Math.floor(frame / columns) * height * scale + (height * scale - box.height) / 2;
  return {
    left: -left,
    top: -top,
    width: columns * width * scale,
    height: Math.ceil(frames / columns) * height * scale,
  };
}

/** Left edge of something `width` wide that is to have its middle at `x`, but stay within `room`. */
export function keptWithin(x: number, width: number, room: number): number {
  return Math.max(0, Math.min(x - width / 2, room - width));
}
