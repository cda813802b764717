/** A file as a look found it. Changes of any of it mean that somebody is writing. */
export interface Seen {
  /** Bytes. */
  readonly size: number;
  /** Whole milliseconds; compared for equality only, since clocks of drives and computers differ. */
  readonly mtimeMs: number;
  /** Of the file on its drive; what a rename keeps. */
  readonly inode: string;
}

export function isSame(a: Pick<Seen, 'size' | 'mtimeMs'>, b: Pick<Seen, 'size' | 'mtimeMs'>): boolean {
  return a.size === b.size && a.mtimeMs === b.mtimeMs;
}

interface Waiting {
  seen: Seen;
  /** When it was last found changed. */
  since: number;
  /** The longest time for which it stood still and was then written on. */
  pause: number;
  /** It has been empty for so long that nobody seems to be writing it. It is looked at, but not told of. */
  idle?: boolean;
}

/** However slowly a file grows, it is taken when nothing has come for so long. */
const longestMs = 60_000;

/**
 * Files that are waited for until they have stopped changing: nothing of them changed for the quiet time, and for
 * twice the longest pause that their writer has made so far. Times are of a clock that only goes forward, in
 * milliseconds. An empty file is waited for until it has content.
 */
export class Settling {
  readonly #quietMs: number;
  readonly #files = new Map<string, Waiting>();

  constructor(quietMs: number) {
    this.#quietMs = quietMs;
  }

  /** Files that somebody may be writing. */
  get count(): number {
    let count = 0;
    for (const { idle } of this.#files.values()) if (idle !== true) count += 1;
    return count;
  }

  /** Notes a look. True when the file has stopped changing, which ends the waiting for it. */
  observe(path: string, seen: Seen, now: number): boolean {
    const before = this.#files.get(path);
    if (before === undefined) {
      this.#files.set(path, { seen, since: now, pause: 0 });
      return false;
    }
    if (!isSame(before.seen, seen)) {
      // What was announced empty and then filled has not paused: its writer has only begun.
      const pause = before.seen.size === 0 ? 0 : now - before.since;
      this.#files.set(path, { seen, since: now, pause: Math.max(before.pause, pause) });
      return false;
    }
    if (now < this.#dueAt(before)) return false;
    if (seen.size === 0) {
      this.#files.set(path, { seen, since: now, pause: 0, idle: true });
      return false;
    }
    this.#files.delete(path);
    return true;
  }

  /** It may be taken at the earliest after another quiet time: something else is in its way. */
  postpone(path: string, seen: Seen, now: number): void {
    this.#files.set(path, { seen, since: now, pause: 0 });
  }

  forget(path: string): void {
    this.#files.delete(path);
  }

  clear(): void {
    this.#files.clear();
  }

  #dueAt({ seen, since, pause }: Waiting): number {
    if (seen.size === 0) return since + longestMs;
    return since + Math.max(this.#quietMs, Math.min(pause * 2, longestMs));
  }

  /** Files to look at now. */
  due(now: number): string[] {
    return [...this.#files].flatMap(([path, waiting]) => (now >= this.#dueAt(waiting) ? [path] : []));
  }

  /** When the next file is to be looked at; null when none is waited for. */
  nextLook(): number | null {
    let next: number | null = null;
    for (const waiting of this.#files.values()) {
      const due = this.#dueAt(waiting);
      if (next === null || due < next) next = due;
    }
    return next;
  }
}
