import type { CallError, ErrorCode, ErrorDetails } from '../shared/contract/errors.ts';
import { redactHidden } from './redact.ts';

/**
 * An expected failure, as the person will read it: `code` chooses the words, `details` fill them in.
 * `message` is English for the log and holds no secret, address or SQL.
 */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly details: ErrorDetails;
  /** Whether the same attempt may succeed later. */
  readonly retry: boolean;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}, retry = false, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.details = details;
    this.retry = retry;
  }

  /** As it may cross to the window: without any secret that was named, however it got there. */
  toCallError(): CallError {
    const details = Object.entries(this.details).map(([name, value]) => [
      name,
      typeof value === 'string' ? redactHidden(value) : value,
    ]);
    return {
      code: this.code,
      message: redactHidden(this.message),
      details: Object.fromEntries(details),
      retry: this.retry,
    };
  }
}
