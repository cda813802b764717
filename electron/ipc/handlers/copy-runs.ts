import type { EventPayload } from '../../../shared/contract/index.ts';

/** Milliseconds between two reports of one run. */
const reportEvery = 150;
/** Runs whose folder is remembered, for a second try of what was left out. */
const most = 50;

/** Copies that are being saved, and where those before them went. The window names runs and never a path. */
export class CopyRuns {
  private readonly report: (progress: EventPayload<'assets.copying'>) => void;
  private readonly folders = new Map<string, string>();
  private readonly going = new Map<string, AbortController>();

  constructor(report: (progress: EventPayload<'assets.copying'>) => void) {
    this.report = report;
  }

  /** Null where there was no such run, or it was long ago. */
  folderOf(run: string | null): string | null {
    return run === null ? null : (this.folders.get(run) ?? null);
  }

  cancel(run: string): void {
    this.going.get(run)?.abort();
  }

  async during<T>(
    run: string | null,
    folder: string,
    work: (signal: AbortSignal, onProgress: (done: number, total: number) => void) => Promise<T>,
  ): Promise<T> {
    const controller = new AbortController();
    if (run === null) return await work(controller.signal, () => undefined);
    this.remember(run, folder);
    this.going.set(run, controller);
    let last = 0;
    try {
      return await work(controller.signal, (done, total) => {
        const now = performance.now();
        if (now - last < reportEvery) return;
        last = now;
        this.report({ run, done, total });
      });
    } finally {
      this.going.delete(run);
    }
  }

  private remember(run: string, folder: string): void {
    this.folders.set(run, folder);
    const [oldest] = this.folders.keys();
    if (this.folders.size > most && oldest !== undefined) this.folders.delete(oldest);
  }
}
