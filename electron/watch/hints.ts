import { relative, sep } from 'node:path';
import { type FSWatcher, watch } from 'chokidar';
import { log } from '../log.ts';
import { isRemote } from './drive.ts';
import { isIgnoredPath } from './ignore.ts';
import type { WatchTiming } from './timing.ts';

/** Waits for what is told of changes to begin; a very large folder is looked through before. */
const readyLimitMs = 5_000;

interface HintOptions {
  readonly root: string;
  /** A folder directly inside that is left out. */
  readonly except: string | null;
  /** Something may have changed at this path below the root; `''`: at the root itself. */
  readonly onHint: (path: string) => void;
  /** From now on everything that changes is told; what changed before may not have been. */
  readonly onReady: () => void;
  /** Nothing is told any more, such as when the system has no more watches to give. */
  readonly onLost: () => void;
}

interface Hints {
  close(): Promise<void>;
}

/** What the system tells of changes in a folder. Links are not followed. */
function openHints({ root, except, onHint, onReady, onLost }: HintOptions): Hints {
  const below = (path: string): string => relative(root, path).split(sep).join('/');
  let closed = false;
  let lost = false;
  const watcher: FSWatcher = watch(root, {
    ignoreInitial: true,
    followSymlinks: false,
    ignorePermissionErrors: true,
    atomic: false,
    ignored: (path) => path !== root && isIgnoredPath(below(path), except),
  });
  watcher.on('all', (_event, path) => {
    if (!closed) onHint(below(path));
  });
  watcher.on('ready', () => {
    if (!closed && !lost) onReady();
  });
  watcher.on('error', (error) => {
    if (closed || lost) return;
    lost = true;
    log.warn('a folder can not be followed and is looked through instead', { message: String(error) });
    onLost();
  });
  return {
    async close() {
      closed = true;
      await watcher.close();
    },
  };
}

/** Follows one folder at a time, and gathers what is told of changes in it. */
export class Following {
  readonly #timing: WatchTiming;
  /** Paths below the folder at which something may have changed. */
  readonly #onPaths: (paths: readonly string[]) => void;
  readonly #gathered = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #hints: Hints | null = null;
  #root: string | null = null;
  #polling = false;

  constructor(timing: WatchTiming, onPaths: (paths: readonly string[]) => void) {
    this.#timing = timing;
    this.#onPaths = onPaths;
  }

  /** Nobody tells of changes in the folder. */
  get isPolling(): boolean {
    return this.#polling;
  }

  /** Resolves when changes are told, or it is clear that none will be, or after a while. */
  async follow(root: string, except: string | null): Promise<void> {
    if (this.#root === root) return;
    await this.stop();
    this.#polling = this.#timing.hints === 'never' || (await isRemote(root));
    if (this.#polling) return;
    this.#root = root;
    await new Promise<void>((resolve) => {
      const late = setTimeout(resolve, readyLimitMs);
      const ready = (): void => {
        clearTimeout(late);
        resolve();
      };
      const onLost = (): void => {
        this.#polling = true;
        ready();
      };
      this.#hints = openHints({ root, except, onHint: (path) => this.#gather(path), onReady: ready, onLost });
    });
  }

  async stop(): Promise<void> {
    const hints = this.#hints;
    this.#hints = null;
    this.#root = null;
    this.#gathered.clear();
    clearTimeout(this.#timer);
    await hints?.close();
  }

  #gather(path: string): void {
    this.#gathered.add(path);
    if (this.#gathered.size > 1) return;
    this.#timer = setTimeout(() => {
      const paths = [...this.#gathered];
      this.#gathered.clear();
      this.#onPaths(paths);
    }, this.#timing.gatherMs);
  }
}
