import { AppError } from '../../errors.ts';

/**
 * Whether the servers of the open library answer, for work that had better wait than fail. A library on this
 * computer is always there: when its process ends it is opened anew.
 */
export interface Availability {
  /** A server that work needs is away. */
  readonly isOffline: boolean;
  /** Whether a failure comes from a server being away. Looks at once when the failure may mean that. */
  isAway(error: unknown): Promise<boolean>;
  /** Resolves when all servers that work needs answer, also when the signal aborts. */
  whenBack(signal?: AbortSignal): Promise<void>;
}

export const alwaysThere: Availability = {
  isOffline: false,
  isAway: async () => false,
  whenBack: async () => undefined,
};

/** Repeats work that may be done twice until it is not an outage any more that fails it. */
export async function untilBack<T>(
  availability: Availability,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (signal.aborted || !(await availability.isAway(error))) throw error;
      await availability.whenBack(signal);
      signal.throwIfAborted();
    }
  }
}

/** Work without an answer for so long makes one look whether the servers are there at all. */
const patienceMs = 1200;

/** Work that a person waits for: a server that went silent is noticed soon, which breaks off what hangs on it. */
export async function impatiently<T>(availability: Availability, work: () => Promise<T>): Promise<T> {
  const timer = setInterval(() => {
    void availability.isAway(new AppError('timeout', 'No answer yet', {}, true));
  }, patienceMs);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
