import type { ErrorCode } from '../../shared/contract/errors.ts';
import { MediaError } from '../media/errors.ts';
import { isForGood } from '../media/retry.ts';
import { uploadError } from './upload.ts';

/** Waits before another attempt when a server or the disk was busy; then the person decides. */
const delaysMs = [1000, 4000];
const passing: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'service_unavailable',
  'server_part_failed',
  'offline',
  'timeout',
  'verify_failed',
  'media_crashed',
]);

/** Whether a failure is of the kind that passes without anybody's doing. */
export function mayPass(error: unknown): boolean {
  return passing.has(uploadError(error).code);
}

/** The attempts at one upload, of which some follow by themselves. */
export class Attempts {
  #failed = 0;
  #before: ErrorCode | null = null;

  /** Milliseconds until the next one; null where it is the person's to decide, or hopeless. */
  waitAfter(error: unknown): number | null {
    const { code } = uploadError(error);
    const forGood = !mayPass(error) || (error instanceof MediaError && isForGood(error, this.#before));
    const wait = forGood ? null : (delaysMs[this.#failed] ?? null);
    this.#failed += 1;
    this.#before = code;
    return wait;
  }
}
