import { z } from 'zod';

/** Everything that can go wrong with one file, in words a person can be told about. */
export const mediaErrorCode = z.enum([
  'file_missing',
  'file_unreadable',
  'file_empty',
  'file_changed',
  'not_a_file',
  'unsupported',
  'corrupt',
  'truncated',
  'image_too_large',
  'password_protected',
  'timeout',
  'media_crashed',
  'cancelled',
  'upload_failed',
  /** There is no room for what is written. */
  'disk_full',
  /** A model's files are not there or can't be loaded; says nothing about the picture. */
  'model_missing',
]);
export type MediaErrorCode = z.infer<typeof mediaErrorCode>;

export const mediaErrorShape = z.object({
  code: mediaErrorCode,
  message: z.string(),
  retry: z.boolean(),
});
export type MediaErrorShape = z.infer<typeof mediaErrorShape>;

/** The codes that may succeed when the same request is made again with nothing else changed. */
const transient: ReadonlySet<MediaErrorCode> = new Set([
  'file_unreadable',
  'file_changed',
  'timeout',
  'upload_failed',
  'disk_full',
  'model_missing',
]);

/**
 * A failure of one request. `retry` says whether trying again unchanged makes sense.
 * The message is for the log and for developers; it never holds a URL, since those are presigned.
 */
export class MediaError extends Error {
  override readonly name = 'MediaError';
  readonly code: MediaErrorCode;
  readonly retry: boolean;

  constructor(code: MediaErrorCode, message: string, retry: boolean = transient.has(code)) {
    super(message);
    this.code = code;
    this.retry = retry;
  }
}

/** A failure that a rendering can live with: facts and what renditions there are still count. */
export const mediaProblem = z.object({ code: mediaErrorCode, detail: z.string() });
export type MediaProblem = z.infer<typeof mediaProblem>;

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

const errnoCode = z.object({ code: z.string() });

/** Turns a Node file-system error into ours; anything already ours passes through. */
export function fromFileSystem(error: unknown): MediaError {
  if (error instanceof MediaError) return error;
  const parsed = errnoCode.safeParse(error);
  const code = parsed.success ? parsed.data.code : '';
  if (code === 'ENOENT' || code === 'ENOTDIR') return new MediaError('file_missing', 'The file is gone');
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new MediaError('disk_full', `The disk is full (${code})`);
  if (code === 'EISDIR') return new MediaError('not_a_file', 'The path is a folder');
  return new MediaError('file_unreadable', `The file can't be read${code === '' ? '' : ` (${code})`}`);
}

const unloadable: ReadonlySet<string> = new Set([
  'ERR_MODULE_NOT_FOUND',
  'MODULE_NOT_FOUND',
  'ERR_DLOPEN_FAILED',
  'EMFILE',
  'ENFILE',
]);

/** A part of the app can't be loaded, as while another version takes its place: that says nothing about the file. */
function isOfTheApp(error: unknown): boolean {
  const parsed = errnoCode.safeParse(error);
  return parsed.success && unloadable.has(parsed.data.code);
}

/** What any thrown value becomes before it crosses a process border. */
export function toMediaError(error: unknown, signal?: AbortSignal): MediaError {
  if (error instanceof MediaError) return error;
  if (signal?.aborted === true) return fromAbort(signal);
  if (isOfTheApp(error)) return new MediaError('media_crashed', messageOf(error), true);
  return new MediaError('corrupt', messageOf(error));
}

/** Tells a time limit from a cancellation by the reason the signal was aborted with. */
export function fromAbort(signal: AbortSignal): MediaError {
  const reason: unknown = signal.reason;
  if (reason instanceof MediaError) return reason;
  if (reason instanceof DOMException && reason.name === 'TimeoutError') {
    return new MediaError('timeout', 'The time limit was reached');
  }
  return new MediaError('cancelled', 'Cancelled');
}

/** @throws MediaError `cancelled` or `timeout` when the signal is aborted. */
export function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw fromAbort(signal);
}
