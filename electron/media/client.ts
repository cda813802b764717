import type { z } from 'zod';
import { MediaError } from './errors.ts';
import type { Progress } from './hash.ts';
import type { WorkerHandle } from './pool.ts';
import { createPool, type Lane, type PoolOptions } from './pool.ts';
import { type MediaInput, type MediaOperation, type MediaOutput, mediaOperations } from './protocol.ts';

export type { WorkerHandle } from './pool.ts';

export interface CallOptions {
  /** Aborting rejects with `cancelled` at once and stops the work. */
  readonly signal?: AbortSignal;
  /** Bytes read so far, for hashing and for sources that are downloaded. */
  readonly onProgress?: Progress;
  /** Milliseconds without an answer or progress. */
  readonly timeMs?: number;
  /** Higher goes first; 0 unless told. What is on screen goes before what is not. */
  readonly priority?: number;
}

/** The media worker as seen from the main process. Every call rejects with MediaError and nothing else. */
export interface MediaClient {
  hash(input: MediaInput<'hash'>, options?: CallOptions): Promise<MediaOutput<'hash'>>;
  probe(input: MediaInput<'probe'>, options?: CallOptions): Promise<MediaOutput<'probe'>>;
  render(input: MediaInput<'render'>, options?: CallOptions): Promise<MediaOutput<'render'>>;
  /** A thumbnail for now, of a file that has no renditions yet. */
  thumbnail(input: MediaInput<'thumbnail'>, options?: CallOptions): Promise<MediaOutput<'thumbnail'>>;
  embed(input: MediaInput<'embed'>, options?: CallOptions): Promise<MediaOutput<'embed'>>;
  jpeg(input: MediaInput<'jpeg'>, options?: CallOptions): Promise<MediaOutput<'jpeg'>>;
  /** Writes a copy of a file without its metadata; see `stripMetadata`. */
  stripMetadata(
    input: MediaInput<'stripMetadata'>,
    options?: CallOptions,
  ): Promise<MediaOutput<'stripMetadata'>>;
  /** A picture's vector by the CLIP model in a folder; `model_missing` when it can't be loaded. */
  clipImage(input: MediaInput<'clipImage'>, options?: CallOptions): Promise<MediaOutput<'clipImage'>>;
  /** A text's vector by the same model. */
  clipText(input: MediaInput<'clipText'>, options?: CallOptions): Promise<MediaOutput<'clipText'>>;
  /** Ends the worker; everything pending is rejected with `cancelled`. */
  dispose(): void;
}

export type MediaClientOptions = PoolOptions;

const SECOND = 1_000;

/** Reading a file or asking the disk is cheap beside decoding, so it doesn't wait in the same line. */
const lanes: Readonly<Record<MediaOperation, Lane>> = {
  hash: 'light',
  probe: 'light',
  render: 'heavy',
  thumbnail: 'heavy',
  embed: 'heavy',
  jpeg: 'heavy',
  stripMetadata: 'heavy',
  clipImage: 'heavy',
  // Somebody waits for a search; it must not stand behind a thousand pictures.
  clipText: 'light',
};

function timeLimit(op: MediaOperation, mime: string): number {
  switch (op) {
    case 'hash':
      return 60 * SECOND;
    case 'probe':
      return 15 * SECOND;
    case 'render':
      return (mime.startsWith('video/') ? 60 : 30) * SECOND;
    case 'thumbnail':
    case 'jpeg':
      return 30 * SECOND;
    case 'stripMetadata':
      return 60 * SECOND;
    case 'embed':
    case 'clipImage':
    case 'clipText':
      // The first one loads the model.
      return 60 * SECOND;
  }
}

/**
 * Starts no process until it is first needed.
 *
 * @param spawn starts one worker process; called again after a crash
 */
export function createMediaClient(spawn: () => WorkerHandle, options: MediaClientOptions = {}): MediaClient {
  const pool = createPool(spawn, options);

  async function call<S extends z.ZodType>(
    op: MediaOperation,
    output: S,
    input: MediaInput<MediaOperation>,
    { signal, onProgress, timeMs, priority = 0 }: CallOptions,
    defaultTimeMs: number,
  ): Promise<z.output<S>> {
    const value = await pool.run({
      op,
      input,
      lane: lanes[op],
      timeMs: timeMs ?? defaultTimeMs,
      priority,
      ...(signal !== undefined && { signal }),
      ...(onProgress !== undefined && { onProgress }),
    });
    const parsed = output.safeParse(value);
    if (!parsed.success) throw new MediaError('media_crashed', `Unexpected answer to ${op}`);
    return parsed.data;
  }

  return {
    hash: (input, o = {}) => call('hash', mediaOperations.hash.output, input, o, timeLimit('hash', '')),
    probe: (input, o = {}) => call('probe', mediaOperations.probe.output, input, o, timeLimit('probe', '')),
    render: (input, o = {}) =>
      call(
        'render',
        mediaOperations.render.output,
        input,
        o,
        input.limits?.timeMs ?? timeLimit('render', input.mime),
      ),
    thumbnail: (input, o = {}) =>
      call('thumbnail', mediaOperations.thumbnail.output, input, o, timeLimit('thumbnail', '')),
    embed: (input, o = {}) => call('embed', mediaOperations.embed.output, input, o, timeLimit('embed', '')),
    jpeg: (input, o = {}) => call('jpeg', mediaOperations.jpeg.output, input, o, timeLimit('jpeg', '')),
    stripMetadata: (input, o = {}) =>
      call('stripMetadata', mediaOperations.stripMetadata.output, input, o, timeLimit('stripMetadata', '')),
    clipImage: (input, o = {}) =>
      call('clipImage', mediaOperations.clipImage.output, input, o, timeLimit('clipImage', '')),
    clipText: (input, o = {}) =>
      call('clipText', mediaOperations.clipText.output, input, o, timeLimit('clipText', '')),
    dispose: () => pool.dispose(),
  };
}
