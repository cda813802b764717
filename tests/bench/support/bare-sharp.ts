// The peer of ingesting photos: both renditions of every file with sharp alone, kept nowhere.
// Files on the command line come as JSON on standard input; prints the milliseconds.
import { text } from 'node:stream/consumers';
import PQueue from 'p-queue';
import sharp from 'sharp';
import { z } from 'zod';
import {
  fitInside,
  PREVIEW_SIDE,
  PREVIEW_WEBP,
  THUMBNAIL_SIDE,
  THUMBNAIL_WEBP,
} from '../../../electron/media/renditions.ts';

// As the app does: parallel by file, which gives more pictures a second than threads within one.
sharp.concurrency(1);
sharp.cache(false);

const paths = z.array(z.string()).parse(JSON.parse(await text(process.stdin)));
const queue = new PQueue({ concurrency: 2 });
const started = performance.now();
await queue.addAll(
  paths.map((path) => async () => {
    const source = sharp(path, { sequentialRead: true }).autoOrient();
    await Promise.all([
      source.clone().resize(fitInside(PREVIEW_SIDE)).webp(PREVIEW_WEBP).toBuffer(),
      source.clone().resize(fitInside(THUMBNAIL_SIDE)).webp(THUMBNAIL_WEBP).toBuffer(),
    ]);
  }),
);
console.log(performance.now() - started);
