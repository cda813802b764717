import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import ffmpegInstaller from '@ffmpeg-installer/ffmpeg';
import sharp, { type Sharp } from 'sharp';
import { onTestFinished } from 'vitest';
import type { RenderInput, RenderOutput, RenditionKind } from '../protocol.ts';
import { renderMedia } from '../render.ts';

/** A folder that is gone after the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sparklio-test-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes one file into a folder of its own. @returns its path. */
export async function fileWith(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(await temporaryFolder(), name);
  await writeFile(path, content);
  return path;
}

export const solid = (width: number, height: number, color: string): Sharp =>
  sharp({ create: { width, height, channels: 3, background: color }, limitInputPixels: false });

/** Left half one colour, right half the other: tells mirroring and turning apart. */
export function halves(width: number, height: number, left: string, right: string): Sharp {
  const half = { create: { width: width / 2, height, channels: 3 as const, background: right } };
  return solid(width, height, left).composite([{ input: half, left: width / 2, top: 0 }]);
}

/** Runs the bundled ffmpeg; the last argument is the output. */
export async function ffmpeg(...args: string[]): Promise<void> {
  await promisify(execFile)(ffmpegInstaller.path, ['-nostdin', '-v', 'error', '-y', ...args]);
}

/** Renders one file in this process, with bytes back unless URLs are given. */
export function render(
  path: string,
  options: Partial<RenderInput> & { signal?: AbortSignal; timeMs?: number } = {},
): Promise<RenderOutput> {
  const { signal = new AbortController().signal, timeMs = 30_000, ...input } = options;
  return renderMedia(
    { source: { kind: 'path', path }, mime: '', name: path, outputs: {}, ...input },
    { signal, progress: () => undefined, timeMs },
  );
}

export interface DecodedRendition {
  readonly width: number;
  readonly height: number;
  readonly format: string;
  /** `[r, g, b]` at a place given in parts of width and height. */
  at(x: number, y: number): number[];
}

/** Opens a rendition that came back as bytes. */
export async function decoded(output: RenderOutput, kind: RenditionKind): Promise<DecodedRendition> {
  const data = output.renditions.find((rendition) => rendition.kind === kind)?.data;
  if (data === undefined) throw new Error(`There is no ${kind}`);
  const { format } = await sharp(data).metadata();
  const { data: raw, info } = await sharp(data).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  return {
    width,
    height,
    format,
    at: (x, y) => {
      const start = (Math.floor(y * (height - 1)) * width + Math.floor(x * (width - 1))) * 3;
      return [...raw.subarray(start, start + 3)];
    },
  };
}
