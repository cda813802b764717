import type { MediaProblem } from '../errors.ts';
import type { Pixels } from '../pixels.ts';
import type { MediaFacts, Probe } from '../protocol.ts';
import type { EncodedRendition } from '../renditions.ts';

/** What a reader works on: always a local file, probed by its content. */
export interface ReadInput {
  readonly path: string;
  readonly probe: Probe;
  /** Aborted on cancellation and at the time limit. */
  readonly signal: AbortSignal;
  readonly limits: ReadLimits;
  /** Only the picture is wanted: what takes long beside it is left out. */
  readonly pictureOnly?: boolean;
}

export interface ReadLimits {
  /** Seconds that are left for native code that can't be aborted by a signal. */
  readonly seconds: number;
  readonly pixels: number;
}

export interface ReadOutput {
  readonly facts: Omit<MediaFacts, 'type' | 'mime' | 'dominantColors' | 'thumbhash'>;
  /** At most preview-sized; absent when the format has no picture or it can't be read. */
  readonly pixels?: Pixels;
  /** The picture was drawn for the file and is none of its own: its colours say nothing about it. */
  readonly drawn?: boolean;
  /** What is seen along a film; absent where it could not be made. */
  readonly strip?: EncodedRendition;
  readonly problem?: MediaProblem;
}

/**
 * One reader per family of formats.
 *
 * @throws MediaError only when nothing at all can be said about the file; what can be lived with is a `problem`.
 */
export type Reader = (input: ReadInput) => Promise<ReadOutput>;
