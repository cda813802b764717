import { z } from 'zod';
import type { ClipState } from '../../../../shared/contract/embedding.ts';

export type DownloadProblem = NonNullable<ClipState['problem']>;

/** Why a file did not arrive. `message` is for the log; it holds no address, since a mirror's may carry a key. */
export class DownloadError extends Error {
  override readonly name = 'DownloadError';
  readonly problem: DownloadProblem;
  /** Whether the same request may succeed in a moment. */
  readonly transient: boolean;

  constructor(problem: DownloadProblem, message: string, transient = false) {
    super(message);
    this.problem = problem;
    this.transient = transient;
  }
}

const errorCode = z.object({ code: z.string() });
const wrapped = z.object({ cause: z.unknown() });

function codeOf(error: unknown): string {
  const own = errorCode.safeParse(error);
  if (own.success) return own.data.code;
  const outer = wrapped.safeParse(error);
  return outer.success && outer.data.cause !== undefined ? codeOf(outer.data.cause) : '';
}

/** The network or the name service says that there is no way to the host. */
const unreachable = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'EAI_NODATA',
  'ENETUNREACH',
  'ENETDOWN',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ECONNREFUSED',
]);

/** What a failed request or an interrupted answer means. */
export function fromNetwork(error: unknown): DownloadError {
  if (error instanceof DownloadError) return error;
  const code = codeOf(error);
  if (unreachable.has(code)) return new DownloadError('offline', `The host can't be reached (${code})`);
  if (code === 'ETIMEDOUT' || code.includes('TIMEOUT')) {
    return new DownloadError('stalled', `The host does not answer (${code})`, true);
  }
  if (/CERT|SSL|TLS|SELF_SIGNED|UNABLE_TO_VERIFY/.test(code)) {
    return new DownloadError('server_error', `The connection is not secure (${code})`);
  }
  return new DownloadError('offline', `The connection was lost (${code || 'unknown'})`, true);
}

/** What a failure of the disk means. */
export function fromDisk(error: unknown): DownloadError {
  if (error instanceof DownloadError) return error;
  const code = codeOf(error);
  if (code === 'ENOSPC' || code === 'EDQUOT') return new DownloadError('disk_full', 'The disk is full');
  if (code === 'ENOENT') return new DownloadError('not_found', 'A file is not there');
  return new DownloadError('unreadable', `A file can't be read or written (${code || 'unknown'})`);
}

/** What a status other than success means. */
export function fromStatus(status: number): DownloadError {
  // The hub answers 401 for what does not exist to somebody who has not signed in.
  if ([401, 403, 404, 410].includes(status)) {
    return new DownloadError('not_found', `The server does not have the file (HTTP ${status})`);
  }
  const transient = status === 408 || status === 429 || status >= 500;
  return new DownloadError('server_error', `The server answered HTTP ${status}`, transient);
}
